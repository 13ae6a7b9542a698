//! One token: made, read and hashed.

use crate::{Prefix, TokenHash, base62};
use zeroize::Zeroizing;

/// Random base-62 characters in a token; each adds 5.95 bits.
pub const RANDOM_CHARS: usize = 30;

/// Base-62 characters of the checksum. Six hold the 32 bits of a CRC with room to spare.
pub const CHECK_CHARS: usize = 6;

/// A token of the right shape. It is wiped when dropped and cannot be printed, compared or
/// copied; [`Token::expose`] is the way out.
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new token. `fill` must overwrite the whole slice with bytes from a cryptographic
    /// generator; it is called until enough bytes are usable, usually twice at most.
    pub fn generate(prefix: Prefix, fill: impl FnMut(&mut [u8])) -> Token {
        let mut text = Zeroizing::new(String::with_capacity(length(prefix)));
        text.push_str(prefix.as_str());
        base62::push_random(&mut text, RANDOM_CHARS, fill);
        push_check(&mut text);
        Token(text)
    }

    /// Reads a token of this kind. The text must be one exactly: prefix, 36 ASCII letters and
    /// digits, and the right checksum, with nothing before or after; otherwise `None`.
    pub fn parse(prefix: Prefix, text: &str) -> Option<Token> {
        if text.len() != length(prefix) {
            return None;
        }
        let rest = text.strip_prefix(prefix.as_str())?;
        if !rest.bytes().all(base62::is_letter) {
            return None;
        }
        let mut again = Zeroizing::new(String::with_capacity(text.len()));
        again.push_str(&text[..text.len() - CHECK_CHARS]);
        push_check(&mut again);
        // The checksum is no secret, so an ordinary comparison gives nothing away.
        (again.as_str() == text).then_some(Token(again))
    }

    /// The whole text, to be shown to its owner once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What to store and look up instead of the token.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// The last four characters, for telling tokens apart in a list. They belong to the
    /// checksum: keeping them tells at most 24 of the 178 bits.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

/// A regular expression for tokens of this kind, in the syntax common to all engines and
/// without anchors, for secret scanners: `sess_[0-9A-Za-z]{36}`.
pub fn pattern(prefix: Prefix) -> String {
    format!("{}[0-9A-Za-z]{{{}}}", prefix.as_str(), RANDOM_CHARS + CHECK_CHARS)
}

fn length(prefix: Prefix) -> usize {
    prefix.as_str().len() + RANDOM_CHARS + CHECK_CHARS
}

fn push_check(text: &mut String) {
    let check = crc32fast::hash(text.as_bytes());
    base62::push_number(text, check, CHECK_CHARS as u32);
}

#[cfg(test)]
mod tests;
