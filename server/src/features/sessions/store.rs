//! The SQL on sessions and pending sign-ins. Only here does a stored row turn back
//! into evidence, with account, epoch and expiry asked for.

use std::time::Duration;

use db::{Db, Durability, Row, Tx, params};
use token_format::TokenHash;

use super::pending::Pending;
use super::proof::{FirstDoor, SecondDoor, SecondFactor};
use super::session::{Listed, Session, SessionId};
use crate::features::accounts::{self, Account, AccountId, Epoch, Locked};
use crate::features::known_browsers;
use crate::platform::audit::{Caller, Surface};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The most sessions an account can have open; the oldest end when one more is opened.
const SESSIONS_MAX: i64 = 200;

pub(super) struct NewSession<'a> {
    pub token: &'a TokenHash,
    pub id: &'a SessionId,
    pub account: &'a AccountId,
    pub epoch: Epoch,
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub password_at: Timestamp,
    pub second: Option<(SecondFactor, Timestamp)>,
    pub codes_seen: bool,
    pub browser_id: Option<&'a str>,
    pub trusted_by: Option<&'a str>,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewSession<'_>, caller: &Caller) -> Result<(), Fault> {
    let sql = "INSERT INTO sessions (token_hash, id, account_id, security_epoch, surface, created_at, last_seen_at,
                 expires_at, password_at, second_factor, second_factor_at, codes_seen, network, user_agent,
                 browser_id, trusted_by)
               VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let (factor, factor_at) = new.second.unzip();
    let network = caller.network.to_string();
    let values = params![
        new.token.as_bytes(),
        new.id,
        new.account,
        new.epoch,
        caller.surface.as_str(),
        new.now,
        new.expires_at,
        new.password_at,
        factor,
        factor_at,
        new.codes_seen,
        network,
        caller.user_agent.as_str(),
        new.browser_id,
        new.trusted_by
    ];
    tx.execute(sql, values).await?;
    let trim = "DELETE FROM sessions WHERE account_id = $1 AND id IN
                  (SELECT id FROM sessions WHERE account_id = $1 ORDER BY created_at DESC, id DESC
                   LIMIT 1000 OFFSET $2)";
    tx.execute(trim, params![new.account, SESSIONS_MAX]).await?;
    Ok(())
}

/// The open session of that bearer value with its account, if both still count.
pub(super) async fn find(
    db: &Db,
    token: &TokenHash,
    surface: Surface,
    now: Timestamp,
    idle: Duration,
) -> Result<Option<(Session, Account)>, Fault> {
    let values = params![token.as_bytes(), surface.as_str(), now, now.minus(idle)];
    let Some(row) = db.fetch_optional(FIND, values).await? else { return Ok(None) };
    Ok(Some((session(&row, surface)?, accounts::of_row(&row)?)))
}

/// One statement for both, because every request of somebody signed in begins with it.
const FIND: &str = "
SELECT s.token_hash, s.id AS session_id, s.created_at AS opened_at, s.expires_at, s.last_seen_at, s.password_at,
  s.second_factor, s.second_factor_at, s.codes_seen, s.browser_id, s.trusted_by, s.may_replace,
  a.id, a.username, a.state, a.role, a.security_epoch, a.created_at
FROM sessions s JOIN accounts a ON a.id = s.account_id
WHERE s.token_hash = $1 AND s.surface = $2 AND s.expires_at > $3 AND s.last_seen_at > $4
  AND a.state = 'active' AND a.security_epoch = s.security_epoch";

fn session(row: &Row, surface: Surface) -> Result<Session, Fault> {
    Ok(Session {
        token_hash: row.read("token_hash")?,
        id: row.read("session_id")?,
        account: row.read("id")?,
        surface,
        created_at: row.read("opened_at")?,
        expires_at: row.read("expires_at")?,
        last_seen_at: row.read("last_seen_at")?,
        password_at: row.read("password_at")?,
        second_factor: row.read("second_factor")?,
        second_factor_at: row.read("second_factor_at")?,
        codes_seen: row.read("codes_seen")?,
        browser_id: row.read("browser_id")?,
        trusted_by: row.read("trusted_by")?,
        may_replace: row.read("may_replace")?,
    })
}

/// Ends the session of that bearer value, if it is over. What was once seen to be over
/// stays so, though the clock goes back afterwards (abuse case SES-14).
pub(super) async fn end_over(db: &Db, token: &TokenHash, now: Timestamp, idle: Duration) -> Result<(), Fault> {
    let is_over = "SELECT id FROM sessions WHERE token_hash = $1 AND (expires_at <= $2 OR last_seen_at <= $3)";
    let values = params![token.as_bytes(), now, now.minus(idle)].to_vec();
    if db.fetch_optional(is_over, &values).await?.is_none() {
        return Ok(());
    }
    let end = "DELETE FROM sessions WHERE token_hash = $1 AND (expires_at <= $2 OR last_seen_at <= $3)";
    db.write(Durability::Process, move |tx| {
        Box::pin(async move { Ok::<_, Fault>(tx.execute(end, &values).await.map(drop)?) })
    })
    .await
}

