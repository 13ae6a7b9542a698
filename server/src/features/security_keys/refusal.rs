//! What may be told of an answer that proves nothing.

use axum::http::StatusCode;
use webauthn::Refused;

use super::check::{NotAdded, NotRight};
use crate::platform::web::Told;

fn told(field: &'static str, slug: &'static str, key: &'static str) -> Told {
    Told { status: StatusCode::FORBIDDEN, ..Told::field(field, slug, key) }
}

/// Which check failed stays ours, but for the one that its owner can do something about.
fn told_refused(field: &'static str, refused: Refused) -> Told {
    match refused {
        Refused::Origin | Refused::RpId | Refused::CrossOrigin => told(field, "key-wrong-site", "keys-wrong-site"),
        _ => told(field, "wrong-key-answer", "keys-wrong-answer"),
    }
}

impl NotRight {
    /// What may be told to somebody who has passed the first door.
    pub fn told(self) -> Told {
        match self {
            Self::Over => told("code", "key-answer-over", "keys-answer-over"),
            Self::Unknown => told("code", "unknown-key", "keys-unknown"),
            Self::Copied => told("code", "copied-key", "keys-copied"),
            Self::Refused(refused) => told_refused("code", refused),
        }
    }
}

impl NotAdded {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        match self {
            Self::Over => told("credential", "key-answer-over", "keys-answer-over"),
            Self::Yours => told("credential", "key-yours", "keys-yours"),
            Self::Others => told("credential", "key-others", "keys-others"),
            Self::Refused(refused) => told_refused("credential", refused),
        }
    }
}
