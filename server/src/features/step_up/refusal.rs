//! What may be told to the account's holder when a proof does not hold.

use axum::http::StatusCode;

use super::fresh::Missing;
use crate::features::passwords::{BYTES_MAX, NotAPassword};
use crate::features::second_door;
use crate::platform::clock::Timestamp;
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why it is not proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What was typed cannot be a password.
    NotAPassword(NotAPassword),
    /// It is not the account's password.
    WrongPassword,
    /// Two-step verification is on, and what was typed is no code.
    NotACode(second_door::NotACode),
    /// The code does not open the second door.
    Code(second_door::Refusal),
    /// A recovery code, in a session that has shown them.
    CodesSeen,
    /// A recovery code, where only the app's code counts.
    AppCodeNeeded,
    /// The last proofs in this session are too old for the act.
    Stale(Missing),
    /// The account, or the session, changed meanwhile.
    Changed,
    /// Changes are frozen until then, and nothing that was enrolled before was proved.
    Frozen(Timestamp),
    /// Too many tries.
    Wait(Wait),
}

impl Refusal {
    /// What may be told.
    pub fn told(self) -> Told {
        let password = |slug, key| Told::field("password", slug, key);
        match self {
            Self::NotAPassword(NotAPassword::Empty) => password("password-missing", "errors-password-missing"),
            Self::NotAPassword(NotAPassword::TooLong) => Told {
                status: StatusCode::PAYLOAD_TOO_LARGE,
                ..password("too-large", "errors-password-too-long").with("max", BYTES_MAX.to_string())
            },
            Self::NotAPassword(NotAPassword::Nul) => password("unreadable", "errors-password-nul"),
            Self::WrongPassword => {
                Told { status: StatusCode::FORBIDDEN, ..password("wrong-password", "errors-password-wrong") }
            }
            Self::NotACode(not) => not.told(),
            Self::Code(refusal) => refusal.told(),
            Self::CodesSeen => Told::field("code", "codes-seen-here", "errors-codes-seen"),
            Self::AppCodeNeeded => Told::field("code", "app-code-needed", "errors-app-code-needed"),
            Self::Stale(missing) => Told::new(StatusCode::FORBIDDEN, "step-up-needed", "errors-step-up-needed")
                .with("missing", missing.names()),
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
            Self::Frozen(until) => {
                Told::new(StatusCode::FORBIDDEN, "frozen", "errors-frozen").with("until", until.words())
            }
            Self::Wait(wait) => Told::wait(wait),
        }
    }
}
