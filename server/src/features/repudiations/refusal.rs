//! Why a link does nothing.

use axum::http::StatusCode;

use crate::features::passwords::{BYTES_MAX, NotAPassword};
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why nothing has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The link was used, is over, or is none.
    LinkOver,
    /// What was typed cannot be a password.
    NotAPassword(NotAPassword),
    /// It is not the password from before.
    WrongPassword,
    /// Too many tries.
    Wait(Wait),
    /// Something else changed in the same moment.
    Changed,
}

impl Refusal {
    /// What may be told to whoever has the link.
    pub fn told(self) -> Told {
        match self {
            Self::LinkOver => Told::new(StatusCode::GONE, "link-over", "repudiations-over"),
            Self::NotAPassword(NotAPassword::TooLong) => Told {
                status: StatusCode::PAYLOAD_TOO_LARGE,
                ..Told::field("password", "too-large", "errors-password-too-long").with("max", BYTES_MAX.to_string())
            },
            Self::NotAPassword(_) => Told::field("password", "unreadable", "errors-password-nul"),
            Self::WrongPassword => Told {
                status: StatusCode::FORBIDDEN,
                ..Told::field("password", "wrong-password", "repudiations-wrong-password")
            },
            Self::Wait(wait) => Told::wait(wait),
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
        }
    }
}
