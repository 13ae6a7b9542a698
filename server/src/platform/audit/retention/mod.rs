//! How old events leave: from the beginning of a chain only, and what is left proves where it
//! begins. The **anchor** of a chain names the last event that was removed and its MAC, under
//! a seal of its own, so that who writes the database can neither remove more nor say that less
//! is missing (`docs/decisions/0012`).

mod store;

use std::time::Duration;

use db::{Db, Durability};
use sealing::Keyring;

use super::chain::{self, CHAINS, Mac, Place, START};
use super::store::End;
use crate::app::Shared;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// How many events one transaction removes; the next one goes on.
const STEP_EVENTS_MAX: i64 = 1_000;

/// How many such steps one turn takes of a chain.
const STEPS_MAX: u32 = 100;

/// What the key of its seal is used for, and nothing else is.
const PURPOSE: &str = "audit_anchors.seal";

/// Where a chain begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    /// The last event that was removed; number 0 where none was.
    pub(super) end: End,
    /// Every event that was removed was older than this.
    pub(super) removed_before: Timestamp,
}

fn seal(keys: &Keyring, chain: i64, anchor: &Anchor) -> Mac {
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(&chain.to_be_bytes());
    bytes.extend_from_slice(&anchor.end.number.to_be_bytes());
    bytes.extend_from_slice(&anchor.removed_before.micros().to_be_bytes());
    bytes.extend_from_slice(&anchor.end.mac);
    keys.lookup(PURPOSE, "", &bytes)
}

/// Where the chain begins. `None`: its anchor is gone, or was not made by us.
pub(super) async fn anchor(db: &Db, keys: &Keyring, chain: i64) -> Result<Option<Anchor>, Fault> {
    let Some(stored) = store::anchor(db, chain).await? else { return Ok(None) };
    let begins_at_start = stored.number == 0 && stored.mac.is_none() && stored.seal.is_none();
    if begins_at_start {
        let end = End { number: 0, mac: START };
        return Ok(Some(Anchor { end, removed_before: Timestamp::from_micros(0) }));
    }
    let (Some(mac), Some(removed_before)) = (stored.mac.and_then(|mac| mac.try_into().ok()), stored.removed_before)
    else {
        return Ok(None);
    };
    let anchor = Anchor { end: End { number: stored.number, mac }, removed_before };
    let is_ours = stored.seal.as_deref() == Some(seal(keys, chain, &anchor).as_slice());
    Ok((stored.number > 0 && is_ours).then_some(anchor))
}

/// Removes events older than `keep_for` from the beginning of each chain, once; answers how
/// many. Safe on several nodes, and at any moment to die in: a step is one transaction.
pub async fn prune(app: &Shared, keep_for: Duration) -> Result<u64, Fault> {
    let before = app.now().minus(keep_for);
    let mut removed = 0;
    for chain in 0..CHAINS {
        for _ in 0..STEPS_MAX {
            let of_step = step(app, chain, before).await?;
            removed += of_step;
            if of_step < STEP_EVENTS_MAX.unsigned_abs() {
                break;
            }
        }
    }
    if removed > 0 {
        tracing::info!("{removed} events from before {} were removed from the audit log", before.rfc3339());
    }
    Ok(removed)
}

async fn step(app: &Shared, chain: i64, before: Timestamp) -> Result<u64, Fault> {
    let Some(from) = anchor(&app.db, &app.keys, chain).await? else { return Ok(damaged(chain)) };
    let events = super::store::after(&app.db, Place { chain, number: from.end.number }, STEP_EVENTS_MAX).await?;
    let mut end = from.end;
    for stored in events {
        let place = Place { chain, number: end.number.saturating_add(1) };
        let Some(entry) = stored.entry.filter(|_| stored.number == place.number) else {
            // Unless another node has removed it since the anchor was read.
            let is_there = anchor(&app.db, &app.keys, chain).await? == Some(from);
            return Ok(if is_there { damaged(chain) } else { 0 });
        };
        if entry.at >= before {
            break;
        }
        // What somebody has changed must be found, not removed as if it were right.
        let mac = chain::mac(&app.keys, place, end.mac, &entry);
        if stored.mac != mac {
            return Ok(damaged(chain));
        }
        end = End { number: place.number, mac };
    }
    if end == from.end {
        return Ok(0);
    }
    let anchor = Anchor { end, removed_before: before };
    let seal = seal(&app.keys, chain, &anchor);
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                // Another node may have come first: then it is for the next turn to go on.
                if !store::move_anchor(tx, chain, from.end.number, &anchor, seal).await? {
                    return Ok(0);
                }
                store::remove_until(tx, chain, end.number).await
            })
        })
        .await
}

fn damaged(chain: i64) -> u64 {
    tracing::error!("chain {chain} of the audit log is not as it was written, and nothing is removed: audit verify");
    0
}
