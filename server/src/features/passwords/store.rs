//! The SQL on passwords.

use db::{Db, Tx, params};

use super::hash::PasswordHash;
use crate::features::accounts::AccountId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::pepper::Peppers;

/// The account's hash. Asked for accounts that do not exist as well, with a
/// statement of the same shape.
pub async fn stored(db: &Db, account: Option<&AccountId>) -> Result<Option<PasswordHash>, Fault> {
    let id = account.map_or("", AccountId::as_str);
    let row = db.fetch_optional("SELECT hash FROM passwords WHERE account_id = $1", params![id]).await?;
    Ok(row.map(|row| row.read("hash")).transpose()?)
}

/// Gives the account a password, in place of the one it had.
pub async fn put(tx: &mut Tx, account: &AccountId, hash: &PasswordHash, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO passwords (account_id, hash, changed_at, pepper_id) VALUES ($1, $2, $3, $4)
               ON CONFLICT (account_id) DO UPDATE SET hash = $2, changed_at = $3, pepper_id = $4";
    tx.execute(sql, params![account, hash, now, hash.pepper()]).await?;
    Ok(())
}

/// Takes the account's password from it: nobody signs in until another one is chosen.
pub async fn remove(tx: &mut Tx, account: &AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM passwords WHERE account_id = $1", params![account]).await?;
    Ok(())
}

/// Stores the same password under another cost, unless it was changed meanwhile.
pub async fn replace_hash(
    tx: &mut Tx,
    account: &AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), Fault> {
    let sql = "UPDATE passwords SET hash = $3, pepper_id = $4 WHERE account_id = $1 AND hash = $2";
    tx.execute(sql, params![account, old, new, new.pepper()]).await?;
    Ok(())
}

/// The first pepper by name that stored passwords were hashed with and `peppers` lacks. One
/// look into the index for each pepper in use.
pub async fn missing_pepper(db: &Db, peppers: &Peppers) -> Result<Option<String>, Fault> {
    let sql = "SELECT pepper_id FROM passwords WHERE pepper_id > $1 ORDER BY pepper_id LIMIT 1";
    let mut last = String::new();
    while let Some(row) = db.fetch_optional(sql, params![last.as_str()]).await? {
        last = row.read("pepper_id")?;
        if !peppers.has(&last) {
            return Ok(Some(last));
        }
    }
    Ok(None)
}
