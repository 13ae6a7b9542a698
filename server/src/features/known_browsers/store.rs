//! The SQL on browsers, and on whom they are known to.

use db::{Db, Row, Tx, params};
use token_format::{Token, TokenHash};

use crate::features::accounts::{AccountId, Epoch};
use crate::platform::audit::{Caller, Surface};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The most browsers that are known to an account, and the most networks of programs; the
/// oldest make room.
const KNOWN_MAX: i64 = 20;

/// A known browser's end that has come.
const NEVER: Timestamp = Timestamp::from_micros(0);

/// A browser that is, or was, known to an account.
pub(super) struct Known {
    pub browser_id: String,
    pub lane: String,
    pub epoch: Epoch,
    pub known_until: Timestamp,
}

pub(super) async fn lane(
    db: &Db,
    token: &TokenHash,
    account: &str,
    epoch: Epoch,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    let sql = "SELECT k.lane FROM browsers b JOIN known_browsers k ON k.browser_id = b.id
               WHERE b.token_hash = $1 AND k.account_id = $2 AND k.security_epoch = $3 AND k.known_until > $4";
    let row = db.fetch_optional(sql, params![token.as_bytes(), account, epoch, now]).await?;
    Ok(row.map(|row| row.read("lane")).transpose()?)
}

/// Gives the caller's browser its next value, and answers the browser's name: `fresh` for
/// one that we did not know.
pub(super) async fn renew_value(
    tx: &mut Tx,
    caller: &Caller,
    token: &Token,
    fresh: &str,
    until: Timestamp,
) -> Result<String, Fault> {
    let hash = token.hash();
    if let Some(old) = &caller.browser {
        let sql = "UPDATE browsers SET token_hash = $2, known_until = $3 WHERE token_hash = $1 RETURNING id";
        if let Some(row) = tx.fetch_optional(sql, params![old.as_bytes(), hash.as_bytes(), until]).await? {
            return Ok(row.read("id")?);
        }
    }
    let sql = "INSERT INTO browsers (id, token_hash, known_until) VALUES ($1, $2, $3)";
    tx.execute(sql, params![fresh, hash.as_bytes(), until]).await?;
    Ok(fresh.to_owned())
}

pub(super) async fn of_account(tx: &mut Tx, account: &AccountId) -> Result<Vec<Known>, Fault> {
    let sql = "SELECT browser_id, lane, security_epoch, known_until FROM known_browsers WHERE account_id = $1";
    let known = |row: &Row| {
        Ok(Known {
            browser_id: row.read("browser_id")?,
            lane: row.read("lane")?,
            epoch: row.read("security_epoch")?,
            known_until: row.read("known_until")?,
        })
    };
    tx.fetch_all(sql, params![account]).await?.iter().map(known).collect()
}

pub(super) async fn put(tx: &mut Tx, account: &AccountId, surface: Surface, known: &Known) -> Result<(), Fault> {
    let sql = "INSERT INTO known_browsers (account_id, browser_id, surface, lane, security_epoch, known_until)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (account_id, browser_id) DO UPDATE SET lane = $4, security_epoch = $5, known_until = $6";
    let (browser, lane) = (known.browser_id.as_str(), known.lane.as_str());
    let surface = surface.as_str();
    tx.execute(sql, params![account, browser, surface, lane, known.epoch, known.known_until]).await?;
    let trim = "DELETE FROM known_browsers WHERE account_id = $1 AND browser_id IN
                  (SELECT browser_id FROM known_browsers WHERE account_id = $1 AND surface = $2
                   ORDER BY known_until DESC, browser_id DESC LIMIT 1000 OFFSET $3)";
    tx.execute(trim, params![account, surface, KNOWN_MAX]).await?;
    Ok(())
}

pub(super) async fn carry(
    tx: &mut Tx,
    account: &AccountId,
    browser: &str,
    (from, to): (Epoch, Epoch),
    lane: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE known_browsers SET security_epoch = $4, lane = $5
               WHERE account_id = $1 AND browser_id = $2 AND security_epoch = $3";
    tx.execute(sql, params![account, browser, from, to, lane]).await?;
    Ok(())
}

/// Makes one browser a stranger to the account. Its row stays, and says that the account
/// was signed in to before.
pub async fn revoke(tx: &mut Tx, account: &AccountId, browser: &str) -> Result<(), Fault> {
    let sql = "UPDATE known_browsers SET known_until = $3 WHERE account_id = $1 AND browser_id = $2";
    tx.execute(sql, params![account, browser, NEVER]).await?;
    Ok(())
}

/// Makes all browsers strangers to the account but one.
pub async fn revoke_others(tx: &mut Tx, account: &AccountId, keep: &str) -> Result<(), Fault> {
    let sql = "UPDATE known_browsers SET known_until = $3 WHERE account_id = $1 AND browser_id <> $2";
    tx.execute(sql, params![account, keep, NEVER]).await?;
    Ok(())
}

/// Forgets what is over; of each account the newest row stays.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), Fault> {
    tx.execute("DELETE FROM browsers WHERE known_until <= $1", params![now]).await?;
    let sql = "DELETE FROM known_browsers WHERE known_until <= $1 AND EXISTS
                 (SELECT newer.account_id FROM known_browsers newer
                  WHERE newer.account_id = known_browsers.account_id
                    AND newer.known_until > known_browsers.known_until)";
    tx.execute(sql, params![now]).await?;
    Ok(())
}
