//! The noun.

use std::fmt::Write as _;

use webauthn::Credential;

use crate::platform::clock::Timestamp;
use crate::row_id;

row_id! {
    /// Names a security key.
    KeyId
}

/// A key as the account's owner sees it.
#[derive(Clone, Debug)]
pub struct SecurityKey {
    /// Its identifier.
    pub id: KeyId,
    /// What its owner calls it.
    pub name: String,
    /// Its model, as a UUID; zeros where it does not say.
    pub aaguid: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When an answer of it was last accepted.
    pub last_used_at: Option<Timestamp>,
    /// Since when it signs nobody in, because a copy of it was noticed.
    pub copied_at: Option<Timestamp>,
}

/// A key that has answered once and is about to be added.
pub struct NewKey {
    /// Its identifier.
    pub id: KeyId,
    /// What its owner calls it.
    pub name: String,
    /// What it is.
    pub credential: Credential,
}

/// A model's number in the form of a UUID.
pub(super) fn uuid(aaguid: [u8; 16]) -> String {
    let mut text = String::new();
    for (at, byte) in aaguid.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_written_as_a_uuid() {
        let aaguid = std::array::from_fn(|at| u8::try_from(at * 17).unwrap());
        assert_eq!(uuid(aaguid), "00112233-4455-6677-8899-aabbccddeeff");
    }
}
