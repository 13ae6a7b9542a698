//! The SQL on trusted browsers.

use db::{Db, Row, Tx, params};

use crate::features::accounts::{Account, AccountId, Locked};
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The most browsers an account can trust; the oldest make room.
const TRUSTED_MAX: i64 = 20;

/// One trust.
pub(super) struct Family {
    pub id: String,
    pub number: i64,
    pub numbered_at: Timestamp,
    pub expires_at: Timestamp,
}

/// One trust as its owner sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name; it opens nothing.
    pub id: String,
    /// The browser it is for.
    pub browser_id: String,
    /// What that says of itself; never believed.
    pub user_agent: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The trust of that name, if it counts for the account in this epoch.
pub(super) async fn find(tx: &mut Tx, locked: &Locked, id: &str, now: Timestamp) -> Result<Option<Family>, Fault> {
    let sql = "SELECT id, number, numbered_at, expires_at FROM trusted_browsers
               WHERE id = $1 AND account_id = $2 AND security_epoch = $3 AND expires_at > $4";
    let row = tx.fetch_optional(sql, params![id, locked.id(), locked.epoch(), now]).await?;
    let family = |row: Row| {
        Ok(Family {
            id: row.read("id")?,
            number: row.read("number")?,
            numbered_at: row.read("numbered_at")?,
            expires_at: row.read("expires_at")?,
        })
    };
    row.map(family).transpose()
}

/// Gives it its next number. The account's row is held: nobody else does at the same time.
pub(super) async fn number(tx: &mut Tx, id: &str, number: i64, now: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE trusted_browsers SET number = $2, numbered_at = $3 WHERE id = $1 AND number = $2 - 1";
    match tx.execute(sql, params![id, number, now]).await? {
        1 => Ok(()),
        _ => Err(Fault::Broken("a trust that changed while its account was held")),
    }
}

pub(super) async fn put(
    tx: &mut Tx,
    locked: &Locked,
    family: &Family,
    browser_id: &str,
    caller: &Caller,
) -> Result<(), Fault> {
    let sql = "INSERT INTO trusted_browsers (id, account_id, security_epoch, browser_id, user_agent, number,
                 numbered_at, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    let (id, agent) = (family.id.as_str(), caller.user_agent.as_str());
    let (number, at, end) = (family.number, family.numbered_at, family.expires_at);
    tx.execute(sql, params![id, locked.id(), locked.epoch(), browser_id, agent, number, at, end]).await?;
    let trim = "DELETE FROM trusted_browsers WHERE account_id = $1 AND id IN
                  (SELECT id FROM trusted_browsers WHERE account_id = $1
                   ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $2)";
    tx.execute(trim, params![locked.id(), TRUSTED_MAX]).await?;
    Ok(())
}

/// The browsers that the account trusts, the newest first.
pub async fn list(db: &Db, account: &Account, now: Timestamp) -> Result<Vec<Listed>, Fault> {
    let sql = "SELECT id, browser_id, user_agent, created_at, expires_at FROM trusted_browsers
               WHERE account_id = $1 AND security_epoch = $2 AND expires_at > $3
               ORDER BY created_at DESC, id DESC LIMIT $4";
    let listed = |row: &Row| {
        Ok(Listed {
            id: row.read("id")?,
            browser_id: row.read("browser_id")?,
            user_agent: row.read("user_agent")?,
            created_at: row.read("created_at")?,
            expires_at: row.read("expires_at")?,
        })
    };
    db.fetch_all(sql, params![&account.id, account.epoch, now, TRUSTED_MAX]).await?.iter().map(listed).collect()
}

/// Ends one trust of the account. `false`: there is no such one.
pub async fn end(tx: &mut Tx, account: &AccountId, id: &str) -> Result<bool, Fault> {
    let sql = "DELETE FROM trusted_browsers WHERE account_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![account, id]).await? == 1)
}

/// Ends what the account trusts that browser with.
pub async fn end_in(tx: &mut Tx, account: &AccountId, browser_id: &str) -> Result<(), Fault> {
    let sql = "DELETE FROM trusted_browsers WHERE account_id = $1 AND browser_id = $2";
    tx.execute(sql, params![account, browser_id]).await?;
    Ok(())
}

/// Ends every trust of the account but that browser's.
pub async fn end_others(tx: &mut Tx, account: &AccountId, here: &str) -> Result<(), Fault> {
    let sql = "DELETE FROM trusted_browsers WHERE account_id = $1 AND browser_id <> $2";
    tx.execute(sql, params![account, here]).await?;
    Ok(())
}

/// Forgets what is over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM trusted_browsers WHERE expires_at <= $1", params![now]).await?)
}
