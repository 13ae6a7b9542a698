//! The noun: what can be undone by the address it was done to.

use db::{FromValue, Value};

/// What was done to an address, and its link can undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was taken out of the list.
    Removed,
    /// Another one became the primary in its place.
    Replaced,
}

impl Change {
    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Replaced => "replaced",
        }
    }
}

impl FromValue for Change {
    fn from_value(value: Value) -> Option<Self> {
        let text = String::from_value(value)?;
        [Self::Removed, Self::Replaced].into_iter().find(|change| change.as_str() == text)
    }
}
