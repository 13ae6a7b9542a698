//! A PostgreSQL server, through a pool of connections.

mod connect;
mod convert;
mod error;
mod migrate;
mod tls;
mod tx;

use std::sync::Arc;

use deadpool_postgres::{Object, Pool};
use tokio::time::timeout;

pub(crate) use self::tx::PostgresTx;
use crate::counters::Counters;
use crate::tx::{TxEngine, run_verb};
use crate::{BoxFuture, Durability, Error, Row, Tx, Value, limits};

/// One database on a server.
pub(crate) struct Postgres {
    pool: Pool,
    pub(crate) counters: Arc<Counters>,
}

impl Postgres {
    /// Makes the pool and its first connection.
    pub(crate) async fn open(url: &str, pool_max: usize) -> Result<Postgres, Error> {
        let pool = connect::pool(url, pool_max)?;
        let postgres = Postgres { pool, counters: Arc::new(Counters::default()) };
        drop(postgres.connection().await?);
        Ok(postgres)
    }

    /// Runs a query on a connection of its own.
    pub(crate) async fn fetch_all(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        let connection = self.connection().await?;
        match timeout(limits::ANSWER_MAX, convert::fetch_all(&connection, sql, params)).await {
            Ok(result) => result,
            Err(_elapsed) => {
                discard(connection);
                Err(Error::timeout("a query"))
            }
        }
    }

    /// Runs `verb` in a transaction on a connection of its own.
    pub(crate) async fn run<T, E, F>(&self, durability: Durability, verb: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        E: From<Error>,
    {
        let connection = self.connection().await?;
        self.counters.verb_started();
        let begun = PostgresTx::begin(connection, durability).await?;
        let mut tx = Tx::new(TxEngine::Postgres(Box::new(begun)));
        let result = run_verb(&mut tx, verb).await;
        let TxEngine::Postgres(tx) = tx.into_engine() else {
            return Err(E::from(Error::Other("a verb exchanged its transaction".into())));
        };
        if result.is_ok() {
            tx.commit().await?;
            self.counters.committed(durability);
        } else {
            tx.roll_back().await;
        }
        result
    }

    /// A connection of the pool, outside any transaction.
    async fn connection(&self) -> Result<Object, Error> {
        if self.pool.status().waiting >= limits::WAITING_VERBS_MAX {
            return Err(Error::Busy);
        }
        self.pool.get().await.map_err(|cause| error::from_pool(&cause))
    }
}

/// Closes a connection instead of giving it back to the pool.
fn discard(connection: Object) {
    drop(Object::take(connection));
}