/// The same for a pending sign-in.
pub(super) async fn end_over_pending(db: &Db, token: &TokenHash, now: Timestamp) -> Result<(), Fault> {
    let is_over = "SELECT account_id FROM pending_sign_ins WHERE token_hash = $1 AND expires_at <= $2";
    let values = params![token.as_bytes(), now].to_vec();
    if db.fetch_optional(is_over, &values).await?.is_none() {
        return Ok(());
    }
    let end = "DELETE FROM pending_sign_ins WHERE token_hash = $1 AND expires_at <= $2";
    db.write(Durability::Process, move |tx| {
        Box::pin(async move { Ok::<_, Fault>(tx.execute(end, &values).await.map(drop)?) })
    })
    .await
}

/// Notes that the session was seen. The clock going back never makes it older.
pub(super) async fn touch(tx: &mut Tx, id: &SessionId, now: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
    tx.execute(sql, params![id, now]).await?;
    Ok(())
}

/// Whether recovery codes were shown or made in the session. Of one that has ended nobody
/// knows: then they were.
pub(super) async fn codes_seen(tx: &mut Tx, id: &SessionId) -> Result<bool, Fault> {
    let row = tx.fetch_optional("SELECT codes_seen FROM sessions WHERE id = $1", params![id]).await?;
    Ok(row.map_or(Ok(true), |row| row.read("codes_seen"))?)
}

/// Notes that recovery codes are shown or made in the session.
pub async fn note_codes_seen(tx: &mut Tx, id: &SessionId) -> Result<(), Fault> {
    tx.execute("UPDATE sessions SET codes_seen = TRUE WHERE id = $1", params![id]).await?;
    Ok(())
}

/// Notes that the session was opened with a recovery code, which is the proof for one
/// replacement of a lost device.
pub(super) async fn note_may_replace(tx: &mut Tx, id: &SessionId) -> Result<(), Fault> {
    tx.execute("UPDATE sessions SET may_replace = TRUE WHERE id = $1", params![id]).await?;
    Ok(())
}

/// Ends one session of the account. `false`: it had ended.
pub async fn end(tx: &mut Tx, account: &AccountId, id: &SessionId) -> Result<bool, Fault> {
    let sql = "DELETE FROM sessions WHERE id = $1 AND account_id = $2";
    Ok(tx.execute(sql, params![id, account]).await? == 1)
}

/// Ends what a trusted browser has opened.
pub async fn end_trusted_by(tx: &mut Tx, account: &AccountId, trust: &str) -> Result<(), Fault> {
    tx.execute("DELETE FROM sessions WHERE account_id = $1 AND trusted_by = $2", params![account, trust]).await?;
    Ok(())
}

/// A session that was ended elsewhere.
pub struct Elsewhere {
    /// The browser that has become a stranger with it, if one has.
    pub browser: Option<String>,
}

/// Ends one session of the account, and makes its browser a stranger, unless that is `here`.
/// None: there is no such session of this account.
pub async fn end_elsewhere(
    tx: &mut Tx,
    account: &AccountId,
    id: &str,
    here: Option<&str>,
) -> Result<Option<Elsewhere>, Fault> {
    let sql = "DELETE FROM sessions WHERE id = $1 AND account_id = $2 RETURNING browser_id";
    let Some(row) = tx.fetch_optional(sql, params![id, account]).await? else { return Ok(None) };
    let browser: Option<String> = row.read("browser_id")?;
    let browser = browser.filter(|browser| Some(browser.as_str()) != here);
    if let Some(browser) = &browser {
        known_browsers::revoke(tx, account, browser).await?;
    }
    Ok(Some(Elsewhere { browser }))
}

