//! Who owns a user name: an account for ever, or a sign-up until its link is over.

use db::{Tx, params};

use super::account::AccountId;
use super::username::Username;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Reserves the name for a sign-up until `until`. `false`: somebody has it. One
/// statement, so that of two sign-ups at once one gets it.
pub async fn reserve_name(
    tx: &mut Tx,
    name: &Username,
    sign_up: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO usernames (folded, sign_up_id, reserved_until) VALUES ($1, $2, $3)
               ON CONFLICT (folded) DO UPDATE SET sign_up_id = $2, reserved_until = $3
               WHERE usernames.account_id IS NULL AND usernames.reserved_until <= $4";
    Ok(tx.execute(sql, params![name.folded(), sign_up, until, now]).await? == 1)
}

/// Reserves the name of a sign-up for longer.
pub async fn extend_name(tx: &mut Tx, sign_up: &str, until: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE usernames SET reserved_until = $2 WHERE sign_up_id = $1 AND account_id IS NULL";
    tx.execute(sql, params![sign_up, until]).await?;
    Ok(())
}

/// Gives the name to an account for ever: a free one, or the one `sign_up` reserved.
/// `false`: somebody else has it by now.
pub async fn claim_name(
    tx: &mut Tx,
    name: &Username,
    sign_up: Option<&str>,
    account: &AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO usernames (folded, account_id, reserved_until) VALUES ($1, $2, $4)
               ON CONFLICT (folded) DO UPDATE SET account_id = $2, sign_up_id = NULL
               WHERE usernames.account_id IS NULL
                 AND (usernames.reserved_until <= $4 OR usernames.sign_up_id = $3)";
    Ok(tx.execute(sql, params![name.folded(), account, sign_up, now]).await? == 1)
}

/// Forgets reservations that are over.
pub async fn release_names(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    let sql = "DELETE FROM usernames WHERE account_id IS NULL AND reserved_until <= $1";
    Ok(tx.execute(sql, params![now]).await?)
}
