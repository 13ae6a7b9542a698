//! The secret an authenticator app shares with the server.

use crate::base32;
use zeroize::Zeroizing;

/// What a fresh secret holds: 160 bits, as RFC 4226 §4 (R6) recommends.
const GENERATED_BYTES: usize = 20;

/// The shortest secret RFC 4226 §4 (R6) allows is 128 bits. The longest here is one SHA-1
/// block, beyond which HMAC would hash the key first and gain nothing (RFC 2104 §3).
const ALLOWED_BYTES: std::ops::RangeInclusive<usize> = 16..=MAX_BYTES;

pub(crate) const MAX_BYTES: usize = 64;

/// A shared secret, 16 to 64 bytes. It is wiped when dropped and cannot be printed, compared
/// or copied.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A new secret of 20 bytes. `fill` must overwrite the whole slice with bytes from a
    /// cryptographic generator; it is called once.
    pub fn generate(mut fill: impl FnMut(&mut [u8])) -> Secret {
        let mut bytes = Zeroizing::new(vec![0; GENERATED_BYTES]);
        fill(&mut bytes);
        Secret(bytes)
    }

    /// A secret kept or made elsewhere: 16 to 64 bytes, otherwise `None`.
    pub fn from_bytes(bytes: &[u8]) -> Option<Secret> {
        ALLOWED_BYTES.contains(&bytes.len()).then(|| Secret(Zeroizing::new(bytes.to_vec())))
    }

    /// Reads base32 (RFC 4648 §6) of 16 to 64 bytes, in at most 256 bytes of text. ASCII
    /// spaces, either case and missing or present padding are forgiven; otherwise `None`.
    pub fn from_base32(text: &str) -> Option<Secret> {
        let bytes = base32::decode(text)?;
        ALLOWED_BYTES.contains(&bytes.len()).then_some(Secret(bytes))
    }

    /// The bytes themselves, for sealing.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Base32 (RFC 4648 §6) in upper case without padding: 32 characters for 20 bytes.
    pub fn base32(&self) -> Zeroizing<String> {
        base32::encode(&self.0)
    }

    /// The base32 text in groups of four separated by one space, for typing by hand.
    pub fn base32_groups(&self) -> Zeroizing<String> {
        let text = self.base32();
        let mut grouped = Zeroizing::new(String::with_capacity(text.len() * 5 / 4 + 1));
        for (i, letter) in text.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(letter);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::Secret;

    #[test]
    fn a_fresh_one_has_160_bits() {
        let secret = Secret::generate(|bytes| bytes.fill(0xa5));
        assert_eq!(secret.as_bytes(), [0xa5; 20]);
        assert_eq!(secret.base32().len(), 32);
    }

    #[test]
    fn lengths_outside_16_to_64_are_refused() {
        for length in 0..100 {
            let bytes = vec![1; length];
            let wanted = (16..=64).contains(&length);
            assert_eq!(Secret::from_bytes(&bytes).is_some(), wanted, "{length}");
            let text = crate::base32::encode(&bytes);
            assert_eq!(Secret::from_base32(&text).is_some(), wanted, "{length}");
        }
    }

    #[test]
    fn groups_are_read_back() {
        let secret = Secret::from_bytes(b"12345678901234567890").unwrap();
        let groups = secret.base32_groups();
        assert_eq!(groups.as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let again = Secret::from_base32(&groups.to_lowercase()).unwrap();
        assert_eq!(again.as_bytes(), secret.as_bytes());
        let odd = Secret::from_bytes(&[0; 17]).unwrap().base32_groups();
        assert_eq!(odd.len(), 28 + 6);
    }
}
