//! How connections to a SQLite file are opened.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::convert;
use crate::{Error, limits};

/// Creates the file with mode 0600 unless it is there. SQLite gives its `-wal` and `-shm`
/// beside it the same mode. Answers the absolute path.
pub(super) fn create_file(path: &Path) -> Result<PathBuf, Error> {
    let unavailable = |error| Error::Unavailable(format!("{}: {error}", path.display()));
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options.open(path).map_err(unavailable)?;
    path.canonicalize().map_err(unavailable)
}

/// The one connection that writes. Its busy timeout is zero, because it is used on
/// threads that must not block; `writer` waits for other processes by itself.
pub(super) fn open_writer(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(path, flags, limits::SQLITE_SETUP_WAIT_MAX, |connection| {
        let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if mode != "wal" {
            tracing::error!(mode, "SQLite cannot use its write-ahead log on this file system");
            return Err(rusqlite::Error::InvalidQuery);
        }
        connection.pragma_update(None, "journal_size_limit", limits::SQLITE_WAL_KEPT_BYTES)?;
        // `Writer::commit` does it, where waiting for the disk holds nobody up.
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.busy_timeout(Duration::ZERO)
    })
}

/// A connection that can only read. It waits briefly while another process recovers the
/// file; otherwise nothing makes a reader wait.
pub(super) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(path, flags, limits::SQLITE_RECOVERY_WAIT_MAX, |connection| connection.pragma_update(None, "query_only", true))
}

fn open(
    path: &Path,
    flags: OpenFlags,
    busy_timeout: Duration,
    configure: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Connection, Error> {
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(busy_timeout)?;
        connection.set_prepared_statement_cache_capacity(limits::SQLITE_STATEMENTS_MAX);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        // As on PostgreSQL, "x" is a name and never a string.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
        // Without it a statement is planned anew whenever a parameter has another value.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        configure(&connection)?;
        Ok(connection)
    });
    opened.map_err(|error| {
        let reason = convert::prepare_error(&error);
        Error::Unavailable(format!("{}: {reason}", path.display()))
    })
}
