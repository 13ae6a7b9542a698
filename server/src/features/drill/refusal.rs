//! Why nothing was tried.

use axum::http::StatusCode;

use crate::features::second_door;
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no app to try.
    NoApp,
    /// It is not due, so it cannot be put off.
    NotDue,
    /// What was typed is no code.
    NotACode(second_door::NotACode),
    /// It is a recovery code. It was not looked at: a right one would be spent.
    RecoveryCode,
    /// It is not right, or was used.
    Code(second_door::Refusal),
    /// The account changed meanwhile.
    Changed,
    /// Too many tries.
    Wait(Wait),
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        match self {
            Self::NoApp => Told::new(StatusCode::CONFLICT, "two-step-off", "drill-no-app"),
            Self::NotDue => Told::new(StatusCode::CONFLICT, "not-due", "drill-not-due"),
            Self::NotACode(not) => not.told(),
            Self::RecoveryCode => Told::field("code", "app-code-needed", "drill-no-recovery-code"),
            // The usual sentences offer a recovery code.
            Self::Code(refusal) => match refusal {
                second_door::Refusal::Wrong { minutes_behind: None } => Told { key: "drill-wrong", ..refusal.told() },
                second_door::Refusal::Refused => Told { key: "drill-refused", ..refusal.told() },
                _ => refusal.told(),
            },
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
            Self::Wait(wait) => Told::wait(wait),
        }
    }
}
