//! What can be wrong with keys and sealed values. No message contains a secret.

use thiserror::Error;

/// Why a text is not a master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAMasterKey {
    /// Not 64 characters once white space around them is removed.
    #[error("a master key has 64 hexadecimal digits")]
    WrongLength,
    /// A character other than 0 to 9, a to f and A to F.
    #[error("a master key is written in hexadecimal digits only")]
    NotHexadecimal,
}

/// Why a wrapped data key could not be unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unsealed {
    /// Not the length or version of a wrapped key.
    #[error("this is not a wrapped data key")]
    Damaged,
    /// Wrapped under another master key or another id, or altered since.
    #[error("the data key does not open with this master key and id")]
    Refused,
}

/// Why a sealed value could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Sealed under a data key of this id, which the keyring does not hold. The id is taken
    /// from the value before anything is verified.
    #[error("sealed under the data key {0:?}, which is not in the keyring")]
    UnknownKey(String),
    /// Not the shape of a sealed value: too short, an unknown version, or no key id.
    #[error("this is not a sealed value")]
    Damaged,
    /// Sealed in another context, or under another key of the same id, or altered since.
    #[error("the sealed value was altered, or belongs elsewhere")]
    Tampered,
}
