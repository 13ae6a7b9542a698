//! Walks the chains and finds what somebody has done to them.

use serde::{Deserialize, Serialize};

use super::chain::{self, CHAINS, Mac, Place, START};
use super::head::{Head, hex, unhex};
use super::retention::{self, Anchor};
use super::store::{self, End, Stored};
use crate::app::App;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// How many events one step reads. A step takes some hundredths of a second.
pub const STEP_EVENTS_MAX: u32 = 5_000;

/// How far a walk has come. It crosses the operator's socket between two steps.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Walk {
    chain: i64,
    number: i64,
    mac: String,
    /// The events that were found as they should be.
    pub events: u64,
    /// The chains in which something was not.
    pub troubled: u32,
}

impl Walk {
    /// Before the first event of the first chain.
    pub fn begin() -> Self {
        Self { chain: 0, number: 0, mac: hex(&START), events: 0, troubled: 0 }
    }

    /// Before the first event of the next chain.
    fn next_chain(self, has_trouble: bool) -> Self {
        let troubled = self.troubled + u32::from(has_trouble);
        Self { chain: self.chain + 1, events: self.events, troubled, ..Self::begin() }
    }
}

/// What is wrong with a chain; the first thing that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The chain itself is gone.
    NoChain {
        /// Which.
        chain: i64,
    },
    /// Events are missing.
    Missing {
        /// The chain.
        chain: i64,
        /// The first one.
        from: i64,
        /// The last one.
        to: i64,
    },
    /// An event is not what was written in this place: changed, moved or put in.
    Changed {
        /// The chain.
        chain: i64,
        /// Its number.
        number: i64,
    },
    /// An event is not the one that the head names; what stands here was written later.
    NotAsInHead {
        /// The chain.
        chain: i64,
        /// Its number.
        number: i64,
    },
    /// The chain's row tells another end than its events do.
    WrongEnd {
        /// The chain.
        chain: i64,
        /// The last event.
        number: i64,
    },
    /// What says where the chain begins is gone, or somebody else wrote it.
    BadAnchor {
        /// The chain.
        chain: i64,
    },
    /// An event that belongs to no chain.
    Stray {
        /// The chain it names.
        chain: i64,
        /// The number it names.
        number: i64,
    },
}

/// What one step came to.
pub struct Step {
    /// Where the chain begins, if old events were removed from it.
    pub begins: Option<Begins>,
    /// Something is wrong here.
    pub trouble: Option<Trouble>,
    /// Where to go on from, or the sum of a walk that is over.
    pub then: Then,
}

/// A chain's beginning, as its anchor proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begins {
    /// The chain.
    pub chain: i64,
    /// The last event that was removed.
    pub after: i64,
    /// All that were removed were older.
    pub removed_before: Timestamp,
}

/// How a walk goes on.
pub enum Then {
    /// From here.
    On(Walk),
    /// It is over.
    Over(Walk),
}

/// Takes one step. Others may append meanwhile, and remove what is old: what they add is walked
/// or left, and neither is trouble.
pub async fn step(app: &App, walk: Walk, head: Option<&Head>, events_max: u32) -> Result<Step, Fault> {
    if walk.chain >= CHAINS {
        let stray = store::stray(&app.db, CHAINS).await?;
        let trouble = stray.map(|Place { chain, number }| Trouble::Stray { chain, number });
        let over = Walk { troubled: walk.troubled + u32::from(trouble.is_some()), ..walk };
        return Ok(Step { begins: None, trouble, then: Then::Over(over) });
    }
    let chain = walk.chain;
    let Some(end) = store::end_of(&app.db, chain).await? else { return Ok(troubled(walk, Trouble::NoChain { chain })) };
    let Some(anchor) = retention::anchor(&app.db, &app.keys, chain).await? else {
        return Ok(troubled(walk, Trouble::BadAnchor { chain }));
    };
    let in_head = head.and_then(|head| head.end_of(chain));
    if in_head.is_some_and(|head| head.number == anchor.end.number && head.mac != anchor.end.mac) {
        return Ok(troubled(walk, Trouble::NotAsInHead { chain, number: anchor.end.number }));
    }
    if walk.number < anchor.end.number {
        // From here on, where the first events are gone.
        let Anchor { end: End { number, mac }, removed_before } = anchor;
        let begins = Some(Begins { chain, after: number, removed_before });
        return Ok(Step { begins, trouble: None, then: Then::On(Walk { number, mac: hex(&mac), ..walk }) });
    }
    walk_on(app, walk, (end, in_head), anchor, events_max).await
}

