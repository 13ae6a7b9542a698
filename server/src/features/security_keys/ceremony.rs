//! The noun: a challenge, and all that its answer must come back with.

use std::time::Duration;

use db::Value;
use webauthn::RelyingParty;

use crate::app::App;
use crate::features::accounts::{AccountId, Epoch};

/// How long a challenge can be answered (WebAuthn Level 3 §13.4.3).
pub const LASTS: Duration = Duration::from_secs(300);

/// What is done with the answer. A challenge made for one is none for another (WAN-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Passing the second door at sign-in.
    SignIn,
    /// Proving it is you, in a session.
    StepUp,
    /// Adding a key beside other factors.
    Add,
    /// Making a key the first factor.
    SetUp,
}

impl From<Purpose> for Value {
    fn from(purpose: Purpose) -> Self {
        let name = match purpose {
            Purpose::SignIn => "sign_in",
            Purpose::StepUp => "step_up",
            Purpose::Add => "add",
            Purpose::SetUp => "set_up",
        };
        Self::Text(name.to_owned())
    }
}

/// A ceremony: for whom, by whom, what for.
#[derive(Clone, Copy, Debug)]
pub struct Ceremony<'a> {
    /// Whose keys.
    pub account: &'a AccountId,
    /// The epoch in which it counts.
    pub epoch: Epoch,
    /// Names the session or the pending sign-in that runs it; no other can answer.
    pub holder: &'a str,
    /// What for.
    pub purpose: Purpose,
}

/// Who we are to browsers.
pub(super) fn relying_party(app: &App) -> RelyingParty<'_> {
    let config = &app.config.webauthn;
    RelyingParty { id: &config.rp_id, origins: &config.origins, app_id: config.app_id.as_deref() }
}
