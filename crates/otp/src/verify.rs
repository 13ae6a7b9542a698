//! Which steps a code may belong to (RFC 6238 §5.2 and §6).
//!
//! Every candidate is computed and compared in constant time even after a match, so that the
//! time taken tells nobody which step matched, or that one did.

use crate::{Code, Drift, Secret, Step, hotp};
use std::ops::RangeInclusive;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// The furthest [`minutes_behind`] looks back, in minutes.
pub const MAX_MINUTES_BEHIND: u32 = 60;

const STEPS_A_MINUTE: i64 = 60 / crate::STEP_SECS;

/// Checks the first code of a new app at `now_secs` (Unix seconds). Accepted are the step of
/// now and the ones next to it; the answer is the step that matched, the newest if several
/// do, and the drift to keep for every later [`verify`]. `None` if none matches.
pub fn verify_setup(secret: &Secret, code: &Code, now_secs: i64) -> Option<(Step, Drift)> {
    let now = Step::at(now_secs).number();
    let step = newest_match(secret, code, now - 1..=now + 1)?;
    Some((step, Drift::new(step.number() - now)?))
}

/// Checks a code at `now_secs` (Unix seconds) for an app set up with `drift`. With `T` the
/// step of now, accepted are `T + drift` and the one before it, for the time typing takes;
/// the answer is the step that matched, the newest if both do. `None` if neither matches.
///
/// The caller must accept the answer only if it is later than every step accepted before,
/// in one atomic write, or a code can be replayed.
pub fn verify(secret: &Secret, code: &Code, now_secs: i64, drift: Drift) -> Option<Step> {
    newest_match(secret, code, window(now_secs, drift))
}

/// How far the clock of the device seems to be behind, in whole minutes rounded up, at least
/// 1: if `code` belongs to a step before those [`verify`] accepts at `now_secs`, at most
/// `max_minutes` ago (values above [`MAX_MINUTES_BEHIND`] count as that). `None` otherwise.
/// Steps to come are never looked at, because naming one would confirm a code still of use.
///
/// This explains a refusal and must never lead to acceptance. It compares some hundred
/// codes, so about one wrong guess in ten thousand gets an answer too: ask it only for an
/// attempt that was counted, and tell only somebody who has passed another factor.
pub fn minutes_behind(secret: &Secret, code: &Code, now_secs: i64, drift: Drift, max_minutes: u32) -> Option<u32> {
    let now = Step::at(now_secs).number();
    let furthest = i64::from(max_minutes.min(MAX_MINUTES_BEHIND)) * STEPS_A_MINUTE;
    let newest = window(now_secs, drift).start() - 1;
    let step = newest_match(secret, code, now - furthest..=newest)?;
    let minutes = (now - step.number() + STEPS_A_MINUTE - 1) / STEPS_A_MINUTE;
    u32::try_from(minutes).ok()
}

fn window(now_secs: i64, drift: Drift) -> RangeInclusive<i64> {
    // A step is a thirtieth of the seconds, so no sum here can leave 64 bits.
    let newest = Step::at(now_secs).number() + drift.value();
    newest - 1..=newest
}

fn newest_match(secret: &Secret, code: &Code, steps: RangeInclusive<i64>) -> Option<Step> {
    let (mut found, mut newest) = (Choice::from(0), 0i64);
    for step in steps {
        // Before 1970 there are no codes; that depends on the clock alone, not on a secret.
        let Ok(counter) = u64::try_from(step) else {
            continue;
        };
        let same = hotp(secret, counter).ct_eq(&code.value());
        newest.conditional_assign(&step, same);
        found |= same;
    }
    bool::from(found).then_some(Step::new(newest))
}

#[cfg(test)]
mod tests;
