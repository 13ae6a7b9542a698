#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::{minutes_behind, verify, verify_setup};
use crate::{Code, Drift, Secret, Step, hotp};
use proptest::prelude::*;

fn secret() -> Secret {
    Secret::from_bytes(b"12345678901234567890").unwrap()
}

fn value_at(step: i64) -> u32 {
    u64::try_from(step).map_or(0, |counter| hotp(&secret(), counter))
}

fn code_at(step: i64) -> Code {
    Code::parse(&format!("{:06}", value_at(step))).unwrap()
}

fn drift(steps: i64) -> Drift {
    Drift::new(steps).unwrap()
}

/// The newest step in a range whose code equals that of `step`, found the plain way.
fn expected(step: i64, mut steps: std::ops::RangeInclusive<i64>) -> Option<Step> {
    steps.rfind(|&s| s >= 0 && value_at(s) == value_at(step)).map(Step::new)
}

#[test]
fn at_the_end_of_a_step_the_window_moves() {
    let (step, d) = (50_000_000, drift(0));
    for (now, accepted) in [
        (step * 30 - 1, false),
        (step * 30, true),
        (step * 30 + 29, true),
        (step * 30 + 30, true),
        (step * 30 + 59, true),
        (step * 30 + 60, false),
    ] {
        assert_eq!(verify(&secret(), &code_at(step), now, d).is_some(), accepted, "{now}");
    }
}

#[test]
fn far_times_work() {
    let clocks = [i64::from(i32::MAX), i64::from(u32::MAX), (1 << 32) * 30, i64::MAX];
    for now in clocks.into_iter().flat_map(|c| [c - 30, c - 1, c]) {
        let step = Step::at(now);
        assert_eq!(verify(&secret(), &code_at(step.number()), now, drift(0)), Some(step));
        assert!(verify_setup(&secret(), &code_at(step.number()), now).is_some());
    }
}

#[test]
fn around_1970_nothing_overflows() {
    for now in [i64::MIN, -31, -1] {
        assert_eq!(verify(&secret(), &code_at(5), now, drift(-1)), None);
        assert_eq!(minutes_behind(&secret(), &code_at(5), now, drift(0), 60), None);
    }
    assert_eq!(verify(&secret(), &code_at(0), 0, drift(0)), Some(Step::new(0)));
}

#[test]
fn a_repeated_value_counts_for_its_newest_step() {
    // Neighbouring steps share a code once in a million; this is the first pair that does.
    let earlier = 910_737;
    assert_eq!(value_at(earlier), value_at(earlier + 1));
    let now = (earlier + 1) * 30;
    assert_eq!(verify(&secret(), &code_at(earlier), now, drift(0)), Some(Step::new(earlier + 1)));
    assert_eq!(verify_setup(&secret(), &code_at(earlier), now), Some((Step::new(earlier + 1), drift(0))));
}

#[test]
fn lag_is_told_in_minutes() {
    let now = 1_700_000_000;
    let told = |steps_ago, d, max| {
        let code = code_at(Step::at(now).number() - steps_ago);
        minutes_behind(&secret(), &code, now, drift(d), max)
    };
    assert_eq!(told(1, 0, 60), None, "still accepted");
    assert_eq!(told(2, 0, 60), Some(1));
    assert_eq!(told(3, 0, 60), Some(2));
    assert_eq!(told(1, 1, 60), Some(1));
    assert_eq!(told(2, -1, 60), None, "still accepted");
    assert_eq!(told(3, -1, 60), Some(2));
    assert_eq!(told(20, 0, 10), Some(10));
    assert_eq!(told(21, 0, 10), None, "further back than asked for");
    assert_eq!(told(120, 0, u32::MAX), Some(60));
    assert_eq!(told(121, 0, u32::MAX), None, "further back than is ever looked");
    assert_eq!(told(2, 0, 0), None);
    for ahead in 0..=130 {
        assert_eq!(told(-ahead, 0, 60), None, "a step to come: {ahead}");
    }
}

fn any_clock() -> impl Strategy<Value = i64> {
    prop_oneof![0..4_000_000_000i64, 0..200_000_000_000i64, 0..i64::MAX]
}

proptest! {
    #[test]
    fn only_two_steps_pass(now in any_clock(), d in -1..=1i64, offset in -12..=12i64) {
        let t = Step::at(now).number();
        let step = (t + offset).max(0);
        prop_assert_eq!(
            verify(&secret(), &code_at(step), now, drift(d)),
            expected(step, t + d - 1..=t + d)
        );
    }

    #[test]
    fn only_three_steps_pass_at_set_up(now in any_clock(), offset in -12..=12i64) {
        let t = Step::at(now).number();
        let step = (t + offset).max(0);
        let wanted = expected(step, t - 1..=t + 1).map(|s| (s, drift(s.number() - t)));
        prop_assert_eq!(verify_setup(&secret(), &code_at(step), now), wanted);
    }

    #[test]
    fn what_set_up_measured_is_accepted_at_once(now in 60..4_000_000_000i64, offset in -1..=1i64) {
        let t = Step::at(now).number();
        let (step, d) = verify_setup(&secret(), &code_at(t + offset), now).unwrap();
        prop_assert_eq!(verify(&secret(), &code_at(t + offset), now, d), Some(step));
    }

    #[test]
    fn lag_is_never_told_of_an_accepted_code(now in any_clock(), d in -1..=1i64, ago in -5..130i64) {
        let t = Step::at(now).number();
        let step = (t - ago).max(0);
        let told = minutes_behind(&secret(), &code_at(step), now, drift(d), 60);
        let wanted = expected(step, t - 120..=t + d - 2)
            .map(|s| u32::try_from((t - s.number() + 1) / 2).unwrap());
        prop_assert_eq!(told, wanted);
    }
}
