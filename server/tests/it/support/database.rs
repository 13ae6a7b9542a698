//! The database behind a test's server, looked into and tampered with.

use db::{Durability, Engine, Error, Value};

use super::{Options, TestServer};

impl TestServer {
    /// One server on each engine, with the same options.
    pub async fn both_with(options: Options) -> [Self; 2] {
        [Self::sqlite_with(options.clone()).await, Self::postgres_with(options).await]
    }

    /// Runs one statement of the test's own and answers how many rows it changed.
    pub async fn execute(&self, sql: &'static str, values: Vec<Value>) -> u64 {
        let run =
            self.app.db.write(Durability::Process, move |tx| Box::pin(async move { tx.execute(sql, &values).await }));
        let changed: Result<u64, Error> = run.await;
        changed.unwrap()
    }

    /// The number that a statement of the test's own answers as `n`.
    pub async fn number(&self, sql: &str, values: &[Value]) -> i64 {
        self.app.db.fetch_one(sql, values).await.unwrap().read("n").unwrap()
    }

    /// How many rows the table has.
    pub async fn rows(&self, table: &str) -> i64 {
        self.number(&format!("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM {table}"), &[]).await
    }

    /// The columns of a table, in their order.
    pub async fn columns(&self, table: &str) -> Vec<String> {
        let sql = match self.app.db.engine() {
            Engine::Sqlite => "SELECT name AS n FROM pragma_table_info($1) ORDER BY cid",
            Engine::Postgres => {
                "SELECT CAST(column_name AS TEXT) AS n FROM information_schema.columns
                 WHERE table_name = $1 ORDER BY ordinal_position"
            }
        };
        let rows = self.app.db.fetch_all(sql, db::params![table]).await.unwrap();
        rows.iter().map(|row| row.read("n").unwrap()).collect()
    }

    /// How many password hashes this node has computed.
    pub fn hashes(&self) -> u64 {
        self.app.hashing.computed()
    }
}
