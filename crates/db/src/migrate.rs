//! What both engines' migrators share: the list, its rules and the record of it.

use std::collections::BTreeSet;

use crate::Error;

/// One forward step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the order, from 1; never reused.
    pub version: i64,
    /// A short name, kept in the database for people.
    pub name: &'static str,
    /// The statements. They run inside a transaction, so they must not contain
    /// `BEGIN` or `COMMIT`.
    pub sql: Sql,
}

/// The text of a [`Migration`].
#[derive(Debug, Clone, Copy)]
pub enum Sql {
    /// The same text on both engines.
    Both(&'static str),
    /// Where one engine truly needs other words.
    Each {
        /// For SQLite.
        sqlite: &'static str,
        /// For PostgreSQL.
        postgres: &'static str,
    },
}

/// The record of what was applied; the same text on both engines.
pub(crate) const CREATE_RECORD: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (\
     version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
pub(crate) const APPLIED: &str = "SELECT version FROM schema_migrations";

/// `migrations` must ascend strictly from at least 1.
pub(crate) fn check_order(migrations: &[Migration]) -> Result<(), Error> {
    let mut last = 0;
    for migration in migrations {
        if migration.version <= last {
            let (version, name) = (migration.version, migration.name);
            return Err(Error::Migration(format!(
                "migration {version} ({name}) stands after {last}: versions start at 1 and ascend"
            )));
        }
        last = migration.version;
    }
    Ok(())
}

/// The first of `migrations` that is not in `applied`, the record as read under the lock.
///
/// Errors when the database is ahead of us, or when a later migration was applied before
/// this one: going on would give a schema that nobody has tested.
pub(crate) fn next<'m>(migrations: &'m [Migration], applied: &BTreeSet<i64>) -> Result<Option<&'m Migration>, Error> {
    let ours: BTreeSet<i64> = migrations.iter().map(|migration| migration.version).collect();
    if let Some(unknown) = applied.iter().rev().find(|version| !ours.contains(version)) {
        let newest = ours.last().copied().unwrap_or(0);
        return Err(Error::Migration(format!(
            "the database has schema version {unknown}, which this program (up to version \
             {newest}) does not know: run the newer program that made it, or restore a \
             backup from before its upgrade"
        )));
    }
    let Some(next) = migrations.iter().find(|migration| !applied.contains(&migration.version)) else {
        return Ok(None);
    };
    match applied.last() {
        Some(newest) if *newest > next.version => Err(Error::Migration(format!(
            "migration {} ({}) was never applied although {newest} was: install a release \
             that has it in order, or restore a backup",
            next.version, next.name
        ))),
        _ => Ok(Some(next)),
    }
}

/// An error while applying `migration`, as a sentence that names it.
pub(crate) fn failed(migration: &Migration, error: &Error) -> Error {
    let (version, name) = (migration.version, migration.name);
    Error::Migration(format!("migration {version} ({name}) failed, and was undone: {error}"))
}
