//! The one compare of a code, and the one place where a code is used up.

use db::Tx;
use otp::{Code, Drift, Secret, Step};

use super::AppCodeFactor;
use super::app::{AppId, unseal_secret};
use super::store::{self, StoredSecret};
use crate::app::App;
use crate::features::accounts::{AccountId, Locked};
use crate::features::sessions::{SecondDoor, SecondFactor};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{Charged, Receipt};
use crate::platform::readiness::Agreed;

/// How far back a wrong code is looked for, to tell its owner that the device's
/// clock is slow. Codes of the future are never looked for: that would hand them
/// to a guesser.
const MINUTES_BEHIND_MAX: u32 = 30;

/// A code that is right for an app's step; whether it still may be used is for
/// [`use_step`] to say.
#[derive(Debug)]
pub struct Matched {
    app: AppId,
    step: Step,
    /// When its app was added.
    pub(crate) added_at: Timestamp,
}

/// What may be told of a code that is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRight {
    /// It would have been right this many minutes ago.
    pub minutes_behind: Option<u32>,
}

/// What came of a compare.
pub struct Checked {
    /// The step it is right for, or what may be told.
    pub outcome: Result<Matched, NotRight>,
    /// What clears the counter after a success.
    pub receipt: Receipt<AppCodeFactor>,
}

/// Evidence that a code of one of the account's apps was used up just now. Only
/// [`use_step`] makes it.
pub struct Used {
    account: AccountId,
    at: Timestamp,
}

impl SecondDoor for Used {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        Some((SecondFactor::AuthenticatorApp, self.at))
    }
}

/// Compares a code with all of the account's apps, at the present step and the one
/// before it, each shifted by the app's own difference (RFC 6238 §5.2, §6).
pub async fn check(
    app: &App,
    clock: Agreed,
    charge: Charged<AppCodeFactor>,
    account: &AccountId,
    code: &Code,
) -> Result<Checked, Fault> {
    let enrolled = store::secrets(&app.db, account).await?;
    compare(app, clock, charge, (account, enrolled), code)
}

/// The same with the apps that `by` has suspended, and no other.
pub async fn check_suspended(
    app: &App,
    clock: Agreed,
    charge: Charged<AppCodeFactor>,
    (account, by): (&AccountId, &str),
    code: &Code,
) -> Result<Checked, Fault> {
    let suspended = store::suspended_secrets(&app.db, account, by).await?;
    compare(app, clock, charge, (account, suspended), code)
}

fn compare(
    app: &App,
    clock: Agreed,
    charge: Charged<AppCodeFactor>,
    (account, secrets): (&AccountId, Vec<StoredSecret>),
    code: &Code,
) -> Result<Checked, Fault> {
    let now_secs = clock.now().unix_secs();
    let mut outcome = Err(NotRight { minutes_behind: None });
    for stored in secrets {
        let secret = unseal_secret(app, account, &stored.id, &stored.secret_sealed)?;
        if let Some(step) = otp::verify(&secret, code, now_secs, stored.drift) {
            outcome = Ok(Matched { app: stored.id, step, added_at: stored.created_at });
            break;
        }
        if let Some(minutes) = otp::minutes_behind(&secret, code, now_secs, stored.drift, MINUTES_BEHIND_MAX) {
            outcome = Err(NotRight { minutes_behind: Some(minutes) });
        }
    }
    Ok(Checked { outcome, receipt: charge.spend() })
}

/// Uses the matched step up. `None`: it, or a later one, was used before (RFC 6238
/// §5.2: a code is accepted once, on whatever way in).
pub async fn use_step(tx: &mut Tx, locked: &Locked, matched: &Matched, now: Timestamp) -> Result<Option<Used>, Fault> {
    let used = store::use_step(tx, locked.id(), &matched.app, matched.step, now).await?;
    Ok(used.then(|| Used { account: locked.id().clone(), at: now }))
}

/// The same for an app that `by` has suspended. That proves the device, and opens nothing.
pub async fn use_suspended_step(
    tx: &mut Tx,
    locked: &Locked,
    by: &str,
    matched: &Matched,
    now: Timestamp,
) -> Result<bool, Fault> {
    store::use_suspended_step(tx, locked.id(), by, (&matched.app, matched.step), now).await
}

/// Compares the first code of an app that is being set up, which may be a step early
/// or late; the difference is kept for ever (DESIGN 5.3).
pub fn check_new(
    clock: Agreed,
    charge: Charged<AppCodeFactor>,
    secret: &Secret,
    code: &Code,
) -> (Option<(Step, Drift)>, Receipt<AppCodeFactor>) {
    (otp::verify_setup(secret, code, clock.now().unix_secs()), charge.spend())
}
