//! The noun: what is weak about an account, from facts that were read once.

use std::time::Duration;

use crate::features::guessing::{Guessed, ON_FACTOR};
use crate::features::two_step::Drill;
use crate::platform::clock::Timestamp;
use crate::platform::rate_limit::Standing;

/// A session that nobody has used for so long may be on a device that is somebody else's now.
pub const UNUSED_AFTER: Duration = Duration::from_secs(14 * 86_400);
/// Guessing that has stopped for so long is over, unless it has worn a factor down.
const GUESSED_WITHIN: Duration = Duration::from_secs(30 * 86_400);
/// From this many recovery codes left on, there are few.
const FEW_CODES: u32 = crate::features::recovery_codes::FEW;

/// How soon something is to be mended; the first is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody could get in, or the owner be kept out.
    Important,
    /// It would be safer.
    WorthDoing,
}

/// What is weak. The order is the one in which it is told, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weak {
    /// The password is all there is.
    TwoStepOff,
    /// Strangers have worn a factor down.
    Refused,
    /// No recovery code is left.
    NoCodes,
    /// No address is confirmed: nobody can be told anything.
    NoAddress,
    /// Strangers keep trying.
    Guessed,
    /// Few recovery codes are left.
    FewCodes(u32),
    /// One app, and no other factor of its kind.
    OneApp,
    /// The second factor is to be tried.
    Drill,
    /// That many sessions were not used for long.
    UnusedSessions(u32),
    /// That many addresses were never confirmed.
    Unconfirmed(u32),
    /// One address: who loses that mailbox loses every notice.
    OneAddress,
}

/// What is fine, told calmly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fine {
    /// Two-step verification is on.
    TwoStepOn,
    /// That many apps, more than one.
    Apps(u32),
    /// That many recovery codes are left.
    Codes(u32),
    /// The second factor was tried then.
    Tried(Timestamp),
    /// Nobody keeps guessing.
    NoGuessing,
    /// Every session is in use.
    Sessions(u32),
    /// That many addresses, all of them confirmed.
    Addresses(u32),
}

impl Weak {
    /// How soon it is to be mended.
    pub fn severity(self) -> Severity {
        if self <= Self::NoAddress { Severity::Important } else { Severity::WorthDoing }
    }

    /// Its name in the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::TwoStepOff => "two_step_off",
            Self::Refused => "factor_refused",
            Self::NoCodes => "no_recovery_codes",
            Self::NoAddress => "no_address",
            Self::Guessed => "guessing",
            Self::FewCodes(_) => "few_recovery_codes",
            Self::OneApp => "one_factor",
            Self::Drill => "drill_due",
            Self::UnusedSessions(_) => "unused_sessions",
            Self::Unconfirmed(_) => "unconfirmed_address",
            Self::OneAddress => "one_address",
        }
    }

    /// How many of it there are, where that says something.
    pub fn count(self) -> Option<u32> {
        match self {
            Self::FewCodes(count) | Self::UnusedSessions(count) | Self::Unconfirmed(count) => Some(count),
            _ => None,
        }
    }

    /// Where it is mended.
    pub fn path(self) -> &'static str {
        match self {
            Self::TwoStepOff => "/settings/security/two-step/setup",
            Self::Refused | Self::Guessed => "/settings/security/guessing",
            Self::NoCodes | Self::FewCodes(_) => "/settings/security/recovery-codes/new",
            Self::NoAddress | Self::Unconfirmed(_) => "/settings/security/addresses",
            Self::OneApp => "/settings/security/apps/new",
            Self::Drill => "/settings/security/drill",
            Self::UnusedSessions(_) => "/settings/security/sessions",
            Self::OneAddress => "/settings/security/addresses/new",
        }
    }
}

/// What there is to know of an account, read once.
pub struct Facts {
    /// How many addresses are confirmed, and how many are not.
    pub addresses: (u32, u32),
    /// The second factors; none where two-step verification is off.
    pub two_step: Option<TwoStep>,
    /// When each other session was last used.
    pub others_seen: Vec<Timestamp>,
    /// How strangers stand with each factor.
    pub strangers: Vec<(Guessed, Standing)>,
}

