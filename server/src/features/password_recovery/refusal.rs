//! What may be told when no password is set.

use axum::http::StatusCode;

use crate::features::passwords::{NotAPassword, TooWeak, told_of_new};
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No login was typed.
    LoginMissing,
    /// Too many were asked for.
    Wait(Wait),
    /// The link was used, is too old, or the account has changed since.
    LinkOver,
    /// The new one cannot be a password.
    NotAPassword(NotAPassword),
    /// The new one may not be this account's.
    TooWeak(TooWeak),
}

impl Refusal {
    /// What may be told.
    pub fn told(self) -> Told {
        match self {
            Self::LoginMissing => Told::field("login", "login-missing", "errors-login-missing"),
            Self::Wait(wait) => Told::wait(wait),
            Self::LinkOver => Told::new(StatusCode::GONE, "link-over", "password-recovery-over"),
            Self::NotAPassword(not) => told_of_new("new_password", Err(not)),
            Self::TooWeak(weak) => told_of_new("new_password", Ok(weak)),
        }
    }
}
