//! What may be told when no count is reset.

use axum::http::StatusCode;

use crate::features::step_up;
use crate::platform::web::Told;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no factor of that name.
    NotFound,
    /// It is not proved that it is the owner.
    NotProved(step_up::Refusal),
    /// The account changed meanwhile.
    Changed,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        match self {
            Self::NotFound => Told::new(StatusCode::NOT_FOUND, "not-found", "errors-not-found"),
            Self::NotProved(refusal) => refusal.told(),
            Self::Changed => Told::new(StatusCode::CONFLICT, "changed", "errors-changed"),
        }
    }
}
