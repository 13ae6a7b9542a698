//! The SQL on links: those that confirm an address, and those that put one back.

use db::{Db, Row, Tx, params};
use token_format::TokenHash;

use super::change::Change;
use crate::features::accounts::{AccountId, AddressId, Epoch, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

/// What a link proves: that somebody reads this address for this account.
pub(super) struct Confirmation {
    pub account: AccountId,
    pub epoch: Epoch,
    pub address: EmailAddress,
}

fn stored_address(row: &Row) -> Result<EmailAddress, Fault> {
    let address: String = row.read("address")?;
    EmailAddress::parse(&address).map_err(|_| Fault::Broken("a stored address that is none"))
}

/// Keeps the address's link, in place of the one before.
pub(super) async fn put_confirmation(
    tx: &mut Tx,
    locked: &Locked,
    id: &AddressId,
    address: &str,
    token: &TokenHash,
    until: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO address_confirmations
                 (address_id, token_hash, account_id, security_epoch, address, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (address_id) DO UPDATE SET token_hash = $2, security_epoch = $4, expires_at = $6";
    tx.execute(sql, params![id, token.as_bytes(), locked.id(), locked.epoch(), address, until]).await?;
    Ok(())
}

pub(super) async fn find_confirmation(
    db: &Db,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<Confirmation>, Fault> {
    let sql = "SELECT account_id, security_epoch, address FROM address_confirmations
               WHERE token_hash = $1 AND expires_at > $2";
    let Some(row) = db.fetch_optional(sql, params![token.as_bytes(), now]).await? else { return Ok(None) };
    Ok(Some(Confirmation {
        account: row.read("account_id")?,
        epoch: row.read("security_epoch")?,
        address: stored_address(&row)?,
    }))
}

/// Uses the link up. `false`: it was used, or is over.
pub(super) async fn consume_confirmation(
    tx: &mut Tx,
    locked: &Locked,
    token: &TokenHash,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM address_confirmations
               WHERE token_hash = $1 AND account_id = $2 AND security_epoch = $3 AND expires_at > $4";
    Ok(tx.execute(sql, params![token.as_bytes(), locked.id(), locked.epoch(), now]).await? == 1)
}

/// Ends the link of an address that is removed.
pub(super) async fn end_confirmation(tx: &mut Tx, locked: &Locked, id: &AddressId) -> Result<(), Fault> {
    let sql = "DELETE FROM address_confirmations WHERE address_id = $1 AND account_id = $2";
    tx.execute(sql, params![id, locked.id()]).await?;
    Ok(())
}

/// One change that one link can undo.
pub(super) struct Undoable {
    pub account: AccountId,
    pub change: Change,
    pub address: EmailAddress,
}

pub(super) async fn put_undo(
    tx: &mut Tx,
    undoable: &Undoable,
    token: &TokenHash,
    until: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO address_undos (token_hash, account_id, kind, address, expires_at)
               VALUES ($1, $2, $3, $4, $5)";
    let Undoable { account, change, address } = undoable;
    tx.execute(sql, params![token.as_bytes(), account, change.as_str(), address.as_str(), until]).await?;
    Ok(())
}

pub(super) async fn find_undo(db: &Db, token: &TokenHash, now: Timestamp) -> Result<Option<Undoable>, Fault> {
    let sql = "SELECT account_id, kind, address FROM address_undos WHERE token_hash = $1 AND expires_at > $2";
    let Some(row) = db.fetch_optional(sql, params![token.as_bytes(), now]).await? else { return Ok(None) };
    Ok(Some(Undoable { account: row.read("account_id")?, change: row.read("kind")?, address: stored_address(&row)? }))
}

/// Uses the link up. `false`: it was used, or is over.
pub(super) async fn consume_undo(
    tx: &mut Tx,
    locked: &Locked,
    token: &TokenHash,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM address_undos WHERE token_hash = $1 AND account_id = $2 AND expires_at > $3";
    Ok(tx.execute(sql, params![token.as_bytes(), locked.id(), now]).await? == 1)
}

/// Forgets links that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), Fault> {
    tx.execute("DELETE FROM address_confirmations WHERE expires_at <= $1", params![now]).await?;
    tx.execute("DELETE FROM address_undos WHERE expires_at <= $1", params![now]).await?;
    Ok(())
}
