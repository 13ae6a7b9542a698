//! PostgreSQL's errors in our words.

use std::error::Error as StdError;
use std::io;

use deadpool_postgres::{HookError, PoolError, TimeoutType};
use tokio_postgres::error::DbError;

use crate::Error;

/// Classes of SQLSTATE whose primary message holds names but no row's or parameter's
/// value. (A value can stand in the message of class 22, "invalid input syntax", and in
/// the DETAIL of any.)
const CLASSES_WITHOUT_VALUES: [&str; 11] = ["08", "23", "25", "26", "28", "3D", "40", "42", "53", "55", "57"];

/// An error of a statement.
pub(super) fn from_statement(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(answer) => from_answer(answer),
        None if is_lost(error) => Error::Unavailable(sentence(error)),
        None => Error::Other(sentence(error)),
    }
}

/// An error of the pool: none of a statement, so whatever it is, nobody can be served.
pub(super) fn from_pool(error: &PoolError) -> Error {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => Error::Busy,
        PoolError::Timeout(_) => Error::timeout("connecting"),
        PoolError::Backend(cause) | PoolError::PostCreateHook(HookError::Backend(cause)) => {
            let cause = cause.as_db_error().map_or_else(|| sentence(cause), answer_sentence);
            Error::Unavailable(cause)
        }
        other => Error::Unavailable(other.to_string()),
    }
}

/// Whether the connection, rather than the statement, is at fault.
pub(super) fn is_lost(error: &tokio_postgres::Error) -> bool {
    error.is_closed() || causes(error).any(|cause| cause.is::<io::Error>())
}

fn from_answer(answer: &DbError) -> Error {
    let code = answer.code().code();
    match code {
        "23505" => Error::Conflict,
        "25P02" => Error::Poisoned,
        // A deadlock, a serialization failure, a lock not free in time.
        "40001" | "40P01" | "55P03" => Error::Busy,
        // A timeout; a standby that cannot write; an I/O error.
        "57014" | "25P03" | "25006" => Error::Unavailable(answer_sentence(answer)),
        _ if ["08", "53", "57", "58"].contains(&class(code)) => Error::Unavailable(answer_sentence(answer)),
        _ => Error::Other(answer_sentence(answer)),
    }
}

fn answer_sentence(answer: &DbError) -> String {
    let code = answer.code().code();
    if CLASSES_WITHOUT_VALUES.contains(&class(code)) {
        format!("{} (SQLSTATE {code})", answer.message())
    } else {
        format!("PostgreSQL refused the statement (SQLSTATE {code})")
    }
}

fn class(code: &str) -> &str {
    code.get(..2).unwrap_or(code)
}

/// The error and its causes. None of them holds a value: the one that could, the
/// server's answer, is never read from here.
fn sentence(error: &tokio_postgres::Error) -> String {
    causes(error).fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn causes(error: &tokio_postgres::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}
