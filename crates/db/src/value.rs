//! Values that go into statements and come out of rows.

/// A value of one of the five kinds that both engines store alike.
///
/// It has no `Display`, and `Debug` is for tests: parameters can be secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// SQL's NULL; takes the type of the place it is used in.
    Null,
    /// BOOLEAN.
    Bool(bool),
    /// BIGINT; also fits INTEGER and SMALLINT when the number does.
    Int(i64),
    /// TEXT. PostgreSQL refuses the character U+0000.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
}

/// Makes `value as $variant` from each listed type.
macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Value { $made }
        })*
    };
}

from! {
    bool => |value| Value::Bool(value),
    i64 => |value| Value::Int(value),
    i32 => |value| Value::Int(value.into()),
    u32 => |value| Value::Int(value.into()),
    u16 => |value| Value::Int(value.into()),
    u8 => |value| Value::Int(value.into()),
    &str => |value| Value::Text(value.to_owned()),
    String => |value| Value::Text(value),
    &String => |value| Value::Text(value.clone()),
    &[u8] => |value| Value::Bytes(value.to_vec()),
    Vec<u8> => |value| Value::Bytes(value),
    &Vec<u8> => |value| Value::Bytes(value.clone()),
    &Value => |value| value.clone(),
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Value {
        Value::Bytes(value.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Value {
        Value::Bytes(value.to_vec())
    }
}

/// `None` is [`Value::Null`].
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// The parameters of a statement: `params![id, &name, now]` is a `&[Value]`, each made
/// with `Value::from`. It lives until the end of the statement it is written in, so it
/// can be an argument of a call that is awaited at once.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::Value::from($value)),*] as &[$crate::Value]
    };
}