/// The second factors.
pub struct TwoStep {
    /// All that are enrolled, recovery codes aside.
    pub factors: u32,
    /// The recovery codes that are left.
    pub codes_left: u32,
    /// When they are to be tried.
    pub drill: Option<Drill>,
}

/// What came of looking at everything.
#[derive(Clone, Debug, Default)]
pub struct CheckUp {
    /// What is weak, the worst first.
    pub weak: Vec<Weak>,
    /// What is fine.
    pub fine: Vec<Fine>,
}

impl CheckUp {
    /// Judges the facts.
    pub fn of(facts: &Facts, now: Timestamp) -> Self {
        let mut found = Self::default();
        found.judge_two_step(facts.two_step.as_ref(), now);
        found.judge_guessing(&facts.strangers, now);
        found.judge_sessions(&facts.others_seen, now);
        found.judge_addresses(facts.addresses);
        found.weak.sort();
        found
    }

    /// Whether the owner is asked to try the second factor.
    pub fn asks_drill(&self) -> bool {
        self.weak.contains(&Weak::Drill)
    }

    fn judge_two_step(&mut self, two_step: Option<&TwoStep>, now: Timestamp) {
        let Some(two_step) = two_step else { return self.weak.push(Weak::TwoStepOff) };
        self.fine.push(Fine::TwoStepOn);
        match two_step.factors {
            0 | 1 => self.weak.push(Weak::OneApp),
            several => self.fine.push(Fine::Apps(several)),
        }
        match two_step.codes_left {
            0 => self.weak.push(Weak::NoCodes),
            few @ 1..=FEW_CODES => self.weak.push(Weak::FewCodes(few)),
            enough => self.fine.push(Fine::Codes(enough)),
        }
        let Some(drill) = two_step.drill else { return };
        if drill.is_asked(now) {
            self.weak.push(Weak::Drill);
        } else if let Some(at) = drill.passed_at.filter(|_| !drill.is_due(now)) {
            self.fine.push(Fine::Tried(at));
        }
    }

    fn judge_guessing(&mut self, strangers: &[(Guessed, Standing)], now: Timestamp) {
        let is_recent = |at: Timestamp| !at.plus(GUESSED_WITHIN).is_over_at(now);
        let is_guessed =
            |standing: &Standing| standing.failures >= ON_FACTOR && standing.last_at.is_some_and(is_recent);
        if strangers.iter().any(|(_, standing)| standing.is_refused) {
            self.weak.push(Weak::Refused);
        } else if strangers.iter().any(|(_, standing)| is_guessed(standing)) {
            self.weak.push(Weak::Guessed);
        } else {
            self.fine.push(Fine::NoGuessing);
        }
    }

    fn judge_sessions(&mut self, others_seen: &[Timestamp], now: Timestamp) {
        let unused = others_seen.iter().filter(|seen| seen.plus(UNUSED_AFTER).is_over_at(now)).count();
        match count(unused) {
            0 => self.fine.push(Fine::Sessions(count(others_seen.len() + 1))),
            unused => self.weak.push(Weak::UnusedSessions(unused)),
        }
    }

    fn judge_addresses(&mut self, (confirmed, unconfirmed): (u32, u32)) {
        match confirmed {
            0 => self.weak.push(Weak::NoAddress),
            1 => self.weak.push(Weak::OneAddress),
            several if unconfirmed == 0 => self.fine.push(Fine::Addresses(several)),
            _ => {}
        }
        if unconfirmed > 0 && confirmed > 0 {
            self.weak.push(Weak::Unconfirmed(unconfirmed));
        }
    }
}

