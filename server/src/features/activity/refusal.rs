//! What may be told when the file is refused.

use axum::http::StatusCode;

use crate::features::step_up;
use crate::platform::web::Told;

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The proof does not hold.
    NotProved(step_up::Refusal),
    /// Something changed meanwhile.
    Changed,
}

impl Refusal {
    /// What may be told.
    pub fn told(self) -> Told {
        match self {
            Self::NotProved(refusal) => refusal.told(),
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
        }
    }
}
