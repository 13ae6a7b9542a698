//! Every bound of this crate, by name. A server that is asked for more than it can do
//! must say so early ([`crate::Error::Busy`]) instead of growing a queue.

use std::time::Duration;

/// Verbs that may wait for a writer (SQLite) or a connection (PostgreSQL).
pub(crate) const WAITING_VERBS_MAX: usize = 4096;

/// How long a verb waits for the one writer of a SQLite database.
pub(crate) const WRITER_WAIT_MAX: Duration = Duration::from_secs(10);

/// How long one verb may take; on SQLite all other verbs wait for it.
pub(crate) const VERB_MAX: Duration = Duration::from_secs(30);

/// Verbs that share one SQLite commit: bounds how many are lost together and how long
/// the first of them waits.
pub(crate) const GROUP_MEMBERS_MAX: usize = 64;

/// How often, and at what distance, `BEGIN` asks for the lock of a SQLite file while
/// another process writes to it: for five seconds.
pub(crate) const SQLITE_FOREIGN_LOCK_TRIES: u32 = 500;
pub(crate) const SQLITE_FOREIGN_LOCK_POLL: Duration = Duration::from_millis(10);

/// How long a read waits while another process recovers a SQLite file.
pub(crate) const SQLITE_RECOVERY_WAIT_MAX: Duration = Duration::from_secs(5);

/// How long the opening of a SQLite file, or a migration of it, waits for another process.
pub(crate) const SQLITE_SETUP_WAIT_MAX: Duration = Duration::from_secs(30);

/// Prepared statements kept by each SQLite connection.
pub(crate) const SQLITE_STATEMENTS_MAX: usize = 512;

/// Rows that change until SQLite's write-ahead log is written back into the database:
/// with their indexes some thousands of pages.
pub(crate) const SQLITE_CHANGES_PER_CHECKPOINT: u64 = 1000;

/// Size to which SQLite cuts its write-ahead log after a checkpoint.
pub(crate) const SQLITE_WAL_KEPT_BYTES: i64 = 64 * 1024 * 1024;

/// How long a verb or a read waits for a connection of the PostgreSQL pool.
pub(crate) const POOL_WAIT_MAX: Duration = Duration::from_secs(5);

/// How long the making of a PostgreSQL connection may take, TLS and login included.
pub(crate) const CONNECT_MAX: Duration = Duration::from_secs(5);

/// How long a PostgreSQL connection may stay without an answer from the network.
pub(crate) const NETWORK_SILENCE_MAX: Duration = Duration::from_secs(15);

/// How long a read outside a transaction, a `COMMIT` or a `ROLLBACK` may take on
/// PostgreSQL; a little over the statement timeout, which the server keeps itself.
pub(crate) const ANSWER_MAX: Duration = Duration::from_secs(20);

/// What each PostgreSQL session is told when it starts. The commit setting is only
/// corrected upwards: an operator's `remote_apply` stays. What is not a verb may only read,
/// as on SQLite; verbs begin READ WRITE.
pub(crate) const POSTGRES_SESSION: &str = "SET default_transaction_read_only = on; \
     SET statement_timeout = '15s'; \
     SET lock_timeout = '10s'; \
     SET idle_in_transaction_session_timeout = '60s'; \
     SELECT set_config('synchronous_commit', 'on', false) \
      WHERE current_setting('synchronous_commit') = 'off'";

/// How long one migration may take on PostgreSQL, the wait for another migrator included.
pub(crate) const MIGRATION_MAX: Duration = Duration::from_secs(3600);
