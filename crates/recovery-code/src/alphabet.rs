//! Crockford's base32 alphabet, in lower case.

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The letter for the low five bits of a value.
pub(crate) fn letter(value: u8) -> char {
    char::from(LETTERS[usize::from(value & 31)])
}

/// The letter somebody meant, or `None` for one outside the alphabet. Either case passes;
/// `o` is read as zero, `i` and `l` as one, since that is what they were mistaken for.
pub(crate) fn meant(typed: u8) -> Option<char> {
    let folded = match typed.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        other => other,
    };
    LETTERS.contains(&folded).then(|| char::from(folded))
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, letter, meant};

    #[test]
    fn it_is_digits_and_letters_without_four() {
        let wanted: Vec<u8> = (b'0'..=b'9').chain(b'a'..=b'z').filter(|c| !b"ilou".contains(c)).collect();
        assert_eq!(LETTERS.as_slice(), wanted);
    }

    #[test]
    fn every_byte_is_read_or_refused() {
        for byte in 0..=u8::MAX {
            let readable = byte.is_ascii_alphanumeric() && !b"uU".contains(&byte);
            assert_eq!(meant(byte).is_some(), readable, "{byte}");
        }
        for value in 0..32 {
            assert_eq!(meant(letter(value) as u8), Some(letter(value)));
        }
        assert_eq!((meant(b'O'), meant(b'I'), meant(b'L')), (Some('0'), Some('1'), Some('1')));
    }
}
