//! What may be told of a sign-in that does not succeed.

use axum::http::StatusCode;

use crate::features::passwords::NotAPassword;
use crate::features::second_door;
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No login was typed.
    LoginMissing,
    /// What was typed cannot be a password.
    NotAPassword(NotAPassword),
    /// The login and the password don't go together; nothing says which is wrong.
    Wrong,
    /// Too many tries.
    Wait(Wait),
    /// The pending sign-in has ended.
    PendingEnded,
    /// What was typed is no code.
    NotACode(second_door::NotACode),
    /// The code does not open the second door.
    Code(second_door::Refusal),
}

impl Refusal {
    /// What may be told.
    pub fn told(self) -> Told {
        let unauthorized = StatusCode::UNAUTHORIZED;
        match self {
            Self::LoginMissing => Told::field("login", "login-missing", "errors-login-missing"),
            Self::NotAPassword(NotAPassword::Empty) => {
                Told::field("password", "password-missing", "errors-password-missing")
            }
            Self::NotAPassword(NotAPassword::Nul) => Told::field("password", "unreadable", "errors-password-nul"),
            Self::NotAPassword(NotAPassword::TooLong) => {
                let max = crate::features::passwords::BYTES_MAX.to_string();
                Told {
                    status: StatusCode::PAYLOAD_TOO_LARGE,
                    ..Told::field("password", "too-large", "errors-password-too-long").with("max", max)
                }
            }
            Self::Wrong => Told::new(unauthorized, "wrong-credentials", "errors-sign-in-wrong"),
            Self::Wait(wait) => Told::wait(wait),
            Self::PendingEnded => Told::new(unauthorized, "sign-in-ended", "sign-in-notice-pending-ended"),
            Self::NotACode(not) => not.told(),
            Self::Code(refusal) => refusal.told(),
        }
    }
}
