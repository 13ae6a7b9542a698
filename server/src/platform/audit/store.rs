//! The SQL on events and chains. Nothing here changes or removes an event; `retention` alone does.

use db::{Db, FromValue, Row, Tx, params};

use super::chain::{Entry, Mac, Place, START};
use super::list::{Before, Kind};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The end of a chain: the number of an event, and the MAC that stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) number: i64,
    pub(super) mac: Mac,
}

/// Takes the next number of a chain, with the MAC before it. One statement, so that of two
/// at once the second waits for the first to commit or roll back, and reads what it left:
/// a verb that is undone gives its number back.
pub(super) async fn take_number(tx: &mut Tx, chain: i64) -> Result<End, Fault> {
    let sql = "UPDATE audit_chains SET last_number = last_number + 1 WHERE chain = $1 RETURNING last_number, last_mac";
    end(&tx.fetch_one(sql, params![chain]).await?)
}

/// Notes the MAC of the event that took the number.
pub(super) async fn set_end(tx: &mut Tx, chain: i64, mac: Mac) -> Result<(), Fault> {
    tx.execute("UPDATE audit_chains SET last_mac = $2 WHERE chain = $1", params![chain, mac]).await?;
    Ok(())
}

pub(super) async fn insert(tx: &mut Tx, place: Place, entry: &Entry, mac: Mac) -> Result<(), Fault> {
    let sql = "INSERT INTO audit_events
                 (chain, number, id, at, account_id, action, result, factor, surface, network, mac, times)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let Entry { id, at, account, action, result, factor, surface, network, times } = entry;
    let (account, factor) = (account.as_deref(), factor.as_deref());
    let values =
        params![place.chain, place.number, id, *at, account, action, result, factor, surface, network, mac, *times];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Where the chains end, in their order.
pub(super) async fn ends(tx: &mut Tx) -> Result<Vec<(i64, End)>, Fault> {
    let sql = "SELECT chain, last_number, last_mac FROM audit_chains ORDER BY chain LIMIT 1000";
    tx.fetch_all(sql, params![]).await?.iter().map(|row| Ok((row.read("chain")?, end(row)?))).collect()
}

pub(super) async fn end_of(db: &Db, chain: i64) -> Result<Option<End>, Fault> {
    let sql = "SELECT last_number, last_mac FROM audit_chains WHERE chain = $1";
    db.fetch_optional(sql, params![chain]).await?.as_ref().map(end).transpose()
}

fn end(row: &Row) -> Result<End, Fault> {
    let mac: Option<Vec<u8>> = row.read("last_mac")?;
    // Of another length: then somebody else wrote it, and it fits no event.
    let mac = mac.map_or(START, |mac| mac.try_into().unwrap_or([0xff; 32]));
    Ok(End { number: row.read("last_number")?, mac })
}

/// An event as it is read back, with its number and its MAC.
pub(super) struct Stored {
    pub(super) number: i64,
    /// None where a column holds what nobody here writes.
    pub(super) entry: Option<Entry>,
    pub(super) mac: Vec<u8>,
}

/// The next events of a chain after a number.
pub(super) async fn after(db: &Db, place: Place, limit: i64) -> Result<Vec<Stored>, Fault> {
    let sql =
        "SELECT number, id, at, account_id, action, result, factor, surface, network, mac, times FROM audit_events
               WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3";
    let rows = db.fetch_all(sql, params![place.chain, place.number, limit]).await?;
    let stored = |row: &Row| {
        let (entry, mac) = (entry(row).ok(), row.read("mac").unwrap_or_default());
        Ok(Stored { number: row.read("number")?, entry, mac })
    };
    rows.iter().map(stored).collect()
}

/// The first event that stands outside the chains that there are, or before their beginning.
pub(super) async fn stray(db: &Db, chains: i64) -> Result<Option<Place>, Fault> {
    let sql = "SELECT chain, number FROM audit_events WHERE chain < $1 OR chain >= $2 OR number < $3
                 OR EXISTS (SELECT a.chain FROM audit_anchors a
                            WHERE a.chain = audit_events.chain AND a.number >= audit_events.number)
               ORDER BY chain, number LIMIT 1";
    let row = db.fetch_optional(sql, params![0_i64, chains, 1_i64]).await?;
    row.map(|row| Ok(Place { chain: row.read("chain")?, number: row.read("number")? })).transpose()
}

/// An account's events, newest first. The index of the account gives them in this order.
pub(super) async fn of_account(
    db: &Db,
    account: &str,
    kind: Kind,
    before: &Before,
    limit: i64,
) -> Result<Vec<Entry>, Fault> {
    let sql = "SELECT id, at, account_id, action, result, factor, surface, network, times FROM audit_events
               WHERE account_id = $1 AND at <= $2 AND (at < $2 OR id < $3)
                 AND ($4 = 'all'
                   OR ($4 = 'refused' AND result <> 'allowed')
                   OR ($4 = 'sign-ins' AND (substr(action, 1, 8) = 'sign_in.' OR action = 'sign_out'))
                   OR ($4 = 'changes' AND result = 'allowed' AND substr(action, 1, 8) <> 'sign_in.'
                       AND action <> 'sign_out'))
               ORDER BY at DESC, id DESC LIMIT $5";
    let rows = db.fetch_all(sql, params![account, before.at, &before.id, kind.as_str(), limit]).await?;
    rows.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<Entry, Fault> {
    fn text<T: FromValue>(row: &Row, column: &str) -> Result<T, Fault> {
        Ok(row.read(column)?)
    }
    Ok(Entry {
        id: text(row, "id")?,
        at: text::<Timestamp>(row, "at")?,
        account: text(row, "account_id")?,
        action: text(row, "action")?,
        result: text(row, "result")?,
        factor: text(row, "factor")?,
        surface: text(row, "surface")?,
        network: text(row, "network")?,
        times: text(row, "times")?,
    })
}
