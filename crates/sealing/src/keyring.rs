//! The data keys in use.

use crate::blob::{self, Blob, is_key_id};
use crate::context::Context;
use crate::data_key::DataKey;
use crate::error::OpenError;
use crate::key::Key;
use crate::{aead, fields};
use zeroize::Zeroizing;

/// Data keys by id: the current one seals, all of them open, and the oldest one gives the
/// secret of [`Keyring::lookup`]. Its keys are wiped when it is dropped.
pub struct Keyring {
    current: (String, Key),
    older: Vec<(String, Key)>,
    lookup: Key,
}

impl Keyring {
    /// A ring of the current key and the older ones, **oldest first**. Ids are 1 to 255
    /// printable ASCII characters; where two are the same, the current key comes first, then
    /// the order given.
    ///
    /// The oldest key (`older[0]`, or the current one if there is no older) must stay on the
    /// ring as long as anything computed by [`Keyring::lookup`] is kept, even once no sealed
    /// value needs it: without it those rows are no longer found.
    ///
    /// # Panics
    ///
    /// If an id is empty, too long, or not printable ASCII: a ring is made at start, where
    /// stopping is safer than sealing rows that name no key.
    pub fn new(current: (String, DataKey), older: Vec<(String, DataKey)>) -> Keyring {
        let oldest = older.first().map_or(&current.1, |(_, key)| key);
        let lookup = oldest.lookup_key();
        let sealing = |(id, key): (String, DataKey)| {
            assert!(is_key_id(&id), "a key id is 1 to 255 printable ASCII characters");
            (id, key.sealing_key())
        };
        Keyring { current: sealing(current), older: older.into_iter().map(sealing).collect(), lookup }
    }

    /// The id of the key that seals.
    pub fn current_id(&self) -> &str {
        &self.current.0
    }

    /// Whether a value says it was sealed under the current key; if not, opening and sealing
    /// it again completes a rotation. `false` too for what is no sealed value.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        Blob::read(sealed).is_ok_and(|blob| blob.key_id == self.current.0)
    }

    /// Encrypts `plaintext` (any length, in practice a column) under the current key and binds
    /// it to `context`. `fill` gets 24 bytes for the nonce. The answer is longer by 42 bytes
    /// and the id: version, length of the id, id, nonce, ciphertext, tag.
    pub fn seal(&self, plaintext: &[u8], context: &Context<'_>, fill: impl FnMut(&mut [u8])) -> Vec<u8> {
        let (id, key) = &self.current;
        let mut sealed = blob::header(id);
        let bound = blob::bound(&sealed, context);
        aead::push_encrypted(&mut sealed, key, &bound, plaintext, fill);
        sealed
    }

    /// Decrypts what [`Keyring::seal`] made in the same context; the text is wiped when
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`OpenError::Damaged`] for what has not the shape of a sealed value,
    /// [`OpenError::UnknownKey`] with the id for a key not on the ring, and
    /// [`OpenError::Tampered`] if any bit, the key or the context is not what it was.
    pub fn open(&self, sealed: &[u8], context: &Context<'_>) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let blob = Blob::read(sealed)?;
        let key = self.key(blob.key_id).ok_or_else(|| OpenError::UnknownKey(blob.key_id.to_owned()))?;
        aead::decrypted(blob.encrypted, key, &blob.bound(context)).ok_or(OpenError::Tampered)
    }

    /// A value to look a secret up by without storing it: HMAC-SHA-256 (RFC 2104) of `owner`
    /// and `value`, any length, under a key for `purpose` alone. The same input gives the
    /// same answer for as long as the oldest key stays the same: it does not depend on the
    /// current key, so rotation leaves stored answers good.
    pub fn lookup(&self, purpose: &str, owner: &str, value: &[u8]) -> [u8; 32] {
        let message = Zeroizing::new(fields::joined(&[owner.as_bytes(), value]));
        self.lookup.derive(purpose.as_bytes()).mac(&message)
    }

    fn key(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.current).chain(&self.older).find(|(name, _)| name == id).map(|(_, key)| key)
    }
}

#[cfg(test)]
mod tests;
