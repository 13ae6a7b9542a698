//! The SQL on recovery codes.

use db::{Db, Tx, params};

use super::set::{NewSet, Remaining};
use crate::features::accounts::{AccountId, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Gives the account this set in place of the one it had.
pub async fn put(tx: &mut Tx, locked: &Locked, set: &NewSet, now: Timestamp) -> Result<(), Fault> {
    remove_all(tx, locked.id()).await?;
    let sql = "INSERT INTO recovery_codes (account_id, set_id, ordinal, code_sealed, code_lookup, created_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    for (ordinal, row) in (0_i64..).zip(&set.rows) {
        let (sealed, lookup) = (row.sealed.as_slice(), row.lookup.as_slice());
        tx.execute(sql, params![locked.id(), set.id.as_str(), ordinal, sealed, lookup, now]).await?;
    }
    Ok(())
}

pub(super) async fn spend(tx: &mut Tx, account: &AccountId, lookup: &[u8; 32], now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE recovery_codes SET used_at = $3
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NULL";
    Ok(tx.execute(sql, params![account, lookup.as_slice(), now]).await? == 1)
}

pub(super) async fn is_used(tx: &mut Tx, account: &AccountId, lookup: &[u8; 32]) -> Result<bool, Fault> {
    let sql = "SELECT ordinal FROM recovery_codes
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NOT NULL";
    Ok(tx.fetch_optional(sql, params![account, lookup.as_slice()]).await?.is_some())
}

/// How many codes are left; none where the account has no set.
pub async fn remaining(db: &Db, account: &AccountId) -> Result<Option<Remaining>, Fault> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS made, CAST(COUNT(used_at) AS BIGINT) AS used
               FROM recovery_codes WHERE account_id = $1";
    let row = db.fetch_one(sql, params![account]).await?;
    let (of, used) = (count(row.read("made")?), count(row.read("used")?));
    Ok((of > 0).then(|| Remaining { left: of.saturating_sub(used), of }))
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Forgets the account's codes.
pub async fn remove_all(tx: &mut Tx, account: &AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM recovery_codes WHERE account_id = $1", params![account]).await?;
    Ok(())
}