/// The account's open sessions, the newest first.
pub async fn list(db: &Db, account: &Account, now: Timestamp, idle: Duration) -> Result<Vec<Listed>, Fault> {
    let sql = "SELECT id, surface, network, user_agent, created_at, last_seen_at, second_factor, trusted_by,
                 browser_id FROM sessions
               WHERE account_id = $1 AND security_epoch = $2 AND expires_at > $3 AND last_seen_at > $4
               ORDER BY created_at DESC, id DESC LIMIT $5";
    let values = params![&account.id, account.epoch, now, now.minus(idle), SESSIONS_MAX];
    db.fetch_all(sql, values).await?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed, Fault> {
    let surface: String = row.read("surface")?;
    Ok(Listed {
        id: row.read("id")?,
        surface: Surface::from_stored(&surface).ok_or(Fault::Broken("a stored surface that there is not"))?,
        network: row.read("network")?,
        user_agent: row.read("user_agent")?,
        created_at: row.read("created_at")?,
        last_seen_at: row.read("last_seen_at")?,
        second_factor: row.read("second_factor")?,
        is_trusted: row.read::<Option<String>>("trusted_by")?.is_some(),
        browser_id: row.read("browser_id")?,
    })
}

/// Whether the session still goes by its value; nobody else can end it before this
/// transaction does.
pub async fn hold(tx: &mut Tx, session: &Session) -> Result<bool, Fault> {
    let sql = "UPDATE sessions SET expires_at = expires_at WHERE token_hash = $1";
    Ok(tx.execute(sql, params![session.token_hash.as_slice()]).await? == 1)
}

/// Gives the session another value, and notes that both doors were passed in it again.
/// `false`: it has ended, or goes by another value already.
pub(super) async fn freshen(
    tx: &mut Tx,
    session: &Session,
    token: &TokenHash,
    (first, second): (&impl FirstDoor, &impl SecondDoor),
) -> Result<bool, Fault> {
    let sql = "UPDATE sessions SET token_hash = $3, password_at = $4, second_factor = $5, second_factor_at = $6
               WHERE token_hash = $1 AND account_id = $2";
    let (factor, factor_at) = second.factor().unzip();
    let (old, new) = (session.token_hash.as_slice(), token.as_bytes());
    Ok(tx.execute(sql, params![old, first.account(), new, first.at(), factor, factor_at]).await? == 1)
}

/// Ends everything that was opened for the account, but for one session.
pub async fn end_others(tx: &mut Tx, account: &AccountId, keep: Option<&SessionId>) -> Result<(), Fault> {
    let keep = keep.map_or("", SessionId::as_str);
    tx.execute("DELETE FROM sessions WHERE account_id = $1 AND id <> $2", params![account, keep]).await?;
    tx.execute("DELETE FROM pending_sign_ins WHERE account_id = $1", params![account]).await?;
    Ok(())
}

pub(super) async fn insert_pending(
    tx: &mut Tx,
    token: &TokenHash,
    locked: &Locked,
    password_at: Timestamp,
    expires_at: Timestamp,
    caller: &Caller,
) -> Result<(), Fault> {
    let sql = "INSERT INTO pending_sign_ins
                 (token_hash, account_id, security_epoch, surface, password_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let surface = caller.surface.as_str();
    let values = params![token.as_bytes(), locked.id(), locked.epoch(), surface, password_at, expires_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The pending sign-in of that bearer value, if its account is still in its epoch.
pub(super) async fn find_pending(
    db: &Db,
    token: &TokenHash,
    surface: Surface,
    now: Timestamp,
) -> Result<Option<Pending>, Fault> {
    let sql = "SELECT p.token_hash, p.account_id, p.security_epoch, p.password_at, a.username
               FROM pending_sign_ins p JOIN accounts a ON a.id = p.account_id
               WHERE p.token_hash = $1 AND p.surface = $2 AND p.expires_at > $3
                 AND a.state = 'active' AND a.security_epoch = p.security_epoch";
    let values = params![token.as_bytes(), surface.as_str(), now];
    let Some(row) = db.fetch_optional(sql, values).await? else { return Ok(None) };
    Ok(Some(Pending {
        token_hash: row.read("token_hash")?,
        account: row.read("account_id")?,
        username: row.read("username")?,
        epoch: row.read("security_epoch")?,
        password_at: row.read("password_at")?,
    }))
}

pub(super) async fn consume_pending(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<bool, Fault> {
    let sql = "DELETE FROM pending_sign_ins WHERE token_hash = $1 AND expires_at > $2";
    Ok(tx.execute(sql, params![token_hash, now]).await? == 1)
}

/// Forgets what is over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp, idle: Duration) -> Result<(), Fault> {
    let sql = "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2";
    tx.execute(sql, params![now, now.minus(idle)]).await?;
    tx.execute("DELETE FROM pending_sign_ins WHERE expires_at <= $1", params![now]).await?;
    Ok(())
}

/// Holds the row, if it still waits: who gives the sign-in up at the same time waits
/// for the end of this transaction.
pub(super) async fn hold_pending(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE pending_sign_ins SET expires_at = expires_at WHERE token_hash = $1 AND expires_at > $2";
    Ok(tx.execute(sql, params![token_hash, now]).await? == 1)
}
