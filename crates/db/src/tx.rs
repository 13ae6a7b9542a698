//! The transaction a verb works in.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt;

use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use crate::{Error, Row, Value, limits};

/// A future on the heap; what a verb returns (`Box::pin(async move { … })`).
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A transaction, lent to a verb for as long as it runs; see [`crate::Db::write`].
///
/// After a statement fails ([`Error::NotFound`] is no failure) the transaction is
/// poisoned: later statements answer [`Error::Poisoned`] and the verb cannot succeed.
/// A statement whose future was dropped before its answer counts as failed. Statements
/// that begin or end transactions (`COMMIT`, `SAVEPOINT` …) must not be given to it.
pub struct Tx {
    engine: TxEngine,
    poisoned: bool,
}

/// The engine's part of a [`Tx`].
pub(crate) enum TxEngine {
    Sqlite(SqliteTx),
    Postgres(Box<PostgresTx>),
}

impl Tx {
    pub(crate) fn new(engine: TxEngine) -> Tx {
        Tx { engine, poisoned: false }
    }

    pub(crate) fn into_engine(self) -> TxEngine {
        self.engine
    }

    /// Runs a statement and answers how many rows it inserted, updated or deleted.
    ///
    /// # Errors
    /// [`Error::Conflict`], [`Error::Poisoned`], or as the engine answers.
    pub async fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        self.begin_statement()?;
        let result = match &mut self.engine {
            TxEngine::Sqlite(tx) => tx.execute(sql, params),
            TxEngine::Postgres(tx) => tx.execute(sql, params).await,
        };
        self.end_statement(result)
    }

    /// The first row a statement returns; the statement is run to its end all the same.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a row, which leaves the transaction usable; else as
    /// [`Tx::execute`].
    pub async fn fetch_one(&mut self, sql: &str, params: &[Value]) -> Result<Row, Error> {
        self.fetch_optional(sql, params).await?.ok_or(Error::NotFound)
    }

    /// The first row a statement returns, if any.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn fetch_optional(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql, params).await?.into_iter().next())
    }

    /// All rows a statement returns, in memory: give a query a `LIMIT`.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub async fn fetch_all(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        self.begin_statement()?;
        let result = match &mut self.engine {
            TxEngine::Sqlite(tx) => tx.fetch_all(sql, params),
            TxEngine::Postgres(tx) => tx.fetch_all(sql, params).await,
        };
        self.end_statement(result)
    }

    /// Poisons before the statement, so that only one that was answered well, and not one
    /// whose future was dropped on the way, leaves the transaction usable. PostgreSQL's
    /// own state is never better than this flag, hence a `COMMIT` sent without it cannot
    /// be answered by a silent `ROLLBACK`.
    fn begin_statement(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.poisoned, true) {
            return Err(Error::Poisoned);
        }
        Ok(())
    }

    fn end_statement<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        self.poisoned = result.is_err();
        result
    }
}

/// Runs `verb` on `tx` to its end, its panic or the limit of time. An `Ok` from here means
/// that every statement went well, so the engine may keep what was written.
pub(crate) async fn run_verb<T, E, F>(tx: &mut Tx, verb: F) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    E: From<Error>,
{
    // Unwind safety: after a panic nothing of the verb is used again but `tx`, and of it
    // only the engine's connection, which is rolled back.
    let caught = AssertUnwindSafe(async { verb(tx).await }).catch_unwind();
    match tokio::time::timeout(limits::VERB_MAX, caught).await {
        Err(_elapsed) => Err(E::from(Error::timeout("a verb"))),
        Ok(Err(_panic)) => Err(E::from(Error::Panicked)),
        Ok(Ok(Err(error))) => Err(error),
        Ok(Ok(Ok(_))) if tx.poisoned => Err(E::from(Error::Poisoned)),
        Ok(Ok(Ok(value))) => Ok(value),
    }
}
