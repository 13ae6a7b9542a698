//! The SQL on changes of an account's addresses, each with the account's row held, and on
//! the addresses it had.

use db::{Db, Row, Tx, params};

use super::account::{AccountId, Address, AddressId, FormerAddress};
use super::lock::Locked;
use super::store::{ADDRESSES_MAX, confirmed_addresses};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

/// Writes another address, unconfirmed: it reserves nothing and is told nothing.
pub async fn add_address(
    tx: &mut Tx,
    locked: &Locked,
    id: &AddressId,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
               VALUES ($1, $2, $3, $4, FALSE, NULL, $5)";
    tx.execute(sql, params![id, locked.id(), address.as_str(), address.folded(), now]).await?;
    Ok(())
}

/// Confirms this very address of the account, by its typed form (abuse case MAI-10).
/// `false`: it is not there or was confirmed before. A conflict: another account has
/// confirmed it in this moment.
pub async fn confirm_address(tx: &mut Tx, locked: &Locked, address: &str, now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE addresses SET confirmed_at = $3
               WHERE account_id = $1 AND address = $2 AND confirmed_at IS NULL";
    Ok(tx.execute(sql, params![locked.id(), address, now]).await? == 1)
}

/// Makes that address the only primary one.
pub async fn make_primary(tx: &mut Tx, locked: &Locked, folded: &str) -> Result<(), Fault> {
    // First none, then one: `addresses_primary` never sees two.
    let none = "UPDATE addresses SET is_primary = FALSE WHERE account_id = $1";
    tx.execute(none, params![locked.id()]).await?;
    let one = "UPDATE addresses SET is_primary = TRUE
               WHERE account_id = $1 AND folded = $2 AND confirmed_at IS NOT NULL";
    match tx.execute(one, params![locked.id(), folded]).await? {
        1 => Ok(()),
        _ => Err(Fault::Broken("a primary address that is not confirmed")),
    }
}

/// Takes an address out of the account's list.
pub async fn remove_address(tx: &mut Tx, locked: &Locked, id: &AddressId) -> Result<(), Fault> {
    tx.execute("DELETE FROM addresses WHERE account_id = $1 AND id = $2", params![locked.id(), id]).await?;
    Ok(())
}

/// Keeps telling an address that is being removed, until then.
pub async fn keep_former(tx: &mut Tx, locked: &Locked, removed: &Address, until: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO former_addresses (account_id, address, folded, until, confirmed_at)
               VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (account_id, folded) DO UPDATE SET address = $2, until = $4, confirmed_at = $5";
    let (address, folded) = (removed.address.as_str(), removed.folded.as_str());
    tx.execute(sql, params![locked.id(), address, folded, until, removed.confirmed_at]).await?;
    Ok(())
}

/// Puts an address back that the account had, confirmed since it was then. A conflict: another
/// account has confirmed it since.
pub async fn restore_address(
    tx: &mut Tx,
    locked: &Locked,
    id: &AddressId,
    address: &EmailAddress,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
               VALUES ($1, $2, $3, $4, FALSE, COALESCE((SELECT confirmed_at FROM former_addresses
                         WHERE account_id = $2 AND folded = $4), $5), $5)
               ON CONFLICT (account_id, folded)
               DO UPDATE SET confirmed_at = COALESCE(addresses.confirmed_at, excluded.confirmed_at)";
    tx.execute(sql, params![id, locked.id(), address.as_str(), address.folded(), now]).await?;
    let told_as_its_own = "DELETE FROM former_addresses WHERE account_id = $1 AND folded = $2";
    tx.execute(told_as_its_own, params![locked.id(), address.folded()]).await?;
    Ok(())
}

/// The removed addresses that are still told, those removed first before the others:
/// whoever adds and removes many does not push the owner's out.
pub async fn former_addresses(db: &Db, id: &AccountId, now: Timestamp) -> Result<Vec<FormerAddress>, Fault> {
    let sql = "SELECT address, until FROM former_addresses
               WHERE account_id = $1 AND until > $2 ORDER BY until, folded LIMIT $3";
    db.fetch_all(sql, params![id, now, ADDRESSES_MAX]).await?.iter().map(former).collect()
}

fn former(row: &Row) -> Result<FormerAddress, Fault> {
    Ok(FormerAddress { address: row.read("address")?, until: row.read("until")? })
}

/// The addresses that notices go to: the confirmed ones and those removed not long ago.
/// Nobody signs in or recovers a password by the latter.
pub async fn notice_addresses(db: &Db, id: &AccountId, now: Timestamp) -> Result<Vec<EmailAddress>, Fault> {
    let mut told = confirmed_addresses(db, id).await?;
    for former in former_addresses(db, id, now).await? {
        let address = EmailAddress::parse(&former.address).ok();
        let is_new = |new: &EmailAddress| told.iter().all(|known| known.folded() != new.folded());
        told.extend(address.filter(is_new));
    }
    Ok(told)
}

/// Forgets those that are told no longer.
pub async fn forget_former(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM former_addresses WHERE until <= $1", params![now]).await?)
}
