//! A clock that only the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use vestibule::platform::clock::{Clock, Timestamp};

/// 2026-11-22T12:00:00Z, in the middle of no time step's edge.
const START: i64 = 1_795_348_800_000_000;

/// A node's clock in the tests, and the database's, which may be apart.
pub struct FakeClock {
    database: Arc<AtomicI64>,
    ahead: AtomicI64,
}

impl FakeClock {
    pub fn new() -> Self {
        Self { database: Arc::new(AtomicI64::new(START)), ahead: AtomicI64::new(0) }
    }

    /// The clock of another node on the same database, ahead of that by so much.
    pub fn of_node_ahead_by(&self, micros: i64) -> Self {
        Self { database: self.database.clone(), ahead: AtomicI64::new(micros) }
    }

    pub fn advance(&self, by: Duration) {
        self.database.fetch_add(by.as_micros() as i64, Ordering::SeqCst);
    }

    pub fn back(&self, by: Duration) {
        self.database.fetch_sub(by.as_micros() as i64, Ordering::SeqCst);
    }

    pub fn set(&self, now: Timestamp) {
        self.database.store(now.micros(), Ordering::SeqCst);
    }

    /// Sets this node's clock alone.
    pub fn set_ahead(&self, micros: i64) {
        self.ahead.store(micros, Ordering::SeqCst);
    }

    pub fn unix_secs(&self) -> i64 {
        self.now().unix_secs()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.database.load(Ordering::SeqCst) + self.ahead.load(Ordering::SeqCst))
    }

    fn of_database(&self, _: Timestamp) -> Timestamp {
        Timestamp::from_micros(self.database.load(Ordering::SeqCst))
    }
}
