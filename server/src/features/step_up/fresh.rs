//! Whether the proofs made in a session are of a moment ago.

use crate::app::App;
use crate::features::sessions::SignedIn;
use crate::features::two_step;
use crate::platform::fault::Fault;

use super::refusal::Refusal;

/// Evidence that they are. An act that needs it takes it.
#[derive(Clone, Copy)]
pub struct Fresh(());

/// The proofs that are asked where they are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The password is all there is.
    Password,
    /// Both doors: a second factor is never asked for, and never counts, without the first.
    Both,
}

impl Missing {
    /// Their names in the API.
    pub fn names(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Both => "password second-factor",
        }
    }
}

/// Whether the session is fresh.
pub async fn fresh(app: &App, signed_in: &SignedIn) -> Result<Result<Fresh, Refusal>, Fault> {
    if signed_in.session.is_fresh(app.now()) {
        return Ok(Ok(Fresh(())));
    }
    let is_on = two_step::is_on(&app.db, &signed_in.account.id).await?;
    Ok(Err(Refusal::Stale(if is_on { Missing::Both } else { Missing::Password })))
}
