//! A password as it was typed: normalized once, never shown, wiped.

use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The most bytes of a password. Far beyond what anybody types, far below what
/// would make hashing it a burden.
pub const BYTES_MAX: usize = 4 * 1024;

/// A password in Unicode's normal form C (SP 800-63B-4 §3.1.1.2): the same at
/// setting and at checking, whatever keyboard it came from. Nothing else is changed.
pub struct Password(Zeroizing<String>);

/// Why a text cannot be a password at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPassword {
    /// Nothing was typed.
    Empty,
    /// More than 4 KiB.
    TooLong,
    /// U+0000, which half of the world's software takes for an end.
    Nul,
}

impl Password {
    /// The password in `text`.
    pub fn parse(text: &str) -> Result<Self, NotAPassword> {
        match text {
            "" => return Err(NotAPassword::Empty),
            long if long.len() > BYTES_MAX => return Err(NotAPassword::TooLong),
            nul if nul.contains('\0') => return Err(NotAPassword::Nul),
            _ => {}
        }
        // Composing never yields more than three bytes for one.
        let mut normal = Zeroizing::new(String::with_capacity(text.len() * 3));
        normal.extend(text.nfc());
        Ok(Self(normal))
    }

    /// How many code points it has; each counts one (SP 800-63B-4 §3.1.1.2).
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.as_bytes().to_vec())
    }
}
