//! The read-only connections.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::connection;
use crate::Error;

/// Idle read-only connections of one file. Reads never await, so no more are in use at
/// once than there are threads; no more than `idle_max` are kept.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    idle_max: usize,
}

impl Readers {
    /// Opens the first one, to learn early that the file can be read.
    pub(super) fn open(path: PathBuf) -> Result<Readers, Error> {
        let first = connection::open_reader(&path)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Readers { path, idle: Mutex::new(vec![first]), idle_max: 2 * threads })
    }

    /// Lends a connection to `read`: the one used last, whose cache is the warmest. One
    /// that saw an error is closed.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::open_reader(&self.path)?,
        };
        let result = read(&connection)?;
        let mut idle = self.idle();
        if idle.len() < self.idle_max {
            idle.push(connection);
        }
        Ok(result)
    }

    /// No code panics while it holds this lock, so a poisoned one is still whole.
    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
