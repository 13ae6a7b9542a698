//! Migrations on PostgreSQL.

use std::collections::BTreeSet;

use deadpool_postgres::Object;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;

use super::{Postgres, discard, error::from_statement};
use crate::migrate::{APPLIED, CREATE_RECORD, Migration, Sql, check_order, failed, next};
use crate::{Error, limits};

/// `CREATE TABLE IF NOT EXISTS` can fail when two sessions run it at once. The loser
/// learns of it after the winner has committed, so the next try finds the table.
const CREATE_TRIES: usize = 5;

/// Migrations may take long; and one migrator waits for another here. The lock lets
/// readers of the record through and no other migrator.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; \
     SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
     LOCK TABLE schema_migrations IN EXCLUSIVE MODE";

impl Postgres {
    pub(crate) async fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        check_order(migrations)?;
        let connection = self.connection().await?;
        let result = migrate_all(&connection, migrations).await;
        // Whatever a migration set in its session ends with it.
        discard(connection);
        result
    }
}

async fn migrate_all(connection: &Object, migrations: &[Migration]) -> Result<(), Error> {
    run(connection, "SET default_transaction_read_only = off").await?;
    create_record(connection).await?;
    loop {
        match timeout(limits::MIGRATION_MAX, step(connection, migrations)).await {
            Ok(Ok(true)) => {}
            Ok(result) => return result.map(drop),
            Err(_elapsed) => return Err(Error::Migration("a migration took too long".into())),
        }
    }
}

async fn create_record(connection: &Object) -> Result<(), Error> {
    let mut tries = 1;
    loop {
        match connection.batch_execute(CREATE_RECORD).await {
            Ok(()) => return Ok(()),
            Err(error) if tries < CREATE_TRIES && is_race(&error) => tries += 1,
            Err(error) => return Err(from_statement(&error)),
        }
    }
}

fn is_race(error: &tokio_postgres::Error) -> bool {
    let races = [&SqlState::UNIQUE_VIOLATION, &SqlState::DUPLICATE_TABLE, &SqlState::DUPLICATE_OBJECT];
    error.code().is_some_and(|code| races.contains(&code))
}

/// Applies the next migration; `false` when there is none.
async fn step(connection: &Object, migrations: &[Migration]) -> Result<bool, Error> {
    run(connection, BEGIN).await?;
    let rows = connection.query(APPLIED, &[]).await.map_err(|error| from_statement(&error))?;
    let applied: BTreeSet<i64> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
    let Some(migration) = next(migrations, &applied)? else {
        return run(connection, "COMMIT").await.map(|()| false);
    };
    apply(connection, migration).await.map_err(|cause| failed(migration, &cause))?;
    tracing::info!(version = migration.version, name = migration.name, "migrated");
    Ok(true)
}

async fn apply(connection: &Object, migration: &Migration) -> Result<(), Error> {
    let (Sql::Both(sql) | Sql::Each { postgres: sql, .. }) = migration.sql;
    run(connection, sql).await?;
    let record = "INSERT INTO schema_migrations (version, name, applied_at) \
                  VALUES ($1, $2, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT))";
    let recorded = connection.execute(record, &[&migration.version, &migration.name]).await;
    recorded.map_err(|error| from_statement(&error))?;
    run(connection, "COMMIT").await
}

async fn run(connection: &Object, sql: &str) -> Result<(), Error> {
    connection.batch_execute(sql).await.map_err(|error| from_statement(&error))
}
