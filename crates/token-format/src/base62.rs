//! Base 62: the digits, then the upper-case, then the lower-case letters of ASCII.

use zeroize::Zeroizing;

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The largest multiple of 62 in a byte. Bytes from here on are drawn again, because folding
/// them in would make the first eight letters likelier than the rest.
const FAIR: u8 = 248;

/// Appends `count` letters, each of the 62 equally likely.
pub(crate) fn push_random(text: &mut String, count: usize, mut fill: impl FnMut(&mut [u8])) {
    let mut drawn = Zeroizing::new([0u8; 32]);
    let wanted = text.len() + count;
    while text.len() < wanted {
        fill(&mut *drawn);
        let missing = wanted - text.len();
        let fair = drawn.iter().filter(|&&byte| byte < FAIR).take(missing);
        text.extend(fair.map(|&byte| letter(u32::from(byte))));
    }
}

/// Appends a number as exactly `width` letters, most significant first, with leading zeros.
pub(crate) fn push_number(text: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        // Only six places fit 32 bits, and 62 to the sixth does not: hence the wide power.
        let scaled = u64::from(number) / 62u64.pow(place);
        text.push(letter((scaled % 62) as u32));
    }
}

pub(crate) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn letter(value: u32) -> char {
    char::from(LETTERS[(value % 62) as usize])
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, is_letter, push_number, push_random};

    #[test]
    fn the_alphabet_is_all_ascii_letters_and_digits() {
        let wanted: Vec<u8> = (0..=u8::MAX).filter(|&byte| is_letter(byte)).collect();
        assert_eq!(LETTERS.as_slice(), wanted);
    }

    #[test]
    fn numbers_have_a_fixed_width() {
        for (number, wanted) in [(0, "000000"), (61, "00000z"), (62, "000010"), (u32::MAX, "4gfFC3")] {
            let mut text = String::new();
            push_number(&mut text, number, 6);
            assert_eq!(text, wanted);
        }
    }

    #[test]
    fn bytes_that_would_favour_letters_are_drawn_again() {
        let mut next = 0u8;
        let mut text = String::new();
        push_random(&mut text, 248 * 2, |bytes| {
            bytes.iter_mut().for_each(|byte| {
                *byte = next;
                next = next.wrapping_add(1);
            });
        });
        // Two rounds through all bytes: each letter exactly four times a round.
        for &letter in LETTERS {
            assert_eq!(text.bytes().filter(|&b| b == letter).count(), 8);
        }
    }
}
