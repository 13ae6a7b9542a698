//! The SQL on accounts and addresses.

use db::{Db, Row, Tx, params};

use super::account::{Account, AccountId, Address, Epoch, Role, State};
use super::lock::Locked;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

pub(super) const BY_NAME: &str = "
SELECT a.id, a.username, a.state, a.role, a.security_epoch, a.created_at
FROM usernames n JOIN accounts a ON a.id = n.account_id WHERE n.folded = $1";

pub(super) const BY_ADDRESS: &str = "
SELECT a.id, a.username, a.state, a.role, a.security_epoch, a.created_at
FROM addresses d JOIN accounts a ON a.id = d.account_id
WHERE d.folded = $1 AND d.confirmed_at IS NOT NULL";

const BY_ID: &str = "
SELECT id, username, state, role, security_epoch, created_at FROM accounts WHERE id = $1";

const ACTIVE: &str = "
SELECT id, username, state, role, security_epoch, created_at
FROM accounts WHERE id = $1 AND state = 'active' AND security_epoch = $2";

pub(super) fn account(row: &Row) -> Result<Account, Fault> {
    Ok(Account {
        id: row.read("id")?,
        username: row.read("username")?,
        state: row.read("state")?,
        role: row.read("role")?,
        epoch: row.read("security_epoch")?,
        created_at: row.read("created_at")?,
    })
}

/// The account of that identifier, in whatever state it is.
pub async fn find(db: &Db, id: &AccountId) -> Result<Option<Account>, Fault> {
    let row = db.fetch_optional(BY_ID, params![id]).await?;
    row.as_ref().map(account).transpose()
}

/// The same by an identifier's text, which may be that of no account.
pub async fn find_by_id(db: &Db, id: &str) -> Result<Option<Account>, Fault> {
    let row = db.fetch_optional(BY_ID, params![id]).await?;
    row.as_ref().map(account).transpose()
}

/// The account in a row that another store has joined it to, by its own columns.
pub fn of_row(row: &Row) -> Result<Account, Fault> {
    account(row)
}

/// The account, if it is active and still in that epoch: what every stored
/// credential asks before it counts.
pub async fn active(db: &Db, id: &AccountId, epoch: Epoch) -> Result<Option<Account>, Fault> {
    let row = db.fetch_optional(ACTIVE, params![id, epoch]).await?;
    row.as_ref().map(account).transpose()
}

/// Writes a new account. Its name must have been claimed in the same transaction.
pub async fn insert(tx: &mut Tx, id: &AccountId, username: &str, role: Role, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO accounts (id, username, state, role, version, security_epoch, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.execute(sql, params![id, username, State::Active, role, 1_i64, Epoch::FIRST, now]).await?;
    Ok(())
}

/// Writes an account's first address, as its primary one. `false`: another account
/// has confirmed the address before.
pub async fn insert_address(
    tx: &mut Tx,
    row_id: &str,
    account: &AccountId,
    address: &EmailAddress,
    confirmed_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (folded) WHERE confirmed_at IS NOT NULL DO NOTHING";
    let values = params![row_id, account, address.as_str(), address.folded(), true, confirmed_at, now];
    Ok(tx.execute(sql, values).await? == 1)
}

/// The most addresses of an account that are read: more than it can be given, since one
/// that was removed may come back beside those added since.
pub const ADDRESSES_MAX: i64 = 20;

/// All addresses of the account, the primary one first.
pub async fn addresses(db: &Db, id: &AccountId) -> Result<Vec<Address>, Fault> {
    db.fetch_all(ADDRESSES, params![id, ADDRESSES_MAX]).await?.iter().map(address).collect()
}

/// The same, as they stand while the account's row is held.
pub async fn addresses_now(tx: &mut Tx, locked: &Locked) -> Result<Vec<Address>, Fault> {
    tx.fetch_all(ADDRESSES, params![locked.id(), ADDRESSES_MAX]).await?.iter().map(address).collect()
}

const ADDRESSES: &str = "SELECT id, address, folded, is_primary, confirmed_at FROM addresses
WHERE account_id = $1 ORDER BY is_primary DESC, created_at, id LIMIT $2";

/// The confirmed addresses of the account, the primary one first: those it can be found
/// and recovered by. Notices go further; see [`super::notice_addresses`].
pub async fn confirmed_addresses(db: &Db, id: &AccountId) -> Result<Vec<EmailAddress>, Fault> {
    let all = addresses(db, id).await?;
    let confirmed = all.iter().filter(|address| address.confirmed_at.is_some());
    Ok(confirmed.filter_map(|address| EmailAddress::parse(&address.address).ok()).collect())
}

fn address(row: &Row) -> Result<Address, Fault> {
    Ok(Address {
        id: row.read("id")?,
        folded: row.read("folded")?,
        address: row.read("address")?,
        is_primary: row.read("is_primary")?,
        confirmed_at: row.read("confirmed_at")?,
    })
}

/// Whether there is an administrator that may be used.
pub async fn exists_administrator(tx: &mut Tx) -> Result<bool, Fault> {
    let sql = "SELECT id FROM accounts WHERE role = $1 AND state = $2 LIMIT 1";
    Ok(tx.fetch_optional(sql, params![Role::Administrator, State::Active]).await?.is_some())
}

/// Gives an account a role.
pub async fn set_role(tx: &mut Tx, id: &AccountId, role: Role) -> Result<bool, Fault> {
    let sql = "UPDATE accounts SET role = $2, version = version + 1 WHERE id = $1";
    Ok(tx.execute(sql, params![id, role]).await? == 1)
}

/// Switches an account off or on. Both begin a new epoch: nothing that was open
/// before comes back.
pub async fn set_state(tx: &mut Tx, id: &AccountId, state: State) -> Result<bool, Fault> {
    let sql = "UPDATE accounts SET state = $2, version = version + 1, security_epoch = security_epoch + 1
               WHERE id = $1 AND state <> $2";
    Ok(tx.execute(sql, params![id, state]).await? == 1)
}

/// Accounts by name, for the operator: at most `limit`, those after `after`.
pub async fn list(db: &Db, after: &str, limit: i64) -> Result<Vec<Account>, Fault> {
    let sql = "SELECT a.id, a.username, a.state, a.role, a.security_epoch, a.created_at
               FROM usernames n JOIN accounts a ON a.id = n.account_id
               WHERE n.folded > $1 ORDER BY n.folded LIMIT $2";
    db.fetch_all(sql, params![after, limit]).await?.iter().map(account).collect()
}

/// The account that has confirmed this address.
pub async fn find_by_address(db: &Db, address: &EmailAddress) -> Result<Option<Account>, Fault> {
    let row = db.fetch_optional(BY_ADDRESS, params![address.folded()]).await?;
    row.as_ref().map(account).transpose()
}

/// Whether an account has confirmed this address.
pub async fn is_address_confirmed(tx: &mut Tx, address: &EmailAddress) -> Result<bool, Fault> {
    Ok(tx.fetch_optional(BY_ADDRESS, params![address.folded()]).await?.is_some())
}
