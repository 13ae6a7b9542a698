//! The noun: an app that is being added, and the evidence in a finished addition.

use std::time::Duration;

use db::{FromValue, Value};
use otp::{Drift, Secret, Step};
use recovery_code::Code;
use sealing::Context;
use zeroize::Zeroizing;

use crate::app::App;
use crate::features::accounts::{AccountId, Epoch};
use crate::features::sessions::{FirstDoor, SecondDoor, SecondFactor, SessionId};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// How long the apps that a lost device's replacement replaces can be brought back.
pub const SUSPENDED_FOR: Duration = Duration::from_secs(72 * 60 * 60);

/// What the new app is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It comes beside the others.
    Another,
    /// It takes the place of an app that is still at hand, or of a code proved now.
    Replacement,
    /// It takes the place of a lost device; the sign-in with a recovery code is the proof.
    Recovery,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Another, Self::Replacement, Self::Recovery];

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Another => "another",
            Self::Replacement => "replacement",
            Self::Recovery => "recovery",
        }
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self::Text(kind.as_str().to_owned())
    }
}

impl FromValue for Kind {
    fn from_value(value: Value) -> Option<Self> {
        let text = String::from_value(value)?;
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An unfinished addition, read back for the session that began it.
pub struct Addition {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) account: AccountId,
    pub(super) session: SessionId,
    pub(super) epoch: Epoch,
    pub(super) password_at: Timestamp,
    pub(super) secret_sealed: Vec<u8>,
    pub(super) confirmed: Option<Confirmed>,
    pub(super) expires_at: Timestamp,
}

/// What stands in it once the app has shown a right code.
#[derive(Clone)]
pub(super) struct Confirmed {
    pub name: String,
    pub drift: Drift,
    pub step: Step,
    pub at: Timestamp,
    /// The recovery codes made for it, where some are.
    pub codes_sealed: Option<Vec<u8>>,
}

impl Addition {
    fn context<'a>(&'a self, column: &'a str) -> Context<'a> {
        context(column, &self.account, &self.id)
    }

    /// The secret to show while the app has not been confirmed, and to keep afterwards.
    pub(super) fn secret(&self, app: &App) -> Result<Secret, Fault> {
        let opened = app.keys.open(&self.secret_sealed, &self.context("secret_sealed"));
        let bytes = opened.map_err(|error| Fault::Sealed("app_additions", error))?;
        Secret::from_bytes(&bytes).ok_or(Fault::Broken("a stored secret of a wrong length"))
    }

    /// The recovery codes made for it. `None`: it is not at that step.
    pub(super) fn codes(&self, app: &App) -> Result<Option<Vec<Code>>, Fault> {
        let Some(sealed) = self.confirmed.as_ref().and_then(|confirmed| confirmed.codes_sealed.as_ref()) else {
            return Ok(None);
        };
        let opened = app.keys.open(sealed, &self.context("codes_sealed"));
        let bytes = opened.map_err(|error| Fault::Sealed("app_additions", error))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Fault::Broken("stored codes that are not text"))?;
        let codes: Option<Vec<Code>> = text.split('\n').map(Code::parse).collect();
        codes.map(Some).ok_or(Fault::Broken("stored codes that are not codes"))
    }

    pub(super) fn seal_codes(&self, app: &App, codes: &[Code]) -> Vec<u8> {
        let texts: Vec<&str> = codes.iter().map(Code::canonical).collect();
        let joined = Zeroizing::new(texts.join("\n"));
        app.keys.seal(joined.as_bytes(), &self.context("codes_sealed"), app.fill())
    }
}

/// Where a value of an addition is sealed for.
pub(super) fn context<'a>(column: &'a str, account: &'a AccountId, id: &'a str) -> Context<'a> {
    Context { table: "app_additions", column, owner: account.as_str(), row: id }
}

/// Evidence that both doors were passed in an addition that was just used up. Only the
/// store makes it, from the row it has deleted.
pub struct Finished {
    pub(super) account: AccountId,
    pub(super) password_at: Timestamp,
    pub(super) confirmed_at: Timestamp,
}

impl FirstDoor for Finished {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn at(&self) -> Timestamp {
        self.password_at
    }
}

impl SecondDoor for Finished {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        Some((SecondFactor::AuthenticatorApp, self.confirmed_at))
    }
}
