//! Trusting a browser, and letting it pass.

use std::time::Duration;

use db::Tx;
use zeroize::Zeroizing;

use super::claim::{self, Claim};
use super::store::{self, Family};
use crate::app::App;
use crate::features::accounts::{AccountId, Locked, Role};
use crate::features::sessions::{self, SecondDoor, SecondFactor};
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::id;

/// How long the value before the current one counts: as long as an answer may be under way,
/// and a person may wait before pressing again.
const PREVIOUS_FOR: Duration = Duration::from_secs(60);

/// Evidence that the browser was let pass the second door without a factor, by the trust that
/// its owner gave it. Only [`pass`] makes it, with the account's row held.
pub struct Trusted {
    account: AccountId,
    family: String,
}

impl SecondDoor for Trusted {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        None
    }

    fn trusted_by(&self) -> Option<&str> {
        Some(&self.family)
    }
}

/// The value that the browser keeps from now on, and for how long.
pub struct Renewed {
    /// What goes into the cookie.
    pub value: Zeroizing<String>,
    /// Until the trust ends.
    pub lasts: Duration,
}

/// What came of a claim.
pub enum Outcome {
    /// It is let pass.
    Trusted(Trusted, Renewed),
    /// It was copied: the trust has ended, with all its sessions.
    Stolen,
    /// It counts for nothing here.
    Nothing,
}

/// For how many days a browser may be trusted, where it may: the operator allows it, and the
/// account is no administrator's.
pub fn days(app: &App, role: Role) -> Option<u64> {
    app.config.sessions.trusted_browsers.filter(|_| role == Role::Member).map(|lasts| lasts.as_secs() / 86_400)
}

/// Lets the browser pass, if its value is the current one or was until a minute ago.
pub async fn pass(tx: &mut Tx, app: &App, locked: &Locked, claim: &Claim) -> Result<Outcome, Fault> {
    let now = app.now();
    if days(app, locked.role()).is_none() {
        return Ok(Outcome::Nothing);
    }
    let Some(family) = store::find(tx, locked, &claim.family, now).await? else { return Ok(Outcome::Nothing) };
    if claim.number == family.number {
        store::number(tx, &family.id, family.number + 1, now).await?;
        return Ok(trusted(app, locked, &family, family.number + 1));
    }
    let was_current = claim.number + 1 == family.number;
    if was_current && !family.numbered_at.plus(PREVIOUS_FOR).is_over_at(now) {
        return Ok(trusted(app, locked, &family, family.number));
    }
    // A number that was never given out here: the database is older than the browser.
    if claim.number > family.number {
        return Ok(Outcome::Nothing);
    }
    store::end(tx, locked.id(), &family.id).await?;
    sessions::end_trusted_by(tx, locked.id(), &family.id).await?;
    Ok(Outcome::Stolen)
}

fn trusted(app: &App, locked: &Locked, family: &Family, number: i64) -> Outcome {
    let evidence = Trusted { account: locked.id().clone(), family: family.id.clone() };
    let value = claim::text(app, &family.id, number);
    Outcome::Trusted(evidence, Renewed { value, lasts: family.expires_at.since(app.now()) })
}

/// Trusts the browser, after a code of an app: a recovery code is for those who have lost
/// theirs, and may be an old one that somebody has found. A trust that it brings is replaced.
pub async fn begin(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    (browser_id, factor): (&str, Option<SecondFactor>),
    caller: &Caller,
) -> Result<Option<Renewed>, Fault> {
    let Some(days) = days(app, locked.role()) else { return Ok(None) };
    if factor.is_none_or(|factor| factor == SecondFactor::RecoveryCode) {
        return Ok(None);
    }
    let (now, lasts) = (app.now(), Duration::from_secs(days * 86_400));
    let family =
        Family { id: id::fresh(now, app.rng.as_ref()), number: 1, numbered_at: now, expires_at: now.plus(lasts) };
    store::end_in(tx, locked.id(), browser_id).await?;
    store::put(tx, locked, &family, browser_id, caller).await?;
    Ok(Some(Renewed { value: claim::text(app, &family.id, family.number), lasts }))
}
