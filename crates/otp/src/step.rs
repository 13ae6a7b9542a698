//! Time as codes count it, and how far a device's clock is off.

/// Length of a step in seconds (RFC 6238 §5.2 recommends this value).
pub const STEP_SECS: i64 = 30;

/// The number of a thirty-second step since the Unix epoch: `T` in RFC 6238 §4.2. It is
/// 64 bits wide, so neither 2038 nor 2106 nor a `T` above 2³² is a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(i64);

impl Step {
    /// The step that contains `unix_secs` (seconds since 1970, any value). A step begins at a
    /// multiple of 30 and ends just before the next; before 1970 the numbers are negative.
    pub const fn at(unix_secs: i64) -> Step {
        Step(unix_secs.div_euclid(STEP_SECS))
    }

    /// The step with this number, as kept by the caller.
    pub const fn new(number: i64) -> Step {
        Step(number)
    }

    /// The number, for keeping and comparing.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// How many steps a device's clock was ahead (+1), behind (-1) or level (0, the default)
/// when it was set up: the resynchronization of RFC 6238 §6, measured once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Drift(i8);

impl Drift {
    /// A drift of -1, 0 or 1 step; any other value gives `None`.
    pub fn new(steps: i64) -> Option<Drift> {
        i8::try_from(steps).ok().filter(|steps| (-1..=1).contains(steps)).map(Drift)
    }

    /// The drift in steps, -1 to 1.
    pub const fn value(self) -> i64 {
        self.0 as i64
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::{Drift, Step};

    #[test]
    fn a_step_ends_just_before_the_next() {
        assert_eq!(Step::at(0), Step::new(0));
        assert_eq!(Step::at(29).number(), 0);
        assert_eq!(Step::at(30).number(), 1);
        assert_eq!(Step::at(-1).number(), -1);
    }

    #[test]
    fn far_times_have_their_own_steps() {
        // 2038-01-19 and 2106-02-07 are where 31 and 32 bits of seconds run out.
        for (secs, number) in [
            (i64::from(i32::MAX), 71_582_788),
            (i64::from(i32::MAX) + 1, 71_582_788),
            (i64::from(u32::MAX) + 1, 143_165_576),
            ((1 << 32) * 30 - 1, (1 << 32) - 1),
            ((1 << 32) * 30, 1 << 32),
        ] {
            assert_eq!(Step::at(secs).number(), number, "{secs}");
        }
        assert_eq!(Step::at(i64::MAX).number(), i64::MAX / 30);
        assert_eq!(Step::at(i64::MIN).number(), i64::MIN / 30 - 1);
    }

    #[test]
    fn drift_is_capped_at_one() {
        for steps in [-1, 0, 1] {
            assert_eq!(Drift::new(steps).unwrap().value(), steps);
        }
        for steps in [-2, 2, 255, 256, 257, i64::MIN, i64::MAX] {
            assert_eq!(Drift::new(steps), None);
        }
        assert_eq!(Drift::default().value(), 0);
    }
}
