//! The SQL on passwords.

use db::{Db, Tx, params};

use super::hash::PasswordHash;
use crate::features::accounts::AccountId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The account's hash. Asked for accounts that do not exist as well, with a
/// statement of the same shape.
pub async fn stored(db: &Db, account: Option<&AccountId>) -> Result<Option<PasswordHash>, Fault> {
    let id = account.map_or("", AccountId::as_str);
    let row = db.fetch_optional("SELECT hash FROM passwords WHERE account_id = $1", params![id]).await?;
    Ok(row.map(|row| row.read("hash")).transpose()?)
}

/// Gives the account a password, in place of the one it had.
pub async fn put(tx: &mut Tx, account: &AccountId, hash: &PasswordHash, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO passwords (account_id, hash, changed_at) VALUES ($1, $2, $3)
               ON CONFLICT (account_id) DO UPDATE SET hash = $2, changed_at = $3";
    tx.execute(sql, params![account, hash, now]).await?;
    Ok(())
}

/// Stores the same password under another cost, unless it was changed meanwhile.
pub async fn replace_hash(
    tx: &mut Tx,
    account: &AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), Fault> {
    let sql = "UPDATE passwords SET hash = $3 WHERE account_id = $1 AND hash = $2";
    tx.execute(sql, params![account, old, new]).await?;
    Ok(())
}
