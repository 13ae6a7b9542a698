//! One text of SQL on two engines: SQLite (inside the process) and PostgreSQL.
//!
//! A [`Db`] is opened on one of them. Reads are its `fetch_*` methods; every write is a
//! **verb** ([`Db::write`]): an asynchronous function over a [`Tx`], stored as a whole or
//! not at all. Rows are read by column name ([`Row::read`]).
//!
//! ```no_run
//! # async fn example() -> Result<(), db::Error> {
//! use db::{Db, Durability, Error, params};
//!
//! let db = Db::open_sqlite("server.db".as_ref()).await?;
//! let name = String::from("Ada");
//! let id: i64 = db
//!     .write(Durability::Power, move |tx| Box::pin(async move {
//!         let row = tx
//!             .fetch_one("INSERT INTO people (name) VALUES ($1) RETURNING id", params![&name])
//!             .await?;
//!         Ok::<_, Error>(row.read("id")?)
//!     }))
//!     .await?;
//! # let _ = id; Ok(()) }
//! ```
//!
//! # SQL that means the same on both
//! Placeholders are `$1`, `$2` … (each parameter used at least once); types are TEXT,
//! BIGINT, BOOLEAN and BYTEA; `RETURNING` and `ON CONFLICT` work. Name computed columns
//! (`count(*) AS n`) and cast sums to BIGINT. Statement texts are cached for the life of a
//! connection: they must come from a fixed set, never be assembled from input.
//! Do not declare constraints DEFERRABLE: SQLite looks at them when it commits, and then a
//! violation fails all verbs that share the commit (none is stored, all are told).

mod counters;
mod db;
mod error;
mod from_value;
mod limits;
mod migrate;
mod postgres;
mod row;
mod sqlite;
mod tx;
mod value;

pub use counters::Stats;
pub use db::{Db, Durability, Engine};
pub use error::Error;
pub use from_value::FromValue;
pub use migrate::{Migration, Sql};
pub use row::Row;
pub use tx::{BoxFuture, Tx};
pub use value::Value;
