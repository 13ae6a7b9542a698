//! Statements, values and rows between PostgreSQL's world and ours.

use std::error::Error as StdError;
use std::sync::Arc;

use deadpool_postgres::Object;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::error::from_statement;
use crate::{Error, Row, Value};

/// Runs `sql`, prepared once a connection, and answers its rows.
pub(super) async fn fetch_all(connection: &Object, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
    let statement = connection.prepare_cached(sql).await.map_err(|error| from_statement(&error))?;
    let columns: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let rows = connection.query(&statement, &borrowed(params)).await;
    rows.map_err(|error| from_statement(&error))?
        .iter()
        .map(|row| Ok(Row::new(Arc::clone(&columns), values(row)?)))
        .collect()
}

/// Runs `sql`, prepared once a connection, and answers how many rows it changed.
pub(super) async fn execute(connection: &Object, sql: &str, params: &[Value]) -> Result<u64, Error> {
    let statement = connection.prepare_cached(sql).await.map_err(|error| from_statement(&error))?;
    let changed = connection.execute(&statement, &borrowed(params)).await;
    changed.map_err(|error| from_statement(&error))
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn values(row: &tokio_postgres::Row) -> Result<Vec<Value>, Error> {
    let read = |(index, column): (usize, &tokio_postgres::Column)| {
        row.try_get(index).map_err(|_| Error::Column {
            column: column.name().to_owned(),
            problem: "of a type this crate does not read: cast it in the statement",
        })
    };
    row.columns().iter().enumerate().map(read).collect()
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Value, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            _ => Value::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Value, Box<dyn StdError + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8 | Type::BYTEA)
            || <String as FromSql>::accepts(ty)
    }
}

impl ToSql for Value {
    /// Written as the type PostgreSQL inferred for the place; the messages name types only.
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (Value::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Value::Int(value), &Type::INT4) => narrow::<i32>(*value)?.to_sql(ty, out),
            (Value::Int(value), &Type::INT2) => narrow::<i16>(*value)?.to_sql(ty, out),
            (Value::Text(value), ty) if <String as ToSql>::accepts(ty) => value.to_sql(ty, out),
            (Value::Bytes(value), &Type::BYTEA) => value.to_sql(ty, out),
            (_, ty) => Err(format!("a value of another kind stands where {ty} is wanted").into()),
        }
    }

    /// Whether it fits is decided with the value at hand: NULL fits every type.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn narrow<T: TryFrom<i64>>(value: i64) -> Result<T, &'static str> {
    T::try_from(value).map_err(|_| "a number is too large for the column's type")
}
