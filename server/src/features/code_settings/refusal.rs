//! What may be told when no codes are shown or made.

use axum::http::StatusCode;

use crate::features::step_up;
use crate::platform::web::Told;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There are no codes while two-step verification is off.
    TwoStepOff,
    /// The operator keeps codes as digests: they were shown once.
    ShownOnce,
    /// The password, or the second factor, is not proved.
    NotProved(step_up::Refusal),
    /// The account changed meanwhile.
    Changed,
    /// The page whose file this is was shown too long ago, or elsewhere.
    SheetOver,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        match self {
            Self::TwoStepOff => Told::new(StatusCode::CONFLICT, "two-step-off", "code-settings-two-step-off"),
            Self::ShownOnce => Told::new(StatusCode::CONFLICT, "shown-once", "code-settings-shown-once"),
            Self::NotProved(refusal) => refusal.told(),
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
            Self::SheetOver => Told::new(StatusCode::GONE, "sheet-over", "code-settings-sheet-over"),
        }
    }
}
