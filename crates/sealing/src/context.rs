//! Where a sealed value belongs.

use crate::fields;

/// The place of a sealed value. All four parts are bound to it: the value opens only where
/// all of them are the same, byte for byte. They may hold any text, are not secret and are
/// not stored in the sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// The table the value is kept in.
    pub table: &'a str,
    /// Its column.
    pub column: &'a str,
    /// Whose value it is.
    pub owner: &'a str,
    /// The row, by a key that never changes; it may name a place in a set as well.
    pub row: &'a str,
}

impl Context<'_> {
    /// Appends the four parts, each with its length, so that no two contexts are alike.
    pub(crate) fn push(&self, bound: &mut Vec<u8>) {
        for part in [self.table, self.column, self.owner, self.row] {
            fields::push(bound, part.as_bytes());
        }
    }
}
