//! The SQL on links.

use db::{Db, Tx, params};
use token_format::TokenHash;

use crate::features::accounts::{Account, AccountId, Epoch, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Keeps the account's link, in place of the one before.
pub(super) async fn put(tx: &mut Tx, account: &Account, token: &TokenHash, until: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO password_resets (account_id, token_hash, security_epoch, expires_at)
               VALUES ($1, $2, $3, $4)
               ON CONFLICT (account_id) DO UPDATE SET token_hash = $2, security_epoch = $3, expires_at = $4";
    tx.execute(sql, params![&account.id, token.as_bytes(), account.epoch, until]).await?;
    Ok(())
}

/// Whose link it is, and the epoch in which it counts.
pub(super) async fn find(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<(AccountId, Epoch)>, Fault> {
    let sql = "SELECT account_id, security_epoch FROM password_resets WHERE token_hash = $1 AND expires_at > $2";
    let Some(row) = db.fetch_optional(sql, params![token.as_bytes(), now]).await? else { return Ok(None) };
    Ok(Some((row.read("account_id")?, row.read("security_epoch")?)))
}

/// Uses the link up. `false`: it was used, or is over.
pub(super) async fn consume(tx: &mut Tx, locked: &Locked, token: &TokenHash, now: Timestamp) -> Result<bool, Fault> {
    let sql = "DELETE FROM password_resets
               WHERE token_hash = $1 AND account_id = $2 AND security_epoch = $3 AND expires_at > $4";
    Ok(tx.execute(sql, params![token.as_bytes(), locked.id(), locked.epoch(), now]).await? == 1)
}

/// Forgets links that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM password_resets WHERE expires_at <= $1", params![now]).await?)
}
