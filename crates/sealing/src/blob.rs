//! The bytes of a sealed value: version, length of the key id, key id, then what the cipher
//! made. The part before the cipher's is authenticated with it.

use crate::aead;
use crate::context::Context;
use crate::error::OpenError;

const VERSION: u8 = 1;

/// The longest id of a data key, in bytes: its length is kept in one.
pub const MAX_KEY_ID_BYTES: usize = u8::MAX as usize;

/// A sealed value taken apart; nothing in it is verified yet.
pub(crate) struct Blob<'a> {
    header: &'a [u8],
    pub(crate) key_id: &'a str,
    pub(crate) encrypted: &'a [u8],
}

impl<'a> Blob<'a> {
    pub(crate) fn read(sealed: &'a [u8]) -> Result<Blob<'a>, OpenError> {
        let [VERSION, length, rest @ ..] = sealed else {
            return Err(OpenError::Damaged);
        };
        let (key_id, encrypted) = rest
            .split_at_checked(usize::from(*length))
            .filter(|(_, encrypted)| encrypted.len() >= aead::OVERHEAD)
            .ok_or(OpenError::Damaged)?;
        let key_id = std::str::from_utf8(key_id).ok().filter(|id| is_key_id(id));
        Ok(Blob { header: &sealed[..2 + usize::from(*length)], key_id: key_id.ok_or(OpenError::Damaged)?, encrypted })
    }

    /// What the cipher's part is bound to.
    pub(crate) fn bound(&self, context: &Context<'_>) -> Vec<u8> {
        bound(self.header, context)
    }
}

/// A header gives its own length, so nothing of it can be taken for the context behind it.
pub(crate) fn bound(header: &[u8], context: &Context<'_>) -> Vec<u8> {
    let mut bound = header.to_vec();
    context.push(&mut bound);
    bound
}

/// The header for a key id that [`is_key_id`] accepts.
pub(crate) fn header(key_id: &str) -> Vec<u8> {
    let mut header = vec![VERSION, key_id.len() as u8];
    header.extend_from_slice(key_id.as_bytes());
    header
}

/// Ids are 1 to 255 printable ASCII characters, so that one read from an altered value can
/// be shown in a log.
pub(crate) fn is_key_id(id: &str) -> bool {
    (1..=MAX_KEY_ID_BYTES).contains(&id.len()) && id.bytes().all(|b| matches!(b, b' '..=b'~'))
}
