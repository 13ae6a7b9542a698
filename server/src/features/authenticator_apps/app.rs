//! The noun.

use otp::{Drift, Secret, Step};
use sealing::Context;
use zeroize::Zeroizing;

use crate::app::App;
use crate::features::accounts::AccountId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::row_id;

row_id! {
    /// Names an authenticator app.
    AppId
}

/// An app as the account's owner sees it.
#[derive(Clone, Debug)]
pub struct AuthenticatorApp {
    /// Its identifier.
    pub id: AppId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When a code of it was last accepted.
    pub last_used_at: Option<Timestamp>,
}

/// An app that has shown one right code and is about to be added.
pub struct NewApp {
    /// Its identifier; the secret is sealed for this row.
    pub id: AppId,
    /// What its owner calls it.
    pub name: String,
    /// Its secret, sealed by [`seal_secret`].
    pub secret_sealed: Vec<u8>,
    /// How far its clock is from ours, in steps; never changed afterwards.
    pub drift: Drift,
    /// The step of the code it has shown, which is thereby used up.
    pub step: Step,
}

fn context<'a>(account: &'a AccountId, app: &'a str) -> Context<'a> {
    Context { table: "authenticator_apps", column: "secret_sealed", owner: account.as_str(), row: app }
}

/// The secret sealed for that row of that account, and for no other.
pub fn seal_secret(app: &App, account: &AccountId, row: &AppId, secret: &Secret) -> Vec<u8> {
    app.keys.seal(secret.as_bytes(), &context(account, row.as_str()), app.fill())
}

/// The secret back.
pub fn unseal_secret(app: &App, account: &AccountId, row: &AppId, sealed: &[u8]) -> Result<Secret, Fault> {
    let opened: Result<Zeroizing<Vec<u8>>, _> = app.keys.open(sealed, &context(account, row.as_str()));
    let bytes = opened.map_err(|error| Fault::Sealed("authenticator_apps", error))?;
    Secret::from_bytes(&bytes).ok_or(Fault::Broken("a stored secret of a wrong length"))
}
