//! The clock is a parameter: no code but [`SystemClock`] reads the ambient one, so a
//! test can live through thirty days in a second.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment: microseconds since 1970-01-01T00:00:00Z, the form the database stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn unix_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment moved into the future; stays at the last representable one.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros_of(duration)))
    }

    /// This moment moved into the past; stays at the first representable one.
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros_of(duration)))
    }

    /// How long after `earlier` this is; zero where it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Whether a thing that ends at `self` is over at `now`. The one comparison for
    /// every expiry: it is over *at* its end, not after it.
    pub fn is_over_at(self, now: Self) -> bool {
        now >= self
    }

    /// `2026-11-22 14:05 UTC`, for people.
    pub fn words(self) -> String {
        self.format("%Y-%m-%d %H:%M UTC")
    }

    /// `2026-11-22`, for file names and lists.
    pub fn date(self) -> String {
        self.format("%Y-%m-%d")
    }

    /// RFC 3339 with seconds, for programs.
    pub fn rfc3339(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%SZ")
    }

    /// RFC 5322 §3.3 date-time, for the head of a mail.
    pub fn rfc5322(self) -> String {
        self.format("%a, %d %b %Y %H:%M:%S +0000")
    }

    fn format(self, pattern: &str) -> String {
        jiff::Timestamp::from_microsecond(self.0).map(|t| t.strftime(pattern).to_string()).unwrap_or_default()
    }
}

fn micros_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl From<Timestamp> for db::Value {
    fn from(time: Timestamp) -> Self {
        Self::Int(time.0)
    }
}

impl db::FromValue for Timestamp {
    fn from_value(value: db::Value) -> Option<Self> {
        i64::from_value(value).map(Self)
    }
}

/// Where the time comes from. Two implementations in production would be one too
/// many; the second is the tests'.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// The present moment by the database's clock, which showed `read`. (A test's database
    /// lives in the test's time.)
    fn of_database(&self, read: Timestamp) -> Timestamp {
        read
    }
}

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one reader of the ambient clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(micros_of(since))
    }
}
