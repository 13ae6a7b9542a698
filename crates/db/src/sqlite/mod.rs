//! SQLite inside the process: many readers, one writer, commits in groups.

mod connection;
mod convert;
mod group;
mod migrate;
mod queue;
mod readers;
mod statement;
mod verb;
mod writer;

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use self::queue::{Queue, Wants};
use self::readers::Readers;
pub(crate) use self::writer::SqliteTx;
use self::writer::Writer;
use crate::counters::Counters;
use crate::{Error, Row, Value};

/// One open file.
pub(crate) struct Sqlite {
    readers: Readers,
    queue: Arc<Queue>,
    pub(crate) counters: Arc<Counters>,
}

impl Sqlite {
    /// Opens, and creates if need be, the file at `path`. Blocks.
    pub(crate) fn open(path: &Path) -> Result<Sqlite, Error> {
        let path = connection::create_file(path)?;
        let writer = Writer::new(connection::open_writer(&path)?);
        let counters = Arc::new(Counters::default());
        let queue = Arc::new(Queue::new(Box::new(writer), Arc::clone(&counters)));
        Ok(Sqlite { readers: Readers::open(path)?, queue, counters })
    }

    /// Runs a query on a read-only connection, inline: a point read costs less than the
    /// way to another thread and back.
    pub(crate) fn fetch_all(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.readers.with(|connection| statement::fetch_all(connection, sql, params))
    }

    /// Runs `work` on the write connection, on a thread that may block, while no group is
    /// open. `work` must leave no transaction open.
    pub(crate) async fn alone<T, F>(&self, work: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let mut writer = self.queue.acquire(Wants::Alone).await?;
        let queue = Arc::clone(&self.queue);
        let task = tokio::task::spawn_blocking(move || {
            let result = work(&mut writer.connection);
            writer.forget_level();
            queue.hand_on(writer);
            result
        });
        task.await.map_err(|_| Error::Unavailable("the work was cut short".into()))?
    }
}

/// Runs `sql`, any number of statements, and discards their rows.
pub(crate) fn raw(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.execute_batch(sql).map_err(|error| convert::prepare_error(&error))
}
