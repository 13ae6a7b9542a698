//! Peppers: keys outside the database that go into every password hash, so that who reads
//! the database alone cannot try passwords against it (SP 800-63B-4 §3.1.1.2: a keyed hash
//! with the key stored elsewhere).

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::platform::config::Secret;

/// Bytes of a pepper.
const KEY_BYTES: usize = 32;
/// Bytes of its name, the most that Argon2's `keyid` takes.
pub const ID_BYTES: usize = 8;
/// The most that one file may hold: the current one, and those that it took over from.
const PEPPERS_MAX: usize = 16;

/// The name of a pepper: a digest of it, so that a file that was mixed up is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PepperId([u8; ID_BYTES]);

/// One pepper.
#[derive(Clone)]
pub struct Pepper {
    id: PepperId,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

/// All that are at hand: new hashes take the first, the others only check.
#[derive(Clone, Default)]
pub struct Peppers(Vec<Pepper>);

impl PepperId {
    /// The name in a stored hash.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The name as a stored hash has it.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name as people and the database see it: 16 hexadecimal digits.
    pub fn words(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Pepper {
    /// Its name.
    pub fn id(&self) -> PepperId {
        self.id
    }

    /// The key itself, for the hash.
    pub fn key(&self) -> &[u8] {
        self.key.as_slice()
    }

    /// From 64 hexadecimal digits.
    fn parse(text: &str) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        let pairs = text.as_bytes().chunks(2);
        if text.len() != 2 * KEY_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, pair) in key.iter_mut().zip(pairs) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        let digest = Sha256::new().chain_update(b"vestibule pepper id").chain_update(key.as_slice()).finalize();
        Some(Self { id: PepperId::from_bytes(digest.get(..ID_BYTES)?)?, key })
    }
}

impl Peppers {
    /// From a file's text: a pepper a line, the one for new hashes first. None: something
    /// else stands there, or too many.
    pub fn parse(text: &Secret) -> Option<Self> {
        let peppers: Option<Vec<Pepper>> = text.expose().lines().map(|line| Pepper::parse(line.trim_end())).collect();
        peppers.filter(|all| (1..=PEPPERS_MAX).contains(&all.len())).map(Self)
    }

    /// The one for new hashes; none where the operator has set none.
    pub fn current(&self) -> Option<&Pepper> {
        self.0.first()
    }

    /// The one of that name.
    pub fn find(&self, id: PepperId) -> Option<&Pepper> {
        self.0.iter().find(|pepper| pepper.id == id)
    }

    /// Whether one of them has that name, in hexadecimal digits.
    pub fn has(&self, words: &str) -> bool {
        self.0.iter().any(|pepper| pepper.id.words() == words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Peppers> {
        Peppers::parse(&Secret::new(text.to_owned()))
    }

    #[test]
    fn a_line_is_a_pepper_and_the_first_is_for_new_hashes() {
        let (one, two) = ("0f".repeat(32), "F0".repeat(32));
        let both = parse(&format!("{one}\n{two}\n")).unwrap();
        let first = both.current().unwrap();
        assert_eq!(first.key(), [0x0f; 32]);
        let second = parse(&two.to_lowercase()).unwrap().current().unwrap().id();
        assert!(first.id() != second && both.find(second).is_some() && both.has(&second.words()));
        assert!(parse(&one).unwrap().find(second).is_none());
        assert_eq!(second.words().len(), 16);
    }

    #[test]
    fn anything_else_is_refused() {
        let one = "0f".repeat(32);
        let many = format!("{one}\n").repeat(PEPPERS_MAX + 1);
        for text in
            ["", "\n", &one[1..], &format!("{one}00"), &format!("{one}\n\n{one}"), &one.replace('f', "g"), &many]
        {
            assert!(parse(text).is_none(), "{}", text.len());
        }
    }
}
