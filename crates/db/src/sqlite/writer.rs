//! The one connection that writes, with the transaction that is open on it.

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::group::{Group, Verdict};
use super::queue::Wants;
use super::{convert, statement};
use crate::counters::Counters;
use crate::{Durability, Error, Row, Value, limits};

/// The write connection. A transaction is open on it exactly while `group` is `Some`,
/// except after an error that [`Writer::note_rollback`] has yet to see.
pub(super) struct Writer {
    pub(super) connection: Connection,
    group: Option<Group>,
    /// The durability that `PRAGMA synchronous` is set to, where known.
    level: Option<Durability>,
    /// Why the group of the running verb is gone, when SQLite rolled it back.
    lost: Option<Error>,
    /// Rows changed before the last checkpoint.
    changes_written_back: u64,
    /// Whether the next commit may begin the log again, and then waits for the disk.
    may_begin_log: bool,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Writer {
        Writer { connection, group: None, level: None, lost: None, changes_written_back: 0, may_begin_log: true }
    }

    pub(super) fn group_is_open(&self) -> bool {
        self.group.is_some()
    }

    pub(super) fn can_take(&self, wants: Wants) -> bool {
        self.group.as_ref().is_none_or(|group| group.can_take(wants))
    }

    /// To be called after foreign work on the connection: it may have set the level.
    pub(super) fn forget_level(&mut self) {
        self.level = None;
    }

    /// Opens a group. `Busy` while another process writes.
    pub(super) fn begin(&mut self, durability: Durability) -> Result<(), Error> {
        if !self.connection.is_autocommit() {
            self.run("ROLLBACK")?;
        }
        if self.level != Some(durability) {
            self.level = None;
            // Not cached: such a pragma takes effect while it is prepared.
            super::raw(
                &self.connection,
                match durability {
                    Durability::Process => "PRAGMA synchronous = NORMAL",
                    Durability::Power => "PRAGMA synchronous = FULL",
                },
            )?;
            self.level = Some(durability);
        }
        self.run("BEGIN IMMEDIATE")?;
        self.group = Some(Group::new(durability));
        Ok(())
    }

    /// Opens the savepoint of a verb in the open group. The first one needs none, which
    /// spares SQLite a copy of every page it writes: without it the group is empty.
    pub(super) fn begin_verb(&mut self) -> Result<(), Error> {
        self.lost = None;
        if self.is_group_empty() {
            return Ok(());
        }
        let begun = self.run("SAVEPOINT verb");
        self.note_rollback(&begun);
        begun
    }

    /// Closes the savepoint, keeping what the verb wrote or not, and joins the group.
    /// If that fails nothing can be said of the transaction any more: all of it goes.
    pub(super) fn end_verb(&mut self, keep: bool) -> oneshot::Receiver<Verdict> {
        if self.lost.is_none()
            && let Err(error) = self.close_verb(keep)
        {
            self.abandon(error);
        }
        match (&mut self.group, &self.lost) {
            (Some(group), None) => group.join(),
            (_, lost) => {
                let (answer, answered) = oneshot::channel();
                // Without a group and without an error the only verb is rolled back, as it wanted.
                answer.send(lost.clone().map_or(Ok(()), Err)).ok();
                answered
            }
        }
    }

    fn close_verb(&mut self, keep: bool) -> Result<(), Error> {
        match (self.is_group_empty(), keep) {
            (true, true) => Ok(()),
            (true, false) => {
                self.run("ROLLBACK")?;
                self.group = None;
                Ok(())
            }
            (false, true) => self.run("RELEASE verb"),
            (false, false) => self.run("ROLLBACK TO verb").and_then(|()| self.run("RELEASE verb")),
        }
    }

    fn is_group_empty(&self) -> bool {
        self.group.as_ref().is_some_and(Group::is_empty)
    }

    /// Whether [`Writer::commit`] waits for the disk. Otherwise it only copies some pages
    /// to the kernel, which costs less than the way to another thread and back.
    pub(super) fn commit_waits(&self) -> bool {
        let is_durable = self.group.as_ref().is_some_and(|group| group.durability() == Durability::Power);
        is_durable || self.may_begin_log || self.is_checkpoint_due()
    }

    /// Commits the group and tells its members; then writes the log back if it is time.
    pub(super) fn commit(&mut self, counters: &Counters) {
        let Some(durability) = self.group.as_ref().map(Group::durability) else { return };
        if let Err(error) = self.run("COMMIT") {
            self.abandon(error);
            return;
        }
        self.may_begin_log = false;
        counters.committed(durability);
        if let Some(group) = self.group.take() {
            group.answer(&Ok(()));
        }
        if self.is_checkpoint_due() {
            self.checkpoint();
        }
    }

    fn is_checkpoint_due(&self) -> bool {
        self.connection.total_changes() - self.changes_written_back >= limits::SQLITE_CHANGES_PER_CHECKPOINT
    }

    /// Writes the log back as far as readers let it; the rest waits for the next time.
    fn checkpoint(&mut self) {
        self.changes_written_back = self.connection.total_changes();
        self.may_begin_log = true;
        if let Err(error) = super::raw(&self.connection, "PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::warn!(%error, "SQLite: the log was not written back this time");
        }
    }

    /// After an error SQLite may have rolled back the whole transaction (a full disk, an
    /// I/O error): then every member of the group fails, now.
    fn note_rollback<T>(&mut self, result: &Result<T, Error>) {
        if let Err(error) = result
            && self.connection.is_autocommit()
        {
            self.abandon(error.clone());
        }
    }

    /// Rolls back whatever is open and fails the group. Should even `ROLLBACK` fail, the
    /// next [`Writer::begin`] insists on it before anything else can be written.
    fn abandon(&mut self, error: Error) {
        tracing::warn!(%error, "SQLite: a group of verbs is rolled back");
        if !self.connection.is_autocommit()
            && let Err(error) = self.run("ROLLBACK")
        {
            tracing::error!(%error, "SQLite: the roll-back failed");
        }
        if let Some(group) = self.group.take() {
            group.answer(&Err(error.clone()));
        }
        self.lost = Some(error);
    }

    fn run(&self, sql: &str) -> Result<(), Error> {
        let done = self.connection.prepare_cached(sql).and_then(|mut statement| statement.raw_execute());
        done.map(drop).map_err(|error| convert::step_error(&error))
    }
}

/// The writer while a verb uses it.
pub(crate) struct SqliteTx(pub(super) Box<Writer>);

impl SqliteTx {
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let result = statement::execute(&self.0.connection, sql, params);
        self.0.note_rollback(&result);
        result
    }

    pub(crate) fn fetch_all(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        let result = statement::fetch_all(&self.0.connection, sql, params);
        self.0.note_rollback(&result);
        result
    }
}
