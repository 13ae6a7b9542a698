//! The noun: a change that its owner can say was not theirs.

use std::time::Duration;

use db::{FromValue, Value};
use token_format::{Prefix, Token, TokenHash};

use crate::app::App;
use crate::features::accounts::{Account, AccountId};
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::id;
use crate::platform::mail::Action;

/// The prefix of what a link carries.
pub(super) const LINK: Prefix = Prefix::new("vnot_");
/// How long a link works, and what the change took away is kept (DESIGN 5.8).
pub const REPUDIABLE_FOR: Duration = Duration::from_secs(7 * 86_400);

/// What kind of change it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two-step verification was turned on; the subject is its app or key.
    TwoStepOn,
    /// It was turned off, or ended with its last app.
    TwoStepOff,
    /// One more app; the subject is that.
    AppAdded,
    /// An app took the place of others; the subject is the new one.
    AppReplaced,
    /// One app less; others are left.
    AppRemoved,
    /// One more security key; the subject is that.
    KeyAdded,
    /// One key less; other factors are left.
    KeyRemoved,
    /// A lost device was replaced; the subject is the replacement.
    DeviceReplaced,
    /// The recovery codes were shown.
    CodesViewed,
    /// There are new recovery codes.
    CodesRenewed,
    /// There is another password.
    Password,
    /// One more address, not confirmed; the subject is that, folded.
    AddressAdded,
    /// It was confirmed; the subject is that, folded.
    AddressConfirmed,
    /// Another primary address; the subject is the one before, folded.
    AddressPrimary,
    /// An address was removed; the subject is that, as it was typed.
    AddressRemoved,
    /// A sign-in from somewhere new.
    SignIn,
}

impl Kind {
    const ALL: [(Self, &str); 16] = [
        (Self::TwoStepOn, "two_step_on"),
        (Self::TwoStepOff, "two_step_off"),
        (Self::AppAdded, "app_added"),
        (Self::AppReplaced, "app_replaced"),
        (Self::AppRemoved, "app_removed"),
        (Self::KeyAdded, "key_added"),
        (Self::KeyRemoved, "key_removed"),
        (Self::DeviceReplaced, "device_replaced"),
        (Self::CodesViewed, "codes_viewed"),
        (Self::CodesRenewed, "codes_renewed"),
        (Self::Password, "password"),
        (Self::AddressAdded, "address_added"),
        (Self::AddressConfirmed, "address_confirmed"),
        (Self::AddressPrimary, "address_primary"),
        (Self::AddressRemoved, "address_removed"),
        (Self::SignIn, "sign_in"),
    ];

    /// Its name in the database and in the API.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
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
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(kind, _)| kind)
    }
}

/// A change that is about to be made.
pub struct Change {
    pub(super) kind: Kind,
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) password: Option<String>,
}

impl Change {
    /// Of that kind, to that subject, which has that name where people read it.
    pub fn new(kind: Kind, subject: impl Into<String>, name: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), name: name.into(), password: None }
    }

    /// With the hash of the password that the account had before; never put back.
    pub fn after_password(self, hash: Option<String>) -> Self {
        Self { password: hash, ..self }
    }
}

/// A change whose notice carries a link, with what is stored of it.
pub(super) struct Linked {
    pub change: Change,
    pub id: String,
    pub account: AccountId,
    pub token_hash: TokenHash,
    pub network: String,
    pub at: Timestamp,
    pub until: Timestamp,
}

/// A new link for a change, and what the mail shows of it.
pub(super) fn link(app: &App, caller: &Caller, account: &Account, change: Change) -> (Linked, Action) {
    let (at, token) = (app.now(), Token::generate(LINK, app.fill()));
    let linked = Linked {
        change,
        id: id::fresh(at, app.rng.as_ref()),
        account: account.id.clone(),
        token_hash: token.hash(),
        network: caller.network.to_string(),
        at,
        until: at.plus(REPUDIABLE_FOR),
    };
    let url = format!("{}/wasnt-me?token={}", app.config.origin.as_str(), token.expose());
    (linked, Action { label: app.locale.t("notices-wasnt-me"), url })
}

/// A change as its link finds it.
#[derive(Clone)]
pub struct Repudiable {
    /// Its name: by it is kept what the change took away.
    pub id: String,
    /// Whose account was changed.
    pub account: AccountId,
    /// How.
    pub kind: Kind,
    /// What it was done to; see [`Kind`].
    pub subject: String,
    /// The same in words.
    pub name: String,
    /// From where.
    pub network: String,
    /// The hash of the password that the account had before, where it is needed.
    pub password: Option<String>,
    /// When.
    pub at: Timestamp,
    pub(super) token_hash: Vec<u8>,
}
