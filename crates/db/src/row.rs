//! A row of a result.

use std::fmt;
use std::sync::Arc;

use crate::{Error, FromValue, Value};

/// One row, detached from its connection.
#[derive(Clone)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// `values` in the order of `columns`, which the rows of one result share.
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Row {
        Row { columns, values }
    }

    /// The value of the column named exactly `column`, as a `T`. Of several columns with
    /// this name it is the first.
    ///
    /// # Errors
    /// [`Error::Column`] when there is no such column or its value is not a `T`.
    pub fn read<T: FromValue>(&self, column: &str) -> Result<T, Error> {
        let problem = |problem| Error::Column { column: column.to_owned(), problem };
        self.columns
            .iter()
            .position(|name| name == column)
            .and_then(|index| self.values.get(index))
            .ok_or_else(|| problem("not in the result"))
            .and_then(|value| T::from_value(value.clone()).ok_or_else(|| problem("not a value of the type asked for")))
    }
}

/// Shows the columns' names only: values can be secrets.
impl fmt::Debug for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Row").field("columns", &self.columns).finish_non_exhaustive()
    }
}
