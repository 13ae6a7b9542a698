//! A transaction on a pooled connection.

use deadpool_postgres::Object;
use tokio::time::timeout;

use super::{convert, discard, error};
use crate::{Durability, Error, Row, Value, limits};

/// An open transaction. Dropped without an end (a panic, a runtime that shuts down) it
/// closes its connection: the pool must never get one back inside a transaction.
pub(crate) struct PostgresTx {
    /// `Some` until the end.
    connection: Option<Object>,
}

impl PostgresTx {
    /// Begins on `connection`, in one message with the durability. `Power` takes the
    /// session's setting, which `limits::POSTGRES_SESSION` has raised from "off".
    pub(super) async fn begin(connection: Object, durability: Durability) -> Result<PostgresTx, Error> {
        let sql = match durability {
            Durability::Power => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            Durability::Process => {
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off"
            }
        };
        // Made first: should this be dropped while it waits, the connection goes too.
        let tx = PostgresTx { connection: Some(connection) };
        let begun = timeout(limits::ANSWER_MAX, tx.connection()?.batch_execute(sql)).await;
        match begun {
            Ok(Ok(())) => Ok(tx),
            Ok(Err(cause)) => Err(error::from_statement(&cause)),
            Err(_elapsed) => Err(Error::timeout("BEGIN")),
        }
    }

    pub(crate) async fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        convert::execute(self.connection()?, sql, params).await
    }

    pub(crate) async fn fetch_all(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        convert::fetch_all(self.connection()?, sql, params).await
    }

    /// Commits. Only for a transaction none of whose statements failed: PostgreSQL would
    /// answer the `COMMIT` of another with a roll-back that looks like a success.
    ///
    /// [`Error::InDoubt`] when the answer did not come.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let committed = timeout(limits::ANSWER_MAX, self.connection()?.batch_execute("COMMIT")).await;
        match committed {
            Ok(Ok(())) => {
                // Back to the pool.
                drop(self.connection.take());
                Ok(())
            }
            // An answer, such as a deferred constraint's, means that it is rolled back;
            // one that ends the session while it commits does not.
            Ok(Err(cause)) => match error::from_statement(&cause) {
                Error::Unavailable(_) => Err(Error::InDoubt),
                other => Err(other),
            },
            Err(_elapsed) => Err(Error::InDoubt),
        }
    }

    /// Undoes everything. If that cannot be said to the server, the closed connection
    /// says it.
    pub(super) async fn roll_back(mut self) {
        let Ok(connection) = self.connection() else { return };
        let undone = timeout(limits::CONNECT_MAX, connection.batch_execute("ROLLBACK")).await;
        if let Ok(Ok(())) = undone {
            drop(self.connection.take());
        }
    }

    fn connection(&self) -> Result<&Object, Error> {
        self.connection.as_ref().ok_or(Error::Poisoned)
    }
}

impl Drop for PostgresTx {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            discard(connection);
        }
    }
}