/// A number for people.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_348_800_000_000);

    fn days(days: u64) -> Duration {
        Duration::from_secs(days * 86_400)
    }

    fn drill(due_at: Timestamp, passed_at: Option<Timestamp>) -> Option<Drill> {
        Some(Drill { due_at, put_off_until: Timestamp::from_micros(0), passed_at })
    }

    fn safe() -> Facts {
        Facts {
            addresses: (2, 0),
            two_step: Some(TwoStep {
                factors: 2,
                codes_left: 4,
                drill: drill(NOW.plus(days(300)), Some(NOW.minus(days(65)))),
            }),
            others_seen: vec![NOW.minus(days(14)).plus(Duration::from_micros(1))],
            strangers: vec![(Guessed::Password, Standing::default())],
        }
    }

    fn weak(change: impl FnOnce(&mut Facts)) -> Vec<Weak> {
        let mut facts = safe();
        change(&mut facts);
        CheckUp::of(&facts, NOW).weak
    }

    fn standing(failures: u32, is_refused: bool, ago: u64) -> Vec<(Guessed, Standing)> {
        let standing = Standing { failures, is_refused, waits_until: None, last_at: Some(NOW.minus(days(ago))) };
        vec![(Guessed::Password, Standing::default()), (Guessed::App, standing)]
    }

    #[test]
    fn who_is_safe_has_nothing_to_mend_and_is_told_all_of_it() {
        let found = CheckUp::of(&safe(), NOW);
        assert!(found.weak.is_empty(), "{:?}", found.weak);
        let tried = Fine::Tried(NOW.minus(days(65)));
        let rest = [Fine::NoGuessing, Fine::Sessions(2), Fine::Addresses(2)];
        assert_eq!(found.fine, [&[Fine::TwoStepOn, Fine::Apps(2), Fine::Codes(4), tried], &rest[..]].concat());
    }

    #[test]
    fn each_weakness_is_found_at_its_edge() {
        assert_eq!(weak(|facts| facts.two_step = None), [Weak::TwoStepOff]);
        let set = |change: fn(&mut TwoStep)| weak(|facts| facts.two_step.iter_mut().for_each(change));
        assert_eq!(set(|two_step| two_step.factors = 1), [Weak::OneApp]);
        assert_eq!(set(|two_step| two_step.codes_left = 3), [Weak::FewCodes(3)]);
        assert_eq!(set(|two_step| two_step.codes_left = 0), [Weak::NoCodes]);
        assert_eq!(set(|two_step| two_step.drill = drill(NOW, None)), [Weak::Drill]);
        assert_eq!(set(|two_step| two_step.drill = drill(NOW.plus(Duration::from_micros(1)), None)), []);
        assert_eq!(weak(|facts| facts.others_seen.push(NOW.minus(days(14)))), [Weak::UnusedSessions(1)]);
        assert_eq!(weak(|facts| facts.strangers = standing(10, false, 29)), [Weak::Guessed]);
        assert_eq!(weak(|facts| facts.strangers = standing(10, false, 30)), []);
        assert_eq!(weak(|facts| facts.strangers = standing(9, false, 0)), []);
        assert_eq!(weak(|facts| facts.strangers = standing(100, true, 300)), [Weak::Refused]);
        assert_eq!(weak(|facts| facts.addresses = (1, 0)), [Weak::OneAddress]);
        assert_eq!(weak(|facts| facts.addresses = (2, 1)), [Weak::Unconfirmed(1)]);
        assert_eq!(weak(|facts| facts.addresses = (0, 1)), [Weak::NoAddress]);
    }

    #[test]
    fn a_drill_that_was_put_off_is_neither_weak_nor_fine() {
        let mut facts = safe();
        let due = Drill { due_at: NOW, put_off_until: NOW.plus(days(7)), passed_at: Some(NOW.minus(days(365))) };
        facts.two_step.iter_mut().for_each(|two_step| two_step.drill = Some(due));
        let found = CheckUp::of(&facts, NOW);
        assert!(found.weak.is_empty() && !found.fine.iter().any(|fine| matches!(fine, Fine::Tried(_))), "{found:?}");
    }

    #[test]
    fn the_worst_stands_first() {
        let found = weak(|facts| {
            facts.two_step = Some(TwoStep { factors: 1, codes_left: 0, drill: drill(NOW, None) });
            facts.others_seen.push(NOW.minus(days(20)));
            facts.strangers = standing(100, true, 1);
            facts.addresses = (1, 2);
        });
        let one = [Weak::OneApp, Weak::Drill, Weak::UnusedSessions(1), Weak::Unconfirmed(2), Weak::OneAddress];
        assert_eq!(found, [&[Weak::Refused, Weak::NoCodes], &one[..]].concat());
        assert!(found.is_sorted_by_key(|weak| weak.severity()), "{found:?}");
        assert_eq!(found.iter().filter(|weak| weak.severity() == Severity::Important).count(), 2);
    }
}
