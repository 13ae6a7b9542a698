//! What is stored in place of a token.

use sha2::{Digest, Sha256};

/// The SHA-256 of a whole token, prefix and checksum included. It identifies the token and
/// does not give it away.
#[derive(Debug, Clone, Copy, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// A hash kept elsewhere.
    pub const fn from_bytes(bytes: [u8; 32]) -> TokenHash {
        TokenHash(bytes)
    }

    /// The 32 bytes, to store and to look up by.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn of(text: &str) -> TokenHash {
        TokenHash(Sha256::digest(text.as_bytes()).into())
    }
}

impl PartialEq for TokenHash {
    /// Looks at every byte whatever the first difference is.
    fn eq(&self, other: &TokenHash) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        pairs.fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
    }
}

impl std::hash::Hash for TokenHash {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::TokenHash;

    #[test]
    fn it_is_sha_256() {
        // FIPS 180-2, appendix B.1.
        let hash = TokenHash::of("abc");
        assert_eq!(hash.as_bytes()[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(hash.as_bytes()[28..], [0xf2, 0x00, 0x15, 0xad]);
    }

    #[test]
    fn any_different_byte_makes_it_unequal() {
        let hash = TokenHash::of("abc");
        assert!(hash == TokenHash::from_bytes(*hash.as_bytes()));
        for i in 0..32 {
            let mut bytes = *hash.as_bytes();
            bytes[i] ^= 1;
            assert!(hash != TokenHash::from_bytes(bytes));
        }
    }
}
