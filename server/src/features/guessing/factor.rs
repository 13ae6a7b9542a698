//! The noun: a factor that can be guessed at, and how its counters stand.

use crate::platform::rate_limit::Standing;

/// A factor whose failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guessed {
    /// The password.
    Password,
    /// The codes of the authenticator apps.
    App,
    /// The recovery codes.
    Codes,
}

impl Guessed {
    /// All of them, in the order in which they are met.
    pub const ALL: [Self; 3] = [Self::Password, Self::App, Self::Codes];

    /// Its name in addresses, events and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::App => "authenticator_app",
            Self::Codes => "recovery_code",
        }
    }

    /// The factor of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == text)
    }
}

/// From this many failures by strangers on, it is no longer somebody's slip.
pub const ON_FACTOR: u32 = 10;

/// A factor that the account has, with its counters.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Which.
    pub factor: Guessed,
    /// What strangers failed, together.
    pub strangers: Standing,
    /// What was failed where its owner is looking from, if that is known to the account.
    pub here: Option<Standing>,
}

/// Results of events that tell of a try at a secret.
pub(super) const TRIES: [&str; 7] = [
    "wrong-password",
    "wrong-credentials",
    "wrong-code",
    "used-code",
    "used-recovery-code",
    "app-refused",
    "too-many-tries",
];
