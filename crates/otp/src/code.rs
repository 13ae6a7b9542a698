//! A six-digit code as somebody typed it.

use thiserror::Error;
use zeroize::ZeroizeOnDrop;

/// The longest input that is looked at, in bytes.
pub const MAX_INPUT_BYTES: usize = 64;

const DIGITS: usize = 6;

/// Exactly six ASCII digits, kept as their value. It is wiped when dropped and cannot be
/// printed.
#[derive(ZeroizeOnDrop)]
pub struct Code(u32);

/// Why an input is not a code. None of these says anything about a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotACode {
    /// Nothing is left once spaces and hyphens are removed.
    #[error("no code was given")]
    Empty,
    /// More than [`MAX_INPUT_BYTES`] bytes.
    #[error("the input is too long for a code")]
    TooLong,
    /// A character other than the ASCII digits 0 to 9.
    #[error("a code consists of the digits 0 to 9")]
    NotDigits,
    /// Only digits, but not six of them.
    #[error("a code has six digits")]
    WrongLength,
}

impl Code {
    /// Reads a code of at most [`MAX_INPUT_BYTES`] bytes. ASCII spaces, tabs and hyphens are
    /// removed wherever they are, carriage returns and line feeds at the ends; nothing else
    /// is forgiven. Digits of other scripts are refused: an app never shows them, and folding
    /// them would give one code several spellings.
    pub fn parse(input: &str) -> Result<Code, NotACode> {
        if input.len() > MAX_INPUT_BYTES {
            return Err(NotACode::TooLong);
        }
        let (mut value, mut length) = (0u32, 0);
        for byte in trimmed(input).bytes().filter(|b| !matches!(b, b' ' | b'\t' | b'-')) {
            if !byte.is_ascii_digit() {
                return Err(NotACode::NotDigits);
            }
            // A run of 64 digits overflows; it is then refused for its length.
            value = value.wrapping_mul(10).wrapping_add(u32::from(byte - b'0'));
            length += 1;
        }
        match length {
            0 => Err(NotACode::Empty),
            DIGITS => Ok(Code(value)),
            _ => Err(NotACode::WrongLength),
        }
    }

    pub(crate) fn value(&self) -> u32 {
        self.0
    }
}

fn trimmed(input: &str) -> &str {
    input.trim_matches([' ', '\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::{Code, NotACode};
    use proptest::prelude::*;

    fn read(input: &str) -> Result<u32, NotACode> {
        Code::parse(input).map(|code| code.value())
    }

    #[test]
    fn separators_are_forgiven() {
        for input in ["123456", "123 456", "123-456", " 123456\n", "\r\n\t1 2-3\t456\r\n", "-123456-"] {
            assert_eq!(read(input), Ok(123_456), "{input:?}");
        }
        assert_eq!(read("000000"), Ok(0));
        assert_eq!(read("012345"), Ok(12_345));
    }

    #[test]
    fn anything_but_ascii_digits_is_refused() {
        for input in [
            "１２３４５６",
            "١٢٣٤٥٦",
            "১২৩৪৫৬",
            "123456.0",
            "+123456",
            "0x1e240",
            "1e5",
            "12345a",
            "123\u{200b}456",
            "123\u{a0}456",
            "\u{feff}123456",
            "123\n456",
            "123\x00456",
            "−123456",
            "123‐456",
            "123_456",
            "true",
            "null",
            "[123456]",
            "𝟏𝟐𝟑𝟒𝟓𝟔",
            "123456\u{b}",
        ] {
            assert_eq!(read(input), Err(NotACode::NotDigits), "{input:?}");
        }
    }

    #[test]
    fn lengths_are_exact() {
        assert_eq!(read(""), Err(NotACode::Empty));
        assert_eq!(read(" - \t\r\n"), Err(NotACode::Empty));
        assert_eq!(read("12345"), Err(NotACode::WrongLength));
        assert_eq!(read("1234567"), Err(NotACode::WrongLength));
        assert_eq!(read(&"9".repeat(64)), Err(NotACode::WrongLength));
        assert_eq!(read(&"9".repeat(65)), Err(NotACode::TooLong));
        assert_eq!(read(&"1".repeat(10_000_000)), Err(NotACode::TooLong));
    }

    proptest! {
        #[test]
        fn six_digits_are_read(value in 0u32..1_000_000) {
            prop_assert_eq!(read(&format!("{value:06}")), Ok(value));
        }

        #[test]
        fn nothing_unexpected_passes(input in "\\PC{0,12}") {
            if read(&input).is_ok() {
                let kept: String = input.chars().filter(|c| !" -".contains(*c)).collect();
                prop_assert!(kept.len() == 6 && kept.bytes().all(|b| b.is_ascii_digit()));
            }
        }
    }
}
