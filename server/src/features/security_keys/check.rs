//! The second half of a ceremony: the answer is verified, and, where it proves something,
//! used up.

use db::{Durability, Tx};
use webauthn::{Asserted, Assertion, Credential, Known, Refused, Registration};

use super::SecurityKeyFactor;
use super::ceremony::{Ceremony, relying_party};
use super::key::KeyId;
use super::store;
use crate::app::App;
use crate::features::accounts::{AccountId, Locked};
use crate::features::sessions::{SecondDoor, SecondFactor};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{Charged, Receipt};

/// Why an answer proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRight {
    /// Its challenge was used, is over, or was never made for this.
    Over,
    /// The account has no such key.
    Unknown,
    /// A copy of the key was noticed before.
    Copied,
    /// A check of WebAuthn does not hold.
    Refused(Refused),
}

/// Why a key is not one to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// Its challenge was used, is over, or was never made for this.
    Over,
    /// It is a key of this account already.
    Yours,
    /// It is a key of another account.
    Others,
    /// A check of WebAuthn does not hold.
    Refused(Refused),
}

/// An answer for which every check held but that of the counter, which [`accept`] makes.
#[derive(Debug)]
pub struct Matched {
    key: KeyId,
    name: String,
    asserted: Asserted,
    added_at: Timestamp,
}

impl Matched {
    /// What its owner calls the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Since when the key is the account's.
    pub fn added_at(&self) -> Timestamp {
        self.added_at
    }
}

/// What came of an answer.
pub struct Checked {
    /// The key that gave it, or why it proves nothing.
    pub outcome: Result<Matched, NotRight>,
    /// What clears the counter after a success.
    pub receipt: Receipt<SecurityKeyFactor>,
}

/// A copy of the key is in use: its counter did not go forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied;

/// Evidence that one of the account's keys answered just now. Only [`accept`] makes it.
pub struct Used {
    account: AccountId,
    at: Timestamp,
}

impl SecondDoor for Used {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        Some((SecondFactor::SecurityKey, self.at))
    }
}

/// Uses the ceremony's challenge up and verifies the answer (§7.2). The user was identified
/// before: only a key of this account is looked for.
pub async fn check(
    app: &App,
    charge: Charged<SecurityKeyFactor>,
    ceremony: Ceremony<'_>,
    given: &Assertion,
) -> Result<Checked, Fault> {
    let receipt = charge.spend();
    let outcome = verify(app, ceremony, given).await?;
    Ok(Checked { outcome, receipt })
}

async fn verify(app: &App, ceremony: Ceremony<'_>, given: &Assertion) -> Result<Result<Matched, NotRight>, Fault> {
    let Some(challenge) = take_challenge(app, ceremony).await? else { return Ok(Err(NotRight::Over)) };
    let id = match given.credential_id() {
        Ok(id) => id,
        Err(refused) => return Ok(Err(NotRight::Refused(refused))),
    };
    let Some(stored) = store::find(&app.db, ceremony.account, &id).await? else { return Ok(Err(NotRight::Unknown)) };
    if stored.copied_at.is_some() {
        return Ok(Err(NotRight::Copied));
    }
    let known = Known {
        id: &id,
        public_key: &stored.public_key,
        user_handle: ceremony.account.as_str().as_bytes(),
        is_backup_eligible: stored.is_backup_eligible,
        sign_count: stored.sign_count,
    };
    Ok(match webauthn::verify_assertion(&relying_party(app), &challenge, false, &known, given) {
        Ok(asserted) => Ok(Matched { key: stored.id, name: stored.name, asserted, added_at: stored.added_at }),
        Err(refused) => Err(NotRight::Refused(refused)),
    })
}

/// Moves the key's counter on. `Err`: it does not go forward, and the key is marked (§6.1.1).
pub async fn accept(
    tx: &mut Tx,
    locked: &Locked,
    matched: &Matched,
    now: Timestamp,
) -> Result<Result<Used, Copied>, Fault> {
    let is_forward =
        !matched.asserted.is_behind && store::accept(tx, locked.id(), &matched.key, &matched.asserted, now).await?;
    if is_forward {
        return Ok(Ok(Used { account: locked.id().clone(), at: now }));
    }
    store::note_copied(tx, locked.id(), &matched.key, now).await?;
    Ok(Err(Copied))
}

/// Uses the ceremony's challenge up and verifies a new key (§7.1). That no account has it is
/// asked here to be told, and by the table when it is added.
pub async fn check_creation(
    app: &App,
    ceremony: Ceremony<'_>,
    given: &Registration,
) -> Result<Result<Credential, NotAdded>, Fault> {
    let Some(challenge) = take_challenge(app, ceremony).await? else { return Ok(Err(NotAdded::Over)) };
    let credential = match webauthn::verify_registration(&relying_party(app), &challenge, false, given) {
        Ok(credential) => credential,
        Err(refused) => return Ok(Err(NotAdded::Refused(refused))),
    };
    Ok(match store::owner(&app.db, &credential.id, ceremony.account).await? {
        None => Ok(credential),
        Some(owner) if owner == *ceremony.account => Err(NotAdded::Yours),
        Some(_) => Err(NotAdded::Others),
    })
}

/// Committed before anything is verified: of two answers to one challenge one finds it, and
/// a wrong one uses it up as well (WAN-01).
async fn take_challenge(app: &App, ceremony: Ceremony<'_>) -> Result<Option<Vec<u8>>, Fault> {
    let values = store::take_values(ceremony, app.now());
    app.db.write(Durability::Process, move |tx| Box::pin(async move { store::take_challenge(tx, &values).await })).await
}
