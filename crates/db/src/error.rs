//! What can go wrong.

/// Why a statement or a verb failed. After any of these, [`Error::InDoubt`] excepted,
/// nothing of the verb is stored.
///
/// No variant carries a parameter's or a row's value: errors go to logs, values must not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A unique key or primary key already holds such a row.
    #[error("a row with this key exists already")]
    Conflict,
    /// The database cannot be reached or cannot store: no connection, a timeout, a full
    /// disk, an I/O error. The sentence is for the operator.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// More work is waiting than this database takes, or a lock was not free in time.
    /// The same call may succeed later.
    #[error("the database is busy")]
    Busy,
    /// `fetch_one` found no row. Unlike the others it does not poison a transaction.
    #[error("no such row")]
    NotFound,
    /// A result's column cannot be read as asked.
    #[error("column {column:?}: {problem}")]
    Column {
        /// The column's name.
        column: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An earlier statement of this transaction failed, so this one was not run; or a verb
    /// ended well although one of its statements had failed.
    #[error("an earlier statement of this transaction failed")]
    Poisoned,
    /// The verb panicked.
    #[error("the verb panicked")]
    Panicked,
    /// The schema cannot be brought up to date. The sentence is for the operator.
    #[error("{0}")]
    Migration(String),
    /// The connection was lost while PostgreSQL committed: the verb may or may not be
    /// stored. Do not simply try again what must not happen twice.
    #[error("the connection was lost during the commit: it may or may not be stored")]
    InDoubt,
    /// Anything else: most often a mistake in the SQL.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// For limits that turn a slow database into an absent one.
    pub(crate) fn timeout(what: &str) -> Error {
        Error::Unavailable(format!("{what} took too long"))
    }
}
