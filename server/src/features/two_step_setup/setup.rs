//! The noun: an unfinished set-up, and the evidence in a finished one.

use otp::{Drift, Secret, Step};
use recovery_code::Code;
use sealing::Context;
use webauthn::Credential;
use zeroize::Zeroizing;

use crate::app::App;
use crate::features::accounts::{AccountId, Epoch};
use crate::features::security_keys::{Ceremony, Purpose};
use crate::features::sessions::{FirstDoor, SecondDoor, SecondFactor, SessionId};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// An unfinished set-up, read back for the session that began it.
pub struct Setup {
    pub(super) id: String,
    pub(super) account: AccountId,
    pub(super) session: SessionId,
    pub(super) epoch: Epoch,
    pub(super) password_at: Timestamp,
    pub(super) secret_sealed: Vec<u8>,
    pub(super) confirmed: Option<Confirmed>,
    pub(super) expires_at: Timestamp,
}

/// What stands in it once the factor has shown that it works.
pub(super) struct Confirmed {
    pub factor: First,
    pub at: Timestamp,
    pub codes_sealed: Vec<u8>,
}

/// The first factor.
pub(super) enum First {
    /// An app that has shown the code of this step.
    App { drift: Drift, step: Step },
    /// A security key that has answered.
    Key(Box<Credential>),
}

impl Setup {
    /// The ceremony with which a security key answers.
    pub(super) fn ceremony(&self) -> Ceremony<'_> {
        let (account, holder) = (&self.account, self.session.as_str());
        Ceremony { account, epoch: self.epoch, holder, purpose: Purpose::SetUp }
    }

    fn context<'a>(&'a self, column: &'a str) -> Context<'a> {
        context(column, &self.account, &self.id)
    }

    /// The secret to show while the app has not been confirmed, and to keep afterwards.
    pub(super) fn secret(&self, app: &App) -> Result<Secret, Fault> {
        let opened = app.keys.open(&self.secret_sealed, &self.context("secret_sealed"));
        let bytes = opened.map_err(|error| Fault::Sealed("two_step_setups", error))?;
        Secret::from_bytes(&bytes).ok_or(Fault::Broken("a stored secret of a wrong length"))
    }

    /// The recovery codes made for it.
    pub(super) fn codes(&self, app: &App, confirmed: &Confirmed) -> Result<Vec<Code>, Fault> {
        let opened = app.keys.open(&confirmed.codes_sealed, &self.context("codes_sealed"));
        let bytes = opened.map_err(|error| Fault::Sealed("two_step_setups", error))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Fault::Broken("stored codes that are not text"))?;
        let codes: Option<Vec<Code>> = text.split('\n').map(Code::parse).collect();
        codes.ok_or(Fault::Broken("stored codes that are not codes"))
    }

    pub(super) fn seal_codes(&self, app: &App, codes: &[Code]) -> Vec<u8> {
        let texts: Vec<&str> = codes.iter().map(Code::canonical).collect();
        let joined = Zeroizing::new(texts.join("\n"));
        app.keys.seal(joined.as_bytes(), &self.context("codes_sealed"), app.fill())
    }
}

/// Where a value of a set-up is sealed for.
pub(super) fn context<'a>(column: &'a str, account: &'a AccountId, id: &'a str) -> Context<'a> {
    Context { table: "two_step_setups", column, owner: account.as_str(), row: id }
}

/// Evidence that both doors were passed in a set-up that was just used up. Only the
/// store makes it, from the row it has deleted.
pub struct Finished {
    pub(super) account: AccountId,
    pub(super) password_at: Timestamp,
    pub(super) confirmed_at: Timestamp,
    pub(super) factor: SecondFactor,
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
        Some((self.factor, self.confirmed_at))
    }
}
