//! One code: made, shown and read.

use crate::alphabet::{letter, meant};
use zeroize::Zeroizing;

/// The random bits of a code.
pub const ENTROPY_BITS: u32 = 80;

/// The longest input that is looked at, in bytes.
pub const MAX_INPUT_BYTES: usize = 64;

const RANDOM_BYTES: usize = ENTROPY_BITS as usize / 8;
const LENGTH: usize = ENTROPY_BITS as usize / 5;
const GROUP: usize = 4;

/// A recovery code in its canonical spelling. It is wiped when dropped and cannot be printed,
/// compared or copied.
pub struct Code(Zeroizing<String>);

impl Code {
    /// A new code. `fill` must overwrite the whole slice (10 bytes) with bytes from a
    /// cryptographic generator; it is called once. Each character takes five bits of its
    /// own, so all 2⁸⁰ codes are equally likely.
    pub fn generate(mut fill: impl FnMut(&mut [u8])) -> Code {
        let mut random = Zeroizing::new([0u8; RANDOM_BYTES]);
        fill(&mut *random);
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        // Forty bits are both five bytes and eight characters.
        for five in random.chunks_exact(5) {
            let bits = five.iter().fold(0u64, |bits, &byte| bits << 8 | u64::from(byte));
            for place in (0..8).rev() {
                text.push(letter((bits >> (5 * place) & 31) as u8));
            }
        }
        Code(text)
    }

    /// Reads a code of at most [`MAX_INPUT_BYTES`] bytes. Either case passes; ASCII spaces,
    /// tabs and hyphens are removed wherever they are, carriage returns and line feeds at the
    /// ends; `o` is read as `0`, `i` and `l` as `1`. Anything else, such as `u`, wide forms
    /// or a wildcard, gives `None`, as does a length other than 16 characters.
    pub fn parse(input: &str) -> Option<Code> {
        if input.len() > MAX_INPUT_BYTES {
            return None;
        }
        let typed = input.trim_matches([' ', '\t', '\r', '\n']).bytes();
        let mut text = Zeroizing::new(String::with_capacity(MAX_INPUT_BYTES));
        for byte in typed.filter(|byte| !matches!(byte, b' ' | b'\t' | b'-')) {
            text.push(meant(byte)?);
        }
        (text.len() == LENGTH).then_some(Code(text))
    }

    /// The one spelling to hash, seal or compare: 16 lower-case characters, no separators.
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// The spelling to show: four groups of four joined by hyphens, 19 characters.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut grouped = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for (i, letter) in self.0.chars().enumerate() {
            if i > 0 && i % GROUP == 0 {
                grouped.push('-');
            }
            grouped.push(letter);
        }
        grouped
    }
}

/// Whether an input is a recovery code in shape, for a field that takes one or something
/// else. True exactly when [`Code::parse`] reads it; six digits never are.
pub fn looks_like(input: &str) -> bool {
    Code::parse(input).is_some()
}

#[cfg(test)]
mod tests;
