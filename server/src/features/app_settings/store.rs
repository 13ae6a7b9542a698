//! The SQL on unfinished additions, and on replacements that can be taken back.

use db::{Db, Row, Tx, params};
use otp::{Drift, Step};
use token_format::TokenHash;

use super::addition::{Addition, Confirmed, Finished};
use crate::features::accounts::{Account, AccountId, Locked};
use crate::features::authenticator_apps as apps;
use crate::features::sessions::SessionId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Begins an addition in place of any other of this account.
pub(super) async fn put(tx: &mut Tx, addition: &Addition) -> Result<(), Fault> {
    tx.execute("DELETE FROM app_additions WHERE account_id = $1", params![&addition.account]).await?;
    let sql = "INSERT INTO app_additions
                 (account_id, id, kind, session_id, security_epoch, password_at, secret_sealed, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = params![
        &addition.account,
        addition.id.as_str(),
        addition.kind,
        &addition.session,
        addition.epoch,
        addition.password_at,
        addition.secret_sealed.as_slice(),
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
    let sql = "SELECT id, kind, account_id, session_id, security_epoch, password_at, secret_sealed, name, drift,
                 confirmed_step, confirmed_at, codes_sealed, expires_at
               FROM app_additions
               WHERE account_id = $1 AND session_id = $2 AND security_epoch = $3 AND expires_at > $4";
    let row = db.fetch_optional(sql, params![&account.id, session, account.epoch, now]).await?;
    row.as_ref().map(addition).transpose()
}

fn addition(row: &Row) -> Result<Addition, Fault> {
    Ok(Addition {
        id: row.read("id")?,
        kind: row.read("kind")?,
        account: row.read("account_id")?,
        session: row.read("session_id")?,
        epoch: row.read("security_epoch")?,
        password_at: row.read("password_at")?,
        secret_sealed: row.read("secret_sealed")?,
        confirmed: confirmed(row)?,
        expires_at: row.read("expires_at")?,
    })
}

fn confirmed(row: &Row) -> Result<Option<Confirmed>, Fault> {
    let Some(step) = row.read::<Option<i64>>("confirmed_step")? else { return Ok(None) };
    let drift = Drift::new(row.read("drift")?).ok_or(Fault::Broken("a stored drift out of bounds"))?;
    let (name, at, codes_sealed) = (row.read("name")?, row.read("confirmed_at")?, row.read("codes_sealed")?);
    Ok(Some(Confirmed { name, drift, step: Step::new(step), at, codes_sealed }))
}

/// Notes that the app has shown a right code. `false`: another request did so first, or the
/// addition has ended.
pub(super) async fn confirm(tx: &mut Tx, addition: &Addition, confirmed: &Confirmed) -> Result<bool, Fault> {
    let sql = "UPDATE app_additions
               SET drift = $3, confirmed_step = $4, confirmed_at = $5, codes_sealed = $6, name = $7
               WHERE account_id = $1 AND id = $2 AND confirmed_step IS NULL AND expires_at > $5";
    let (drift, step) = (confirmed.drift.value(), confirmed.step.number());
    let (codes, name) = (confirmed.codes_sealed.as_deref(), confirmed.name.as_str());
    let values = params![&addition.account, addition.id.as_str(), drift, step, confirmed.at, codes, name];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Uses a confirmed addition up. `None`: it was used, dropped or is over.
pub(super) async fn finish(
    tx: &mut Tx,
    locked: &Locked,
    addition: &Addition,
    now: Timestamp,
) -> Result<Option<Finished>, Fault> {
    let sql = "DELETE FROM app_additions
               WHERE account_id = $1 AND id = $2 AND session_id = $3 AND security_epoch = $4 AND expires_at > $5
                 AND confirmed_step IS NOT NULL
               RETURNING password_at, confirmed_at";
    let values = params![locked.id(), addition.id.as_str(), &addition.session, locked.epoch(), now];
    let Some(row) = tx.fetch_optional(sql, values).await? else { return Ok(None) };
    let (password_at, confirmed_at) = (row.read("password_at")?, row.read("confirmed_at")?);
    Ok(Some(Finished { account: locked.id().clone(), password_at, confirmed_at }))
}

/// Drops the addition that this session began, if there is one.
pub(super) async fn drop_of(tx: &mut Tx, account: &AccountId, session: &SessionId) -> Result<(), Fault> {
    let sql = "DELETE FROM app_additions WHERE account_id = $1 AND session_id = $2";
    tx.execute(sql, params![account, session]).await?;
    Ok(())
}

/// A replacement of a lost device, as the link in its notice finds it.
pub(super) struct Replacement {
    pub id: String,
    pub account: AccountId,
    pub created_at: Timestamp,
}

/// Keeps what the link needs.
pub(super) async fn put_replacement(
    tx: &mut Tx,
    replacement: &Replacement,
    token: &TokenHash,
    until: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO app_replacements (id, account_id, token_hash, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5)";
    let (id, account) = (replacement.id.as_str(), &replacement.account);
    tx.execute(sql, params![id, account, token.as_bytes(), replacement.created_at, until]).await?;
    Ok(())
}

/// The replacement that this link can take back.
pub(super) async fn find_replacement(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<Replacement>, Fault> {
    let sql = "SELECT id, account_id, created_at FROM app_replacements WHERE token_hash = $1 AND expires_at > $2";
    let Some(row) = db.fetch_optional(sql, params![token.as_bytes(), now]).await? else { return Ok(None) };
    Ok(Some(Replacement { id: row.read("id")?, account: row.read("account_id")?, created_at: row.read("created_at")? }))
}

/// Uses the link up. `false`: it was used, or is over.
pub(super) async fn consume_replacement(tx: &mut Tx, locked: &Locked, id: &str, now: Timestamp) -> Result<bool, Fault> {
    let sql = "DELETE FROM app_replacements WHERE id = $1 AND account_id = $2 AND expires_at > $3";
    Ok(tx.execute(sql, params![id, locked.id(), now]).await? == 1)
}

/// Forgets additions, links and suspended apps that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), Fault> {
    tx.execute("DELETE FROM app_additions WHERE expires_at <= $1", params![now]).await?;
    tx.execute("DELETE FROM app_replacements WHERE expires_at <= $1", params![now]).await?;
    apps::forget_over(tx, now).await?;
    Ok(())
}
