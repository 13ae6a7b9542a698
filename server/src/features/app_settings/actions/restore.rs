//! Taking the replacement of a lost device back, by the link in its notice and a code of the
//! device that was said to be lost: who has only the mailbox must not be able to take the new
//! factors from their owner, and who has no such device has no use for it. It opens nothing.

use db::{Durability, Tx};
use token_format::{Prefix, Token};

use super::super::mail::{self, Event};
use super::super::refusal::Refusal;
use super::super::store::{self, Replacement};
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account};
use crate::features::authenticator_apps::{self as apps, AppCodeFactor, Matched};
use crate::features::known_browsers;
use crate::features::notices::{self, Mails};
use crate::features::recovery_codes;
use crate::features::security_keys as keys;
use crate::features::sessions;
use crate::features::two_step;
use crate::platform::audit::{self, Caller, Event as AuditEvent};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Receipt, Subject};
use crate::platform::readiness;

/// The prefix of what the link carries.
pub(super) const LINK: Prefix = Prefix::new("vrst_");
const ACT: &str = "authenticator_app.restore";

/// What a link can take back.
pub struct Restorable {
    /// Whose apps they are.
    pub account: Account,
    /// What its owner calls the apps and keys that come back.
    pub names: Vec<String>,
    /// Whether a code of one of those apps is asked. Where only keys were replaced there is none
    /// that could be typed, and the link alone brings them back (DESIGN 5.2).
    pub asks_code: bool,
    /// When they were replaced.
    pub replaced_at: Timestamp,
    /// Whether two-step verification still is on: nothing turns it on again but its owner.
    pub is_on: bool,
    replacement: Replacement,
}

/// What the link would do, if it still counts. Looking uses nothing up.
pub async fn look(app: &App, token: &str) -> Result<Option<Restorable>, Fault> {
    let Some(token) = Token::parse(LINK, token) else { return Ok(None) };
    let Some(replacement) = store::find_replacement(&app.db, &token.hash(), app.now()).await? else {
        return Ok(None);
    };
    let Some(account) = accounts::find(&app.db, &replacement.account).await? else { return Ok(None) };
    let Some(account) = accounts::active(&app.db, &account.id, account.epoch).await? else { return Ok(None) };
    let apps = apps::suspended(&app.db, &account.id, &replacement.id).await?;
    let keys = keys::suspended(&app.db, &account.id, &replacement.id).await?;
    let asks_code = !apps.is_empty();
    let names: Vec<String> = apps.into_iter().map(|app| app.name).chain(keys.into_iter().map(|key| key.name)).collect();
    if names.is_empty() {
        // An earlier replacement was taken back, and these factors with it.
        return Ok(None);
    }
    let is_on = two_step::is_on(&app.db, &account.id).await?;
    Ok(Some(Restorable { account, names, asks_code, replaced_at: replacement.created_at, is_on, replacement }))
}

/// A right code of one of the apps that come back; it is not used up yet. None where no app is
/// among what comes back.
type Proof = Option<(Matched, Receipt<AppCodeFactor>)>;

/// Brings the suspended apps back. The app of the replacement and whatever was added since are
/// removed, the recovery codes made since stop working, and every session ends.
pub async fn restore(app: &Shared, caller: &Caller, token: &str, code: &str) -> Result<Result<(), Refusal>, Fault> {
    let Some(found) = look(app, token).await? else { return Ok(Err(Refusal::LinkOver)) };
    let proof = match compare(app, caller, &found, code).await? {
        Ok(proof) => proof,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let notice = mail::notice(app, &found.account, Event::Restored, &found.names.join(", "));
    let mails = notices::prepare(app, caller, &found.account, notice).await?;
    let (app2, caller) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, app2.now(), &found, proof, &mails).await?;
                record(tx, &app2, &caller, ACT, &found.account.id, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

/// Compares the code with the suspended apps alone. It costs a try as at sign-in.
async fn compare(
    app: &Shared,
    caller: &Caller,
    found: &Restorable,
    code: &str,
) -> Result<Result<Proof, Refusal>, Fault> {
    if !found.is_on {
        return refuse(app, caller, found, Refusal::TwoStepOff).await;
    }
    if !found.asks_code {
        return Ok(Ok(None));
    }
    let code = match otp::Code::parse(code) {
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotAnAppCode(not == otp::NotACode::Empty))),
    };
    let (account, now) = (&found.account, app.now());
    let lane = known_browsers::lane(&app.db, Some((&account.id, account.epoch)), caller, now).await?;
    let subject = Subject::new(account.id.as_str()).in_lane(lane);
    let clock = readiness::agree(app).await?;
    let charge = match rate_limit::charge::<AppCodeFactor>(&app.db, now, subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, ACT, Some(account.id.as_str()), Some(apps::KIND)).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let is_refused = charge.is_refused();
    let of = (&account.id, found.replacement.id.as_str());
    let apps::Checked { outcome, receipt } = apps::check_suspended(app, clock, charge, of, &code).await?;
    match outcome {
        _ if is_refused => refuse(app, caller, found, Refusal::AppRefused).await,
        Ok(matched) => Ok(Ok(Some((matched, receipt)))),
        Err(_) => refuse(app, caller, found, Refusal::WrongAppCode).await,
    }
}

/// A refusal that no transaction of the verb will tell of.
async fn refuse<T>(
    app: &Shared,
    caller: &Caller,
    found: &Restorable,
    refusal: Refusal,
) -> Result<Result<T, Refusal>, Fault> {
    let (result, account) = (refusal.told().slug, Some(found.account.id.as_str()));
    audit::note(app, caller, AuditEvent { action: ACT, result, account, factor: None }).await?;
    Ok(Err(refusal))
}

async fn decide(
    tx: &mut Tx,
    now: Timestamp,
    found: &Restorable,
    proof: Proof,
    mails: &Mails,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &found.account;
    // Whatever turns two-step verification off begins a new epoch: in this one it still is on.
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let Replacement { id, created_at, .. } = &found.replacement;
    if let Some((matched, _)) = &proof
        && !apps::use_suspended_step(tx, &locked, id, matched, now).await?
    {
        return Ok(Err(Refusal::UsedAppCode));
    }
    if !store::consume_replacement(tx, &locked, id, now).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    let back = apps::restore(tx, &locked, id, *created_at, now).await?
        + keys::restore(tx, &locked, id, *created_at, now).await?;
    if back == 0 {
        return Err(Fault::Broken("a replacement that suspended nothing"));
    }
    if let Some((_, receipt)) = proof {
        rate_limit::clear(tx, receipt).await?;
    }
    recovery_codes::remove_all(tx, &locked, None).await?;
    sessions::end_others(tx, locked.id(), None).await?;
    locked.begin_epoch(tx).await?;
    notices::put(tx, mails).await?;
    Ok(Ok(()))
}
