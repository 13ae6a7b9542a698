//! XChaCha20-Poly1305 with a random nonce in front and the tag at the end.

use crate::key::Key;
use chacha20poly1305::{AeadInOut, KeyInit, Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// What encryption adds to a text, in bytes.
pub(crate) const OVERHEAD: usize = NONCE_BYTES + TAG_BYTES;

/// Appends nonce, ciphertext and tag to `out`, which already holds what goes in front.
pub(crate) fn push_encrypted(
    out: &mut Vec<u8>,
    key: &Key,
    bound: &[u8],
    plaintext: &[u8],
    mut fill: impl FnMut(&mut [u8]),
) {
    let mut nonce = XNonce::default();
    fill(&mut nonce);
    // The text is encrypted where it will stay; growing later would leave a plain copy.
    out.reserve_exact(plaintext.len() + OVERHEAD);
    out.extend_from_slice(&nonce);
    let start = out.len();
    out.extend_from_slice(plaintext);
    let text = (&mut out[start..]).into();
    let Ok(tag) = cipher(key).encrypt_inout_detached(&nonce, bound, text) else {
        unreachable!("the cipher takes 256 GiB at once (RFC 8439 §2.8), more than a row");
    };
    out.extend_from_slice(&tag);
}

/// The text, if `encrypted` came from [`push_encrypted`] with the same key and `bound`.
pub(crate) fn decrypted(encrypted: &[u8], key: &Key, bound: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = encrypted.split_first_chunk::<NONCE_BYTES>()?;
    let (text, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
    let (nonce, tag): (&XNonce, &Tag) = (nonce.into(), tag.into());
    let mut text = Zeroizing::new(text.to_vec());
    let place = text.as_mut_slice().into();
    let opened = cipher(key).decrypt_inout_detached(nonce, bound, place, tag);
    opened.is_ok().then_some(text)
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

#[cfg(test)]
mod tests;
