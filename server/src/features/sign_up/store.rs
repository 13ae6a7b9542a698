//! The SQL on sign-ups and invitations.

use db::{Db, Tx, params};
use token_format::TokenHash;

use crate::features::accounts::Username;
use crate::features::passwords::PasswordHash;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

pub(super) struct NewSignUp {
    pub id: String,
    pub username: Username,
    pub address: EmailAddress,
    pub hash: PasswordHash,
    pub token_hash: TokenHash,
    pub is_address_known: bool,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// A sign-up that waits for its link to be followed.
pub(super) struct Waiting {
    pub id: String,
    pub username: Username,
    pub address: EmailAddress,
    pub hash: PasswordHash,
    pub is_address_known: bool,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewSignUp) -> Result<(), Fault> {
    let sql = "INSERT INTO sign_ups (id, username, username_folded, address, address_folded, password_hash,
                 token_hash, is_address_known, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (name, address) = (new.username.as_str(), new.address.as_str());
    let (name_folded, address_folded) = (new.username.folded(), new.address.folded());
    let values = params![
        new.id.as_str(),
        name,
        name_folded,
        address,
        address_folded,
        &new.hash,
        new.token_hash.as_bytes(),
        new.is_address_known,
        new.now,
        new.expires_at
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

const WAITING: &str = "SELECT id, username, address, password_hash, is_address_known FROM sign_ups";

fn waiting(row: &db::Row) -> Result<Waiting, Fault> {
    let (username, address): (String, String) = (row.read("username")?, row.read("address")?);
    Ok(Waiting {
        id: row.read("id")?,
        username: Username::parse(&username).map_err(|_| Fault::Broken("a stored user name that is none"))?,
        address: EmailAddress::parse(&address).map_err(|_| Fault::Broken("a stored address that is none"))?,
        hash: row.read("password_hash")?,
        is_address_known: row.read("is_address_known")?,
    })
}

pub(super) async fn find(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<Waiting>, Fault> {
    let sql = format!("{WAITING} WHERE token_hash = $1 AND expires_at > $2");
    let row = db.fetch_optional(&sql, params![token.as_bytes(), now]).await?;
    row.as_ref().map(waiting).transpose()
}

pub(super) async fn find_waiting(
    db: &Db,
    username: &Username,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<Option<Waiting>, Fault> {
    let sql = format!(
        "{WAITING} WHERE username_folded = $1 AND address_folded = $2 AND expires_at > $3
         ORDER BY created_at DESC LIMIT 1"
    );
    let row = db.fetch_optional(&sql, params![username.folded(), address.folded(), now]).await?;
    row.as_ref().map(waiting).transpose()
}

/// Gives the sign-up another link; the one before is dead. `false`: there is no such one.
pub(super) async fn renew(tx: &mut Tx, id: &str, token: &TokenHash, until: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE sign_ups SET token_hash = $2, expires_at = $3 WHERE id = $1";
    Ok(tx.execute(sql, params![id, token.as_bytes(), until]).await? == 1)
}

pub(super) async fn consume(tx: &mut Tx, token: &TokenHash, now: Timestamp) -> Result<bool, Fault> {
    let sql = "DELETE FROM sign_ups WHERE token_hash = $1 AND expires_at > $2";
    Ok(tx.execute(sql, params![token.as_bytes(), now]).await? == 1)
}

/// Forgets sign-ups and invitations that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), Fault> {
    tx.execute("DELETE FROM sign_ups WHERE expires_at <= $1", params![now]).await?;
    tx.execute("DELETE FROM invitations WHERE expires_at <= $1", params![now]).await?;
    Ok(())
}

pub(super) async fn insert_invitation(
    tx: &mut Tx,
    token: &TokenHash,
    address: &EmailAddress,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO invitations (token_hash, address, address_folded, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5)";
    let (typed, folded) = (address.as_str(), address.folded());
    tx.execute(sql, params![token.as_bytes(), typed, folded, now, expires_at]).await?;
    Ok(())
}

const INVITATION: &str =
    "SELECT address FROM invitations WHERE token_hash = $1 AND expires_at > $2 AND used_at IS NULL";

fn invited(row: &db::Row) -> Result<EmailAddress, Fault> {
    let address: String = row.read("address")?;
    EmailAddress::parse(&address).map_err(|_| Fault::Broken("a stored address that is none"))
}

pub(super) async fn find_invitation(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<EmailAddress>, Fault> {
    let row = db.fetch_optional(INVITATION, params![token.as_bytes(), now]).await?;
    row.as_ref().map(invited).transpose()
}

pub(super) async fn open_invitation(
    tx: &mut Tx,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<EmailAddress>, Fault> {
    let row = tx.fetch_optional(INVITATION, params![token.as_bytes(), now]).await?;
    row.as_ref().map(invited).transpose()
}

pub(super) async fn use_invitation(tx: &mut Tx, token: &TokenHash, now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(tx.execute(sql, params![token.as_bytes(), now]).await? == 1)
}
