//! Running one statement on a SQLite connection.

use std::sync::Arc;

use rusqlite::{CachedStatement, Connection};

use super::convert;
use crate::{Error, Row, Value};

/// Runs `sql` to its end and answers its rows.
pub(super) fn fetch_all(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
    let mut statement = prepare(connection, sql, params)?;
    let mut found = Vec::new();
    let mut columns: Option<Arc<[String]>> = None;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|error| convert::step_error(&error))? {
        // Read after the first step: a changed schema makes SQLite prepare anew there.
        let columns = columns.get_or_insert_with(|| row.as_ref().column_names().map(str::to_owned).collect());
        let values = columns.iter().enumerate().map(|(index, name)| convert::value(row, index, name));
        found.push(Row::new(Arc::clone(columns), values.collect::<Result<_, _>>()?));
    }
    Ok(found)
}

/// Runs `sql` to its end and answers how many rows it changed.
pub(super) fn execute(connection: &Connection, sql: &str, params: &[Value]) -> Result<u64, Error> {
    let before = connection.total_changes();
    let mut statement = prepare(connection, sql, params)?;
    let mut rows = statement.raw_query();
    while rows.next().map_err(|error| convert::step_error(&error))?.is_some() {}
    drop(rows);
    // `changes` keeps the count of an earlier statement when this one changes nothing
    // because it is not an INSERT, UPDATE or DELETE.
    Ok(if connection.total_changes() == before { 0 } else { connection.changes() })
}

/// To SQLite `$1` is only a name, numbered by where it first appears in the text; so each
/// place is bound by the number in its name, as PostgreSQL does.
fn prepare<'c>(connection: &'c Connection, sql: &str, params: &[Value]) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| convert::prepare_error(&error))?;
    let places = statement.parameter_count();
    if places != params.len() {
        let given = params.len();
        return Err(Error::Other(format!("{given} parameters given to a statement with {places}")));
    }
    for place in 1..=places {
        let number = statement.parameter_name(place).and_then(|name| name.strip_prefix('$'));
        let number = number.and_then(|number| number.parse::<usize>().ok());
        let value = number.and_then(|number| params.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| Error::Other("parameters are $1, $2 … in this crate".into()))?;
        statement.raw_bind_parameter(place, value).map_err(|error| convert::step_error(&error))?;
    }
    Ok(statement)
}
