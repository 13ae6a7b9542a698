//! The keys that seal rows, and how they are kept.

use crate::error::Unsealed;
use crate::key::{KEY_BYTES, Key};
use crate::master::MasterKey;
use crate::{aead, fields};

const VERSION: u8 = 1;
const WRAPPED_BYTES: usize = 1 + KEY_BYTES + aead::OVERHEAD;

/// A 256-bit key that seals rows. It leaves this crate only wrapped, is wiped when dropped
/// and cannot be printed, compared or copied.
pub struct DataKey(Key);

impl DataKey {
    /// A new key from a cryptographic generator; `fill` gets 32 bytes once.
    pub fn generate(fill: impl FnMut(&mut [u8])) -> DataKey {
        DataKey(Key::written(fill))
    }

    /// The key encrypted under `master` and bound to `id`, 73 bytes: a version, a nonce of 24
    /// bytes from `fill`, the ciphertext and its tag. `id` may be any text.
    pub fn wrap(&self, master: &MasterKey, id: &str, fill: impl FnMut(&mut [u8])) -> Vec<u8> {
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(VERSION);
        let key = master.wrapping_key();
        aead::push_encrypted(&mut wrapped, &key, &bound(id), self.0.bytes(), fill);
        wrapped
    }

    /// The key that was wrapped under this `master` with this `id`.
    ///
    /// # Errors
    ///
    /// [`Unsealed::Damaged`] if it is no wrapped key of a known version,
    /// [`Unsealed::Refused`] if master key, id or any bit is not what it was.
    pub fn unwrap(wrapped: &[u8], master: &MasterKey, id: &str) -> Result<DataKey, Unsealed> {
        let encrypted = match wrapped {
            [VERSION, rest @ ..] if wrapped.len() == WRAPPED_BYTES => rest,
            _ => return Err(Unsealed::Damaged),
        };
        let key = aead::decrypted(encrypted, &master.wrapping_key(), &bound(id));
        let key = key.ok_or(Unsealed::Refused)?;
        Ok(DataKey(Key::written(|bytes| bytes.copy_from_slice(&key))))
    }

    pub(crate) fn sealing_key(&self) -> Key {
        self.0.derive(b"seal row")
    }

    pub(crate) fn lookup_key(&self) -> Key {
        self.0.derive(b"look up")
    }
}

/// What a wrapped key is bound to: that it is a data key, in this version, with this id.
fn bound(id: &str) -> Vec<u8> {
    fields::joined(&[b"data key", &[VERSION], id.as_bytes()])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::{DataKey, Unsealed};
    use crate::master::MasterKey;

    fn master(byte: u8) -> MasterKey {
        MasterKey::from_bytes([byte; 32])
    }

    fn wrapped() -> Vec<u8> {
        DataKey::generate(|bytes| bytes.fill(9)).wrap(&master(1), "k1", |bytes| bytes.fill(3))
    }

    fn refusal(wrapped: &[u8], master: &MasterKey, id: &str) -> Unsealed {
        DataKey::unwrap(wrapped, master, id).err().unwrap()
    }

    #[test]
    fn a_key_comes_back() {
        assert_eq!(wrapped().len(), 73);
        let key = DataKey::unwrap(&wrapped(), &master(1), "k1").unwrap();
        assert_eq!(key.0.bytes(), &[9; 32]);
    }

    #[test]
    fn another_master_or_id_is_refused() {
        assert_eq!(refusal(&wrapped(), &master(2), "k1"), Unsealed::Refused);
        for id in ["k2", "", "k1 ", "K1"] {
            assert_eq!(refusal(&wrapped(), &master(1), id), Unsealed::Refused);
        }
    }

    #[test]
    fn every_altered_byte_and_length_is_noticed() {
        for i in 0..wrapped().len() {
            let mut altered = wrapped();
            altered[i] ^= 1;
            let wanted = if i == 0 { Unsealed::Damaged } else { Unsealed::Refused };
            assert_eq!(refusal(&altered, &master(1), "k1"), wanted, "{i}");
            assert_eq!(refusal(&wrapped()[..i], &master(1), "k1"), Unsealed::Damaged);
        }
        let longer = [wrapped(), vec![0]].concat();
        assert_eq!(refusal(&longer, &master(1), "k1"), Unsealed::Damaged);
    }

    #[test]
    fn derived_keys_serve_one_use() {
        let key = DataKey::generate(|bytes| bytes.fill(9));
        assert_ne!(key.sealing_key().bytes(), key.lookup_key().bytes());
    }
}
