//! How long a try waits after how many failures.

use std::time::Duration;

use crate::platform::client::Network;
use crate::platform::clock::Timestamp;

/// The first wait.
const FIRST: Duration = Duration::from_secs(30);
/// The longest.
pub(super) const LONGEST: Duration = Duration::from_secs(3_600);
/// How many failures one network has in an hour before it waits. Many people may share it.
pub(super) const NETWORK_FREE_TRIES: u32 = 100;
/// After this long without a try a counter starts again from nothing.
pub(super) const FORGOTTEN_AFTER: Duration = Duration::from_secs(86_400);

/// Failures that no wait forgives are kept as long as anybody goes on, and a year longer.
pub(super) const STRIKES_FORGOTTEN_AFTER: Duration = Duration::from_secs(365 * 86_400);

/// The counter of a network begins anew with every hour of the clock, so that an
/// office full of people who mistype is never shut out for long.
pub(super) fn network_key(network: &Network, now: Timestamp) -> String {
    format!("{network}@{}", now.unix_secs().div_euclid(3_600))
}

/// The waits that begin with the failures after the free ones: each with the number
/// of failures beyond the free ones from which it counts. 30 s doubling to an hour.
pub(super) fn steps() -> impl Iterator<Item = (u32, Duration)> {
    (0..).map(|n| (n, FIRST * 2_u32.pow(n).min(LONGEST.as_secs() as u32))).map(cap).take(8)
}

fn cap((n, wait): (u32, Duration)) -> (u32, Duration) {
    (n, wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brf_waits_double_from_thirty_seconds_to_an_hour() {
        let secs: Vec<u64> = steps().map(|(_, wait)| wait.as_secs()).collect();
        assert_eq!(secs, [30, 60, 120, 240, 480, 960, 1_920, 3_600]);
    }
}
