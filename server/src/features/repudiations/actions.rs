//! The verb.

use std::time::Duration;

use db::{Durability, Tx};

use super::mail;
use super::refusal::Refusal;
use super::reverts::{self, Former, Outcome};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, Freeze, State};
use crate::features::known_browsers;
use crate::features::notices::{self, Kind, Mails, Repudiable};
use crate::features::passwords::{self, Checked, Password, PasswordFactor, PasswordHash};
use crate::features::sessions;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Receipt, Subject};

const ACT: &str = "account.repudiate";
/// How long changes are frozen.
pub(super) const FROZEN_FOR: Duration = Duration::from_secs(72 * 60 * 60);

/// What a link would take back.
#[derive(Clone)]
pub struct Found {
    /// Whose account was changed.
    pub account: Account,
    /// How.
    pub change: Repudiable,
    /// Whether it takes the password from before to take all of it back.
    pub asks_password: bool,
}

/// What came of it.
pub struct Done {
    /// What was said not to be the owner's.
    pub change: Repudiable,
    /// What became of it.
    pub outcome: Outcome,
    /// Until when changes are frozen.
    pub frozen_until: Timestamp,
}

/// What a link would take back, if it still counts. Looking uses nothing up (abuse case
/// MAI-14), and the account may be in whatever epoch: a thief can begin many.
pub async fn look(app: &App, token: &str) -> Result<Option<Found>, Fault> {
    let Some(change) = notices::find(&app.db, token, app.now()).await? else { return Ok(None) };
    let account = accounts::find(&app.db, &change.account).await?.filter(|account| account.state == State::Active);
    let Some(account) = account else { return Ok(None) };
    // Whoever turned it on may have added factors since: only the password from before takes all
    // of them away.
    let asks_password = change.kind == Kind::TwoStepOn && change.password.is_some();
    Ok(Some(Found { account, change, asks_password }))
}

/// What one transaction writes, prepared before it begins.
struct Repudiation {
    found: Found,
    former: Former,
    receipt: Option<Receipt<PasswordFactor>>,
    mails: Mails,
}

/// Takes the link's change back, ends whatever is open, takes the password away and freezes
/// changes. `password` is the one from before, or nothing.
pub async fn repudiate(
    app: &Shared,
    caller: &Caller,
    token: &str,
    password: &str,
) -> Result<Result<Done, Refusal>, Fault> {
    let Some(found) = look(app, token).await? else { return Ok(Err(Refusal::LinkOver)) };
    let (former, receipt) = match compare(app, caller, &found, password).await? {
        Ok(compared) => compared,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let until = app.now().plus(FROZEN_FOR);
    let notice = mail::repudiated(app, &found.account, &found.change, until);
    let mails = notices::prepare(app, caller, &found.account, notice).await?;
    let (app2, caller2, account) = (app.clone(), caller.clone(), found.account.id.clone());
    let repudiation = Repudiation { found, former, receipt, mails };
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let account = repudiation.found.account.id.clone();
                let decided = decide(tx, &app2, repudiation).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |_| "allowed");
                let event = Event { action: ACT, result, account: Some(account.as_str()), factor: Some("mail") };
                audit::record(tx, &app2, &caller2, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await;
    // Another account confirmed the address that was to come back, in this very moment.
    if let Err(Fault::Db(db::Error::Conflict)) = decided {
        return refuse(app, caller, account.as_str(), Refusal::Changed).await.map(Err);
    }
    app.mail.wake();
    decided
}

async fn refuse(app: &Shared, caller: &Caller, account: &str, refusal: Refusal) -> Result<Refusal, Fault> {
    let event = Event { action: ACT, result: refusal.told().slug, account: Some(account), factor: Some("mail") };
    audit::note(app, caller, event).await?;
    Ok(refusal)
}

type Compared = (Former, Option<Receipt<PasswordFactor>>);

/// Compares what was typed with the password from before the change, where that is asked.
/// It costs a try as at sign-in: the link is no way to guess at it for nothing.
async fn compare(
    app: &Shared,
    caller: &Caller,
    found: &Found,
    password: &str,
) -> Result<Result<Compared, Refusal>, Fault> {
    let hash = found.change.password.clone().filter(|_| found.asks_password && !password.is_empty());
    let Some(hash) = hash.map(PasswordHash::from_stored) else { return Ok(Ok((Former::NotProved, None))) };
    let password = match Password::parse(password) {
        Ok(password) => password,
        Err(not) => return Ok(Err(Refusal::NotAPassword(not))),
    };
    let account = &found.account;
    let lane = known_browsers::lane(&app.db, Some((&account.id, account.epoch)), caller, app.now()).await?;
    let subject = Subject::new(account.id.as_str()).in_lane(lane);
    let charge = match rate_limit::charge::<PasswordFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, ACT, Some(account.id.as_str()), Some("password")).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let Checked { verified, receipt, .. } =
        passwords::check(app, charge, Some((&account.id, &hash)), &password).await?;
    match verified {
        Some(verified) => Ok(Ok((Former::Proved(verified), Some(receipt)))),
        None => refuse(app, caller, account.id.as_str(), Refusal::WrongPassword).await.map(Err),
    }
}

async fn decide(tx: &mut Tx, app: &App, repudiation: Repudiation) -> Result<Result<Done, Refusal>, Fault> {
    let Repudiation { found, former, receipt, mails } = repudiation;
    let (now, change) = (app.now(), found.change);
    let Some(mut locked) = accounts::lock_in_any_epoch(tx, &found.account.id).await? else {
        return Ok(Err(Refusal::LinkOver));
    };
    if !notices::consume(tx, &locked, &change, now).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    if let Some(receipt) = receipt {
        rate_limit::clear(tx, receipt).await?;
    }
    let outcome = reverts::revert(tx, app, &locked, &change, &former).await?;
    passwords::remove(tx, locked.id()).await?;
    sessions::end_others(tx, locked.id(), None).await?;
    locked.begin_epoch(tx).await?;
    let frozen_until = now.plus(FROZEN_FOR);
    locked.freeze(tx, Freeze { since: change.at, until: frozen_until }, now).await?;
    notices::put(tx, &mails).await?;
    Ok(Ok(Done { change, outcome, frozen_until }))
}
