//! The database as the product sees it.

use std::path::Path;
use std::sync::Arc;

use tracing::Instrument;

use crate::{BoxFuture, Error, Migration, Row, Stats, Tx, Value, postgres, sqlite};

/// What an acknowledged verb must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Durability {
    /// The death of this process (`kill -9`): nothing waits for the disk.
    Process,
    /// A power loss: answered only when the disk has it.
    Power,
}

/// Which engine a [`Db`] is opened on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A file, through the SQLite inside this process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// An open database. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Db(Inner);

#[derive(Clone)]
enum Inner {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

impl Db {
    /// Opens the SQLite file at `path`, created with mode 0600 when it is missing (its
    /// directory must exist). Must be called, and used, inside one Tokio runtime.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the file cannot be opened or is not a database.
    pub async fn open_sqlite(path: &Path) -> Result<Db, Error> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || sqlite::Sqlite::open(&path)).await;
        let engine = opened.map_err(|_| Error::Unavailable("opening was cut short".into()))??;
        Ok(Db(Inner::Sqlite(Arc::new(engine))))
    }

    /// Opens the PostgreSQL database at `url` (`postgres://user@host/name`, or
    /// `key=value` pairs; `host=/directory` is a Unix socket) with at most `pool_max`
    /// connections (at least 1), and makes the first of them.
    ///
    /// `sslmode=require`, `verify-ca` and `verify-full` all mean TLS with the server's
    /// name and certificate verified, against `sslrootcert` or else the system's roots.
    /// Without them the connection is not encrypted.
    ///
    /// # Errors
    /// [`Error::Other`] when `url` cannot be understood, [`Error::Unavailable`] when
    /// the server does not answer or refuses.
    pub async fn open_postgres(url: &str, pool_max: usize) -> Result<Db, Error> {
        let engine = postgres::Postgres::open(url, pool_max).await?;
        Ok(Db(Inner::Postgres(Arc::new(engine))))
    }

    /// The engine this database is opened on.
    pub fn engine(&self) -> Engine {
        match &self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Brings the schema up to date: runs those of `migrations` (in ascending order of
    /// version, from 1) that the database has not had, each in its own transaction.
    /// Several processes may do this at once.
    ///
    /// # Errors
    /// [`Error::Migration`] when a migration fails (those before it stay), when the list
    /// is out of order, or when the database has a version that is not in the list.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        match &self.0 {
            Inner::Sqlite(engine) => engine.migrate(migrations).await,
            Inner::Postgres(engine) => engine.migrate(migrations).await,
        }
    }

    /// Runs `verb` as one transaction and answers when it is stored as `durability` asks.
    /// An `Ok` is stored as a whole; an `Err`, whether from the verb or from here, means
    /// that nothing is (but see [`Error::InDoubt`]). Once called it runs to its end, even
    /// if the caller is dropped.
    ///
    /// Inside the verb await nothing but the methods of its [`Tx`]: on SQLite all other
    /// verbs wait meanwhile, and another `write` from inside would wait for itself. A
    /// verb sees what earlier verbs wrote; on PostgreSQL it runs as READ COMMITTED, so
    /// decide by conditional `UPDATE … RETURNING`, not by reading first.
    ///
    /// # Errors
    /// The verb's own, and by `E::from`: [`Error::Busy`], [`Error::Unavailable`],
    /// [`Error::Panicked`], [`Error::Poisoned`] (the verb ended well but one of its
    /// statements had failed), [`Error::InDoubt`], and what a commit may answer.
    pub async fn write<T, E, F>(&self, durability: Durability, verb: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let inner = self.0.clone();
        let run = async move {
            match inner {
                Inner::Sqlite(engine) => engine.run(durability, verb).await,
                Inner::Postgres(engine) => engine.run(durability, verb).await,
            }
        };
        match tokio::spawn(run.in_current_span()).await {
            Ok(result) => result,
            Err(ended) if ended.is_panic() => Err(E::from(Error::Panicked)),
            Err(_) => Err(E::from(Error::Unavailable("the runtime is shutting down".into()))),
        }
    }

    /// The first row of a query, outside any transaction. For reading only:
    /// anything that writes is refused.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a row; else as the engine answers.
    pub async fn fetch_one(&self, sql: &str, params: &[Value]) -> Result<Row, Error> {
        self.fetch_optional(sql, params).await?.ok_or(Error::NotFound)
    }

    /// The first row of a query, if it has one, outside any transaction.
    ///
    /// # Errors
    /// As the engine answers; see [`Error`].
    pub async fn fetch_optional(&self, sql: &str, params: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql, params).await?.into_iter().next())
    }

    /// All rows of a query, outside any transaction. They are held in memory: give the
    /// query a `LIMIT`.
    ///
    /// # Errors
    /// As the engine answers; see [`Error`].
    pub async fn fetch_all(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        match &self.0 {
            Inner::Sqlite(engine) => engine.fetch_all(sql, params),
            Inner::Postgres(engine) => engine.fetch_all(sql, params).await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Busy`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.fetch_one("SELECT CAST(1 AS BIGINT) AS one", &[]).await.map(drop)
    }

    /// What was done since opening; clones share it.
    pub fn stats(&self) -> Stats {
        match &self.0 {
            Inner::Sqlite(engine) => engine.counters.stats(),
            Inner::Postgres(engine) => engine.counters.stats(),
        }
    }

    /// Runs `sql` on the SQLite write connection outside any transaction. For tests of
    /// this crate, which limit the size of the database with a pragma.
    ///
    /// # Errors
    /// [`Error::Other`] on PostgreSQL; else as SQLite answers.
    #[doc(hidden)]
    pub async fn raw_sqlite(&self, sql: &'static str) -> Result<(), Error> {
        match &self.0 {
            Inner::Sqlite(engine) => engine.alone(move |connection| sqlite::raw(connection, sql)).await,
            Inner::Postgres(_) => Err(Error::Other("not a SQLite database".into())),
        }
    }
}
