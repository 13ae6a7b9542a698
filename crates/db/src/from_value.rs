//! Reading a [`Value`] as a Rust type.

use crate::Value;

/// A type that a column can be read as. Implement it for the product's own types (ids,
/// states) beside them.
///
/// `from_value` gets the column's value and answers `None` when it is not one of the
/// type's values; [`crate::Row::read`] turns that into an error that names the column.
pub trait FromValue: Sized {
    /// Reads `value`, or `None` when it does not fit.
    fn from_value(value: Value) -> Option<Self>;
}

impl FromValue for Value {
    fn from_value(value: Value) -> Option<Value> {
        Some(value)
    }
}

/// SQLite keeps a BOOLEAN as 0 or 1.
impl FromValue for bool {
    fn from_value(value: Value) -> Option<bool> {
        match value {
            Value::Bool(value) => Some(value),
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Option<i64> {
        match value {
            Value::Int(value) => Some(value),
            _ => None,
        }
    }
}

impl FromValue for i32 {
    fn from_value(value: Value) -> Option<i32> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Option<u32> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Option<String> {
        match value {
            Value::Text(value) => Some(value),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Option<Vec<u8>> {
        match value {
            Value::Bytes(value) => Some(value),
            _ => None,
        }
    }
}

/// Only a column of exactly `N` bytes fits.
impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Option<[u8; N]> {
        Vec::from_value(value)?.try_into().ok()
    }
}

/// NULL is `None`.
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
