//! What may be told when the password stays.

use axum::http::StatusCode;

use crate::features::passwords::{NotAPassword, TooWeak, told_of_new};
use crate::features::step_up;
use crate::platform::web::Told;

/// Why it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The account has none to change: the link by mail sets a first one.
    HasNone,
    /// The new one cannot be a password.
    NotAPassword(NotAPassword),
    /// The new one may not be this account's.
    TooWeak(TooWeak),
    /// It is the one the account has.
    Same,
    /// The old one, or the second factor, is not proved.
    NotProved(step_up::Refusal),
    /// The account changed meanwhile.
    Changed,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        match self {
            Self::HasNone => Told::new(StatusCode::CONFLICT, "no-password", "password-settings-none"),
            Self::NotAPassword(not) => told_of_new("new_password", Err(not)),
            Self::TooWeak(weak) => told_of_new("new_password", Ok(weak)),
            Self::Same => Told::field("new_password", "same-password", "errors-password-same"),
            Self::NotProved(refusal) => refusal.told(),
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
        }
    }
}
