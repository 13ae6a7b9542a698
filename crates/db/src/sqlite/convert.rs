//! Values and errors between SQLite's world and ours.

use rusqlite::ffi;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use crate::{Error, Value};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Bool(value) => ValueRef::Integer((*value).into()),
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

/// The value at `index` of `row`, whose column is called `name`.
pub(super) fn value(row: &rusqlite::Row<'_>, index: usize, name: &str) -> Result<Value, Error> {
    let problem = |problem| Error::Column { column: name.to_owned(), problem };
    match row.get_ref(index).map_err(|error| step_error(&error))? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(value) => Ok(Value::Int(value)),
        ValueRef::Blob(value) => Ok(Value::Bytes(value.to_vec())),
        ValueRef::Text(value) => std::str::from_utf8(value)
            .map(|value| Value::Text(value.to_owned()))
            .map_err(|_| problem("its text is not UTF-8")),
        ValueRef::Real(_) => Err(problem("a floating-point number: cast it in the statement")),
    }
}

/// An error from before the parameters were bound: the message can hold the text of the
/// statement but no value.
pub(super) fn prepare_error(error: &rusqlite::Error) -> Error {
    let sentence = match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    classify(error, sentence)
}

/// An error from a running statement. SQLite's message may quote a value (a JSON path, a
/// search term), save for constraints, where it names columns; else only the code speaks.
pub(super) fn step_error(error: &rusqlite::Error) -> Error {
    let sentence = match error {
        rusqlite::Error::SqliteFailure(code, Some(message))
            if code.code == ffi::ErrorCode::ConstraintViolation
                && code.extended_code != ffi::SQLITE_CONSTRAINT_TRIGGER =>
        {
            message.clone()
        }
        rusqlite::Error::SqliteFailure(code, _) => ffi::code_to_str(code.extended_code).to_owned(),
        _ => "SQLite cannot run the statement with these parameters".to_owned(),
    };
    classify(error, sentence)
}

fn classify(error: &rusqlite::Error, sentence: String) -> Error {
    use ffi::ErrorCode as Code;
    let extended = error.sqlite_error().map(|code| code.extended_code);
    match error.sqlite_error_code() {
        Some(Code::ConstraintViolation) if extended.is_some_and(is_unique) => Error::Conflict,
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Busy,
        Some(
            Code::DiskFull
            | Code::SystemIoFailure
            | Code::CannotOpen
            | Code::ReadOnly
            | Code::PermissionDenied
            | Code::OutOfMemory
            | Code::NotADatabase
            | Code::DatabaseCorrupt
            | Code::FileLockingProtocolFailed,
        ) => Error::Unavailable(sentence),
        _ => Error::Other(sentence),
    }
}

fn is_unique(extended_code: i32) -> bool {
    matches!(
        extended_code,
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID
    )
}
