//! The noun: trying the second factor while nothing depends on it.

use std::time::Duration;

use crate::features::accounts::AccountId;
use crate::platform::clock::Timestamp;

/// After the set-up of two-step verification: by then the device has had time to be lost, and
/// the codes to be mislaid.
pub const FIRST_AFTER: Duration = Duration::from_secs(28 * 86_400);
/// And afterwards.
pub const EVERY: Duration = Duration::from_secs(365 * 86_400);
/// How long its owner is not asked who wants to do it later.
pub const PUT_OFF_FOR: Duration = Duration::from_secs(7 * 86_400);

/// When an account is to try its second factor.
#[derive(Clone, Copy, Debug)]
pub struct Drill {
    /// From when on.
    pub due_at: Timestamp,
    /// It is not asked for before.
    pub put_off_until: Timestamp,
    /// When it was done last.
    pub passed_at: Option<Timestamp>,
}

impl Drill {
    /// Whether it is due.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due_at.is_over_at(now)
    }

    /// Whether its owner is asked for it: it is due, and was not put off.
    pub fn is_asked(&self, now: Timestamp) -> bool {
        self.is_due(now) && self.put_off_until.is_over_at(now)
    }
}

/// An account that a mail is to invite.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Whose.
    pub account: AccountId,
    /// Since when it waits.
    pub(super) since: Timestamp,
}

impl Invitation {
    /// When the next one follows, whether the drill was done or not. A server that was away
    /// for years does not make up for them.
    pub(super) fn next(&self, now: Timestamp) -> Timestamp {
        let next = self.since.plus(EVERY);
        if next.is_over_at(now) { now.plus(EVERY) } else { next }
    }
}
