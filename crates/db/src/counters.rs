//! Counts of work done, for benches and tests.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Durability;

/// What a database has done since it was opened; see [`crate::Db::stats`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Verbs started.
    pub verbs: u64,
    /// Transactions committed for verbs: on SQLite one for a whole group of them.
    pub commits: u64,
    /// Those of the commits that waited for the disk ([`Durability::Power`]).
    pub power_commits: u64,
}

/// The live counters behind [`Stats`].
#[derive(Default)]
pub(crate) struct Counters {
    verbs: AtomicU64,
    commits: AtomicU64,
    power_commits: AtomicU64,
}

impl Counters {
    pub(crate) fn verb_started(&self) {
        self.verbs.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn committed(&self, durability: Durability) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        if durability == Durability::Power {
            self.power_commits.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            verbs: self.verbs.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
            power_commits: self.power_commits.load(Ordering::Relaxed),
        }
    }
}