fn troubled(walk: Walk, trouble: Trouble) -> Step {
    Step { begins: None, trouble: Some(trouble), then: Then::On(walk.next_chain(true)) }
}

/// Walks from where the walk has come to: no further back than the chain begins.
async fn walk_on(
    app: &App,
    walk: Walk,
    (end, in_head): (End, Option<End>),
    anchor: Anchor,
    events_max: u32,
) -> Result<Step, Fault> {
    let (chain, from) = (walk.chain, walk.number);
    let stored = store::after(&app.db, Place { chain, number: from }, i64::from(events_max)).await?;
    let is_last = u32::try_from(stored.len()).unwrap_or(u32::MAX) < events_max;
    let mac = unhex(&walk.mac).ok_or(Fault::Broken("a walk with no MAC"))?;
    let mut at = End { number: from, mac };
    let mut trouble = None;
    for stored in &stored {
        match check(app, chain, at, stored, in_head) {
            Ok(mac) => at = End { number: stored.number, mac },
            Err(found) => {
                trouble = Some(found);
                break;
            }
        }
    }
    let events = walk.events + gone(from, at.number);
    let walk = Walk { events, number: at.number, mac: hex(&at.mac), ..walk };
    if !is_last && trouble.is_none() {
        return Ok(Step { begins: None, trouble: None, then: Then::On(walk) });
    }
    if trouble.is_none() {
        trouble = check_end(app, chain, at, end, in_head).await?;
    }
    // What is missing was removed meanwhile, if the chain begins later than it did.
    if matches!(trouble, Some(Trouble::Missing { .. }))
        && retention::anchor(&app.db, &app.keys, chain).await?.is_some_and(|now| now.end.number > anchor.end.number)
    {
        return Ok(Step { begins: None, trouble: None, then: Then::On(walk) });
    }
    Ok(Step { begins: None, trouble, then: Then::On(walk.next_chain(trouble.is_some())) })
}

fn gone(from: i64, to: i64) -> u64 {
    u64::try_from(to - from).unwrap_or(0)
}

/// The MAC of the next event, if it is the one that belongs there.
fn check(app: &App, chain: i64, at: End, stored: &Stored, in_head: Option<End>) -> Result<Mac, Trouble> {
    let number = stored.number;
    let expected = at.number.saturating_add(1);
    if number != expected {
        return Err(Trouble::Missing { chain, from: expected, to: number - 1 });
    }
    let mac = stored.entry.as_ref().map(|entry| chain::mac(&app.keys, Place { chain, number }, at.mac, entry));
    match (mac, in_head) {
        (Some(mac), _) if stored.mac != mac => Err(Trouble::Changed { chain, number }),
        (Some(mac), Some(end)) if end.number == number && end.mac != mac => Err(Trouble::NotAsInHead { chain, number }),
        (Some(mac), _) => Ok(mac),
        (None, _) => Err(Trouble::Changed { chain, number }),
    }
}

/// What the end tells: `noted` is the chain's row, read before the events were.
async fn check_end(app: &App, chain: i64, at: End, noted: End, in_head: Option<End>) -> Result<Option<Trouble>, Fault> {
    let known = noted.number.max(in_head.map_or(0, |end| end.number));
    if at.number < known {
        return Ok(Some(Trouble::Missing { chain, from: at.number.saturating_add(1), to: known }));
    }
    let is_other = at.number == noted.number && at.mac != noted.mac;
    // An event is never there before its number is: read again, after the events.
    let is_behind = store::end_of(&app.db, chain).await?.is_none_or(|end| end.number < at.number);
    Ok((is_other || is_behind).then_some(Trouble::WrongEnd { chain, number: at.number }))
}
