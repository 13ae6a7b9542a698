//! Base32 as RFC 4648 §6 defines it, the spelling of a secret that people type.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Longest text that is looked at: 64 bytes are 103 characters, and groups of four need
/// a quarter more; the rest is room for careless pasting.
const MAX_TEXT_BYTES: usize = 256;

/// The bytes in upper case, without padding.
pub(crate) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    // Sized at once: a string that grows leaves copies of the secret behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 8 / 5 + 1));
    let (mut held, mut bits) = (0u32, 0u32);
    for &byte in bytes {
        held = (held << 8 | u32::from(byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

/// The bytes a text stands for. ASCII spaces anywhere, either case and trailing `=` are
/// forgiven; any other character, a length no byte string has, and left-over bits that are
/// not zero (RFC 4648 §3.5) give `None`.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > MAX_TEXT_BYTES {
        return None;
    }
    let text = text.trim_end_matches(['=', ' ']);
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let (mut held, mut bits) = (0u32, 0u32);
    for letter in text.bytes().filter(|&b| b != b' ') {
        held = (held << 5 | value(letter)?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    // Five or more bits left over mean a character that adds nothing.
    (bits < 5 && held & ((1 << bits) - 1) == 0).then_some(bytes)
}

fn letter(value: u32) -> char {
    char::from(ALPHABET[(value & 31) as usize])
}

fn value(letter: u8) -> Option<u32> {
    match letter.to_ascii_uppercase() {
        upper @ b'A'..=b'Z' => Some(u32::from(upper - b'A')),
        digit @ b'2'..=b'7' => Some(u32::from(digit - b'2') + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::{decode, encode};
    use proptest::prelude::*;

    /// RFC 4648 §10, with the padding left out.
    const VECTORS: [(&str, &str); 7] = [
        ("", ""),
        ("f", "MY"),
        ("fo", "MZXQ"),
        ("foo", "MZXW6"),
        ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ];

    #[test]
    fn agrees_with_the_rfc() {
        for (plain, text) in VECTORS {
            assert_eq!(encode(plain.as_bytes()).as_str(), text);
            assert_eq!(decode(text).unwrap().as_slice(), plain.as_bytes());
        }
    }

    #[test]
    fn forgives_case_spaces_and_padding() {
        for text in ["mzxw6===", " MZ XW 6= ==", "mZxW6"] {
            assert_eq!(decode(text).unwrap().as_slice(), b"foo", "{text}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["MZXW1", "MZXW-6", "MZ=XW6", "M", "MZX", "MZXW6YTBO", "MZ\u{a0}XW6", "MB", "MZXW6\n"] {
            assert!(decode(text).is_none(), "{text:?}");
        }
        assert!(decode(&"A".repeat(10_000_000)).is_none());
    }

    proptest! {
        #[test]
        fn returns_what_went_in(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let text = encode(&bytes);
            let again = decode(&text).unwrap();
            prop_assert_eq!(again.as_slice(), bytes.as_slice());
            prop_assert_eq!(text.len(), (bytes.len() * 8).div_ceil(5));
        }

        #[test]
        fn has_one_spelling_for_each_value(text in "[A-Z2-7]{0,40}") {
            if let Some(bytes) = decode(&text) {
                let again = encode(&bytes);
                prop_assert_eq!(again.as_str(), text.as_str());
            }
        }
    }
}
