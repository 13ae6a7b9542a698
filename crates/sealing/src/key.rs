//! Thirty-two secret bytes, and keys derived from them.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

pub(crate) const KEY_BYTES: usize = 32;

/// A 256-bit key. It stays at one address, since moving it would leave copies unwiped.
pub(crate) struct Key(Box<Zeroizing<[u8; KEY_BYTES]>>);

impl Key {
    /// A key that `write` puts in place; the slice has 32 bytes.
    pub(crate) fn written(mut write: impl FnMut(&mut [u8])) -> Key {
        let mut bytes = Box::new(Zeroizing::new([0; KEY_BYTES]));
        write(bytes.as_mut_slice());
        Key(bytes)
    }

    pub(crate) fn from_bytes(mut bytes: [u8; KEY_BYTES]) -> Key {
        let key = Key::written(|place| place.copy_from_slice(&bytes));
        bytes.zeroize();
        key
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// A key for one use, by HKDF-SHA-256 without salt (RFC 5869): none is needed, as the
    /// input is uniformly random (§3.1).
    pub(crate) fn derive(&self, purpose: &[u8]) -> Key {
        let hkdf = Hkdf::<Sha256>::new(None, self.bytes());
        Key::written(|bytes| {
            let done = hkdf.expand(purpose, bytes);
            assert!(done.is_ok(), "RFC 5869 §2.3 allows 8160 bytes");
        })
    }

    /// HMAC-SHA-256 (RFC 2104) of a message.
    pub(crate) fn mac(&self, message: &[u8]) -> [u8; 32] {
        // Padding to a block here is what HMAC does, and leaves no length that could fail.
        let mut block = Zeroizing::new([0u8; 64]);
        block[..KEY_BYTES].copy_from_slice(self.bytes());
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn derived_keys_differ_by_purpose_and_source() {
        let [one, two] = [1, 2].map(|byte| Key::from_bytes([byte; 32]));
        assert_eq!(one.derive(b"a").bytes(), one.derive(b"a").bytes());
        assert_ne!(one.derive(b"a").bytes(), one.derive(b"b").bytes());
        assert_ne!(one.derive(b"a").bytes(), two.derive(b"a").bytes());
        assert_ne!(one.derive(b"").bytes(), one.bytes());
    }

    #[test]
    fn one_block_of_hkdf_is_two_macs() {
        // RFC 5869 §2.2 and §2.3 written out.
        let key = Key::from_bytes([7; 32]);
        let extracted = Key::from_bytes(Key::from_bytes([0; 32]).mac(key.bytes()));
        assert_eq!(key.derive(b"use").bytes(), &extracted.mac(b"use\x01"));
    }
}
