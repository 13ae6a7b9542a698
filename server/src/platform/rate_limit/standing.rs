//! How a counter stands, for its owner to see. Nothing is charged or decided by it.

use db::Db;

use super::back_off::LONGEST;
use super::{Factor, REFUSED_AFTER, Subject, store};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// How a factor's counter stands for a subject in its lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The failures that no wait has forgiven.
    pub failures: u32,
    /// Whether the factor is refused in this lane.
    pub is_refused: bool,
    /// Until when the next try waits.
    pub waits_until: Option<Timestamp>,
    /// When the last try was charged.
    pub last_at: Option<Timestamp>,
}

/// How `F` stands for that subject now.
pub async fn standing<F: Factor>(db: &Db, now: Timestamp, subject: &Subject) -> Result<Standing, Fault> {
    let Some(counted) = store::counted(db, F::NAME, &subject.key()).await? else { return Ok(Standing::default()) };
    // A wait longer than any is left by a clock that ran ahead, and is none.
    let until = counted.blocked_until;
    let waits = !until.is_over_at(now) && until <= now.plus(LONGEST);
    Ok(Standing {
        failures: u32::try_from(counted.strikes).unwrap_or(u32::MAX),
        is_refused: F::CAN_BE_REFUSED && counted.strikes >= REFUSED_AFTER,
        waits_until: waits.then_some(until),
        last_at: Some(counted.updated_at),
    })
}
