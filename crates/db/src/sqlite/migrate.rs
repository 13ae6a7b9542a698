//! Migrations on SQLite.

use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior};

use super::{Sqlite, convert};
use crate::migrate::{APPLIED, CREATE_RECORD, Migration, Sql, check_order, failed, next};
use crate::{Error, limits};

impl Sqlite {
    pub(crate) async fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        check_order(migrations)?;
        let migrations = migrations.to_vec();
        self.alone(move |connection| {
            connection.busy_timeout(limits::SQLITE_SETUP_WAIT_MAX).map_err(error)?;
            let mut result = Ok(true);
            while let Ok(true) = result {
                result = step(connection, &migrations);
            }
            connection.busy_timeout(std::time::Duration::ZERO).map_err(error)?;
            result.map(drop)
        })
        .await
    }
}

/// Applies the next migration; `false` when there is none. The immediate transaction
/// makes a second process wait until it can see what the first has done.
fn step(connection: &mut Connection, migrations: &[Migration]) -> Result<bool, Error> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
    tx.execute_batch(CREATE_RECORD).map_err(error)?;
    let applied = applied(&tx).map_err(error)?;
    let Some(migration) = next(migrations, &applied)? else {
        return tx.commit().map(|()| false).map_err(error);
    };
    let (Sql::Both(sql) | Sql::Each { sqlite: sql, .. }) = migration.sql;
    let done = tx.execute_batch(sql).and_then(|()| record(&tx, migration));
    done.and_then(|()| tx.commit()).map_err(|cause| failed(migration, &error(cause)))?;
    tracing::info!(version = migration.version, name = migration.name, "migrated");
    Ok(true)
}

fn applied(connection: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    connection.prepare(APPLIED)?.query_map([], |row| row.get(0))?.collect()
}

fn record(connection: &Connection, migration: &Migration) -> rusqlite::Result<()> {
    let sql = "INSERT INTO schema_migrations (version, name, applied_at) \
               VALUES (?1, ?2, CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000)";
    connection.execute(sql, (migration.version, migration.name)).map(drop)
}

/// Migrations bind no parameters, so SQLite's message holds nothing secret.
fn error(error: rusqlite::Error) -> Error {
    convert::prepare_error(&error)
}
