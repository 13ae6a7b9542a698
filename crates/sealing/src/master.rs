//! The key above all keys.

use crate::error::NotAMasterKey;
use crate::key::{KEY_BYTES, Key};
use std::fmt;
use zeroize::Zeroizing;

/// A 256-bit key kept outside the database, which wraps data keys and does nothing else. It
/// is wiped when dropped and cannot be printed, compared or copied.
pub struct MasterKey(Key);

impl MasterKey {
    /// A new key from a cryptographic generator; `fill` gets 32 bytes once.
    pub fn generate(fill: impl FnMut(&mut [u8])) -> MasterKey {
        MasterKey(Key::written(fill))
    }

    /// A key kept elsewhere. All values are allowed; the caller wipes its own copy.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> MasterKey {
        MasterKey(Key::from_bytes(bytes))
    }

    /// Reads 64 hexadecimal digits of either case; ASCII white space around them, such as the
    /// line end of a file, is ignored.
    ///
    /// # Errors
    ///
    /// [`NotAMasterKey`] says whether length or alphabet is wrong, and nothing of the text.
    pub fn from_text(text: &str) -> Result<MasterKey, NotAMasterKey> {
        let digits = text.trim_ascii().as_bytes();
        if digits.len() != 2 * KEY_BYTES {
            return Err(NotAMasterKey::WrongLength);
        }
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(NotAMasterKey::NotHexadecimal);
        }
        Ok(MasterKey(Key::written(|bytes| {
            for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                *byte = nibble(pair[0]) << 4 | nibble(pair[1]);
            }
        })))
    }

    /// The key as 64 lower-case hexadecimal digits, for a key file.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.0.bytes()))
    }

    /// A name for the key that says nothing about it and never changes.
    pub fn id(&self) -> KeyId {
        KeyId(hex(&self.0.derive(b"key id").bytes()[..8]))
    }

    pub(crate) fn wrapping_key(&self) -> Key {
        self.0.derive(b"wrap data key")
    }
}

/// The name of a master key: 16 lower-case hexadecimal digits, the first eight bytes of
/// HKDF-SHA-256 (RFC 5869) of the key. Safe to store and to log.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// The 16 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        letter => (letter | 0x20) - b'a' + 10,
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // Sized at once: a string that grows leaves copies of a key behind.
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::MasterKey;
    use crate::error::NotAMasterKey;
    use proptest::prelude::*;

    #[test]
    fn texts_that_are_no_keys() {
        let refused = |text: &str| MasterKey::from_text(text).err().unwrap();
        for text in ["", "ab", &"a".repeat(63), &"a".repeat(65), &format!("{} {}", "a".repeat(32), "a".repeat(32))] {
            assert_eq!(refused(text), NotAMasterKey::WrongLength);
        }
        for text in ["g".repeat(64), format!("0x{}", "a".repeat(62)), "é".repeat(32)] {
            assert_eq!(refused(&text), NotAMasterKey::NotHexadecimal);
        }
    }

    #[test]
    fn the_id_names_the_key() {
        let id = MasterKey::from_bytes([1; 32]).id();
        assert_eq!(id, MasterKey::from_bytes([1; 32]).id());
        assert_ne!(id, MasterKey::from_bytes([2; 32]).id());
        // The same in Python's hmac module, step by step as RFC 5869 has it.
        assert_eq!(id.to_string(), "d14372d213cd0d65");
    }

    proptest! {
        #[test]
        fn text_is_read_back(bytes: [u8; 32]) {
            let key = MasterKey::from_bytes(bytes);
            for text in [format!(" {}\r\n", key.to_text().as_str()), key.to_text().to_uppercase()] {
                let again = MasterKey::from_text(&text).unwrap();
                prop_assert_eq!(again.0.bytes(), &bytes);
            }
        }
    }
}
