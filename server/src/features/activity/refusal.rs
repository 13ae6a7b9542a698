//! What may be told when the file is refused.

use crate::features::step_up;
use crate::platform::web::Told;

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The last proof in this session is too old.
    NotProved(step_up::Refusal),
}

impl Refusal {
    /// What may be told.
    pub fn told(self) -> Told {
        match self {
            Self::NotProved(refusal) => refusal.told(),
        }
    }
}
