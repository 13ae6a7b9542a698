//! What may be told when no key is added, renamed or removed.

use axum::http::StatusCode;

use crate::features::security_keys::{KEYS_MAX, NotAdded};
use crate::features::step_up;
use crate::features::two_step::{NAME_CHARS_MAX, NotAName};
use crate::platform::web::Told;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Two-step verification is off: the first factor comes with the set-up.
    TwoStepOff,
    /// The account has as many keys as it can have.
    TooMany,
    /// The account has no such key.
    NoSuchKey,
    /// What was typed is no name.
    NotAName(NotAName),
    /// The password, or the second factor, is not proved.
    NotProved(step_up::Refusal),
    /// The last factor goes, and the password is too short to be all there is.
    TooShortAlone(usize),
    /// The addition has ended, or belongs to another session.
    Ended,
    /// What came is not what a browser makes of a key's answer.
    NotACredential,
    /// The key's answer does not make it one of the account's.
    NotAdded(NotAdded),
    /// The account changed meanwhile.
    Changed,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        let conflict = |slug, key| Told::new(StatusCode::CONFLICT, slug, key);
        match self {
            Self::TwoStepOff => conflict("two-step-off", "keys-two-step-off"),
            Self::TooMany => conflict("too-many-keys", "keys-too-many").with("max", KEYS_MAX.to_string()),
            Self::NoSuchKey => Told::new(StatusCode::NOT_FOUND, "no-such-key", "keys-no-such-key"),
            Self::NotAName(not) => Self::told_name(not),
            Self::NotProved(refusal) => refusal.told(),
            Self::TooShortAlone(min) => {
                Told::field("password", "password-too-short-alone", "keys-too-short-alone").with("min", min.to_string())
            }
            Self::Ended => conflict("addition-ended", "keys-ended"),
            Self::NotACredential => Told::field("credential", "not-a-credential", "keys-not-a-credential"),
            Self::NotAdded(not) => not.told(),
            Self::Changed => conflict("changed", "errors-changed"),
        }
    }

    fn told_name(not: NotAName) -> Told {
        match not {
            NotAName::Empty => Told::field("name", "name-missing", "keys-name-missing"),
            NotAName::TooLong => Told::field("name", "name-too-long", "app-settings-name-too-long")
                .with("max", NAME_CHARS_MAX.to_string()),
            NotAName::Control => Told::field("name", "name-unreadable", "app-settings-name-control"),
        }
    }
}
