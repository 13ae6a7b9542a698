//! The evidence a session is opened with. The architecture test lists every type
//! that implements these traits: each can be made only by the module that checked it.

use db::{FromValue, Value};

use crate::features::accounts::AccountId;
use crate::platform::clock::Timestamp;

/// Evidence that the first door was passed.
pub trait FirstDoor {
    /// Whose it is.
    fn account(&self) -> &AccountId;
    /// When it was passed.
    fn at(&self) -> Timestamp;
}

/// Evidence that the second door was passed, or that the account has none.
pub trait SecondDoor {
    /// Whose it is.
    fn account(&self) -> &AccountId;
    /// The factor and when it was proved; none where the account has no second door.
    fn factor(&self) -> Option<(SecondFactor, Timestamp)>;
    /// The trust by which it was passed without one, if it was.
    fn trusted_by(&self) -> Option<&str> {
        None
    }
}

/// The kinds of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// A code of an authenticator app.
    AuthenticatorApp,
    /// A security key.
    SecurityKey,
    /// A recovery code.
    RecoveryCode,
}

impl SecondFactor {
    /// Its name in rows, events and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthenticatorApp => "authenticator_app",
            Self::SecurityKey => "security_key",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

impl From<SecondFactor> for Value {
    fn from(factor: SecondFactor) -> Self {
        Self::Text(factor.as_str().to_owned())
    }
}

impl FromValue for SecondFactor {
    fn from_value(value: Value) -> Option<Self> {
        let text = String::from_value(value)?;
        [Self::AuthenticatorApp, Self::SecurityKey, Self::RecoveryCode]
            .into_iter()
            .find(|factor| factor.as_str() == text)
    }
}
