//! The SQL on anchors, and the one statement that removes events.

use db::{Db, Tx, params};

use super::super::chain::Mac;
use super::Anchor;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// An anchor as it is stored, by whomever.
pub(super) struct Stored {
    pub number: i64,
    pub mac: Option<Vec<u8>>,
    pub removed_before: Option<Timestamp>,
    pub seal: Option<Vec<u8>>,
}

pub(super) async fn anchor(db: &Db, chain: i64) -> Result<Option<Stored>, Fault> {
    let sql = "SELECT number, mac, removed_before, seal FROM audit_anchors WHERE chain = $1";
    let Some(row) = db.fetch_optional(sql, params![chain]).await? else { return Ok(None) };
    Ok(Some(Stored {
        number: row.read("number")?,
        mac: row.read("mac")?,
        removed_before: row.read("removed_before")?,
        seal: row.read("seal")?,
    }))
}

/// Moves an anchor on from where it was. `false`: it is not there any more.
pub(super) async fn move_anchor(tx: &mut Tx, chain: i64, from: i64, anchor: &Anchor, seal: Mac) -> Result<bool, Fault> {
    let sql = "UPDATE audit_anchors SET number = $3, mac = $4, removed_before = $5, seal = $6
               WHERE chain = $1 AND number = $2";
    let values = params![chain, from, anchor.end.number, anchor.end.mac, anchor.removed_before, seal];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Removes what the anchor now stands for.
pub(super) async fn remove_until(tx: &mut Tx, chain: i64, number: i64) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM audit_events WHERE chain = $1 AND number <= $2", params![chain, number]).await?)
}
