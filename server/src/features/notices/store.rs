//! The SQL on changes that can be repudiated.

use db::{Db, Row, Tx, params};
use token_format::Token;

use super::change::{Kind, LINK, Linked, Repudiable};
use crate::features::accounts::{AccountId, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

pub(super) async fn put(tx: &mut Tx, linked: &Linked) -> Result<(), Fault> {
    let sql = "INSERT INTO repudiable_changes
                 (token_hash, id, account_id, kind, subject, name, network, password_hash, at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let change = &linked.change;
    let values = params![
        linked.token_hash.as_bytes(),
        linked.id.as_str(),
        &linked.account,
        change.kind,
        change.subject.as_str(),
        change.name.as_str(),
        linked.network.as_str(),
        change.password.as_deref(),
        linked.at,
        linked.until
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The change that a link is about, if the link still counts. Looking uses nothing up (abuse
/// case MAI-14).
pub async fn find(db: &Db, token: &str, now: Timestamp) -> Result<Option<Repudiable>, Fault> {
    let Some(token) = Token::parse(LINK, token) else { return Ok(None) };
    let sql = "SELECT token_hash, id, account_id, kind, subject, name, network, password_hash, at
               FROM repudiable_changes WHERE token_hash = $1 AND expires_at > $2";
    let row = db.fetch_optional(sql, params![token.hash().as_bytes(), now]).await?;
    row.as_ref().map(repudiable).transpose()
}

fn repudiable(row: &Row) -> Result<Repudiable, Fault> {
    Ok(Repudiable {
        id: row.read("id")?,
        account: row.read("account_id")?,
        kind: row.read("kind")?,
        subject: row.read("subject")?,
        name: row.read("name")?,
        network: row.read("network")?,
        password: row.read("password_hash")?,
        at: row.read("at")?,
        token_hash: row.read("token_hash")?,
    })
}

/// Uses the link up. `false`: it was used, or is over.
pub async fn consume(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<bool, Fault> {
    let sql = "DELETE FROM repudiable_changes WHERE token_hash = $1 AND account_id = $2 AND expires_at > $3";
    Ok(tx.execute(sql, params![change.token_hash.as_slice(), locked.id(), now]).await? == 1)
}

/// The hash of the password that the account had before the first change of it that can still
/// be repudiated.
pub async fn former_password(db: &Db, account: &AccountId, now: Timestamp) -> Result<Option<String>, Fault> {
    let sql = "SELECT password_hash FROM repudiable_changes
               WHERE account_id = $1 AND kind = $2 AND password_hash IS NOT NULL AND expires_at > $3
               ORDER BY at, id LIMIT 1";
    let row = db.fetch_optional(sql, params![account, Kind::Password, now]).await?;
    Ok(row.map(|row| row.read("password_hash")).transpose()?)
}

/// Forgets links that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM repudiable_changes WHERE expires_at <= $1", params![now]).await?)
}
