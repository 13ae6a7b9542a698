//! The SQL on unfinished additions.

use db::{Db, Row, Tx, params};

use super::addition::{Addition, Finished};
use crate::features::accounts::{Account, AccountId, Locked};
use crate::features::security_keys as keys;
use crate::features::sessions::SessionId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Begins an addition in place of any other of this account.
pub(super) async fn put(tx: &mut Tx, addition: &Addition) -> Result<(), Fault> {
    tx.execute("DELETE FROM key_additions WHERE account_id = $1", params![&addition.account]).await?;
    let sql = "INSERT INTO key_additions
                 (account_id, id, session_id, security_epoch, name, password_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![
        &addition.account,
        addition.id.as_str(),
        &addition.session,
        addition.epoch,
        addition.name.as_str(),
        addition.password_at,
        addition.expires_at
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The addition that this session began, if it is not over.
pub(super) async fn find(
    db: &Db,
    account: &Account,
    session: &SessionId,
    now: Timestamp,
) -> Result<Option<Addition>, Fault> {
    let sql = "SELECT id, account_id, session_id, security_epoch, name, password_at, expires_at FROM key_additions
               WHERE account_id = $1 AND session_id = $2 AND security_epoch = $3 AND expires_at > $4";
    let row = db.fetch_optional(sql, params![&account.id, session, account.epoch, now]).await?;
    row.as_ref().map(addition).transpose()
}

fn addition(row: &Row) -> Result<Addition, Fault> {
    Ok(Addition {
        id: row.read("id")?,
        account: row.read("account_id")?,
        session: row.read("session_id")?,
        epoch: row.read("security_epoch")?,
        name: row.read("name")?,
        password_at: row.read("password_at")?,
        expires_at: row.read("expires_at")?,
    })
}

/// Uses the addition up. `None`: it was used, dropped or is over.
pub(super) async fn finish(
    tx: &mut Tx,
    locked: &Locked,
    addition: &Addition,
    now: Timestamp,
) -> Result<Option<Finished>, Fault> {
    let sql = "DELETE FROM key_additions
               WHERE account_id = $1 AND id = $2 AND session_id = $3 AND security_epoch = $4 AND expires_at > $5
               RETURNING password_at";
    let values = params![locked.id(), addition.id.as_str(), &addition.session, locked.epoch(), now];
    let Some(row) = tx.fetch_optional(sql, values).await? else { return Ok(None) };
    Ok(Some(Finished { account: locked.id().clone(), password_at: row.read("password_at")?, answered_at: now }))
}

/// Drops the addition that this session began, if there is one.
pub(super) async fn drop_of(tx: &mut Tx, account: &AccountId, session: &SessionId) -> Result<(), Fault> {
    let sql = "DELETE FROM key_additions WHERE account_id = $1 AND session_id = $2";
    tx.execute(sql, params![account, session]).await?;
    Ok(())
}

/// Forgets additions, challenges and suspended keys that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), Fault> {
    tx.execute("DELETE FROM key_additions WHERE expires_at <= $1", params![now]).await?;
    keys::forget_over(tx, now).await
}
