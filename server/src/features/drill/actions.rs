//! The verbs.

use db::{Durability, Tx};

use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::authenticator_apps::{self as apps, AuthenticatorApp};
use crate::features::recovery_codes::{self, Remaining};
use crate::features::second_door::{self, Attempt, Code};
use crate::features::sessions::{SecondFactor, SignedIn};
use crate::features::step_up;
use crate::features::two_step::{self, Drill};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

const TRY: &str = "drill.try";
const PUT_OFF: &str = "drill.put_off";

/// What there is to try, and what there would be to fall back on.
pub struct Standing {
    /// When it is due.
    pub drill: Drill,
    /// The apps, any of which will do.
    pub apps: Vec<AuthenticatorApp>,
    /// The recovery codes.
    pub codes: Remaining,
}

/// How it stands. `None`: there is no app to try.
pub async fn look(app: &App, signed_in: &SignedIn) -> Result<Option<Standing>, Fault> {
    let id = &signed_in.account.id;
    let Some(drill) = two_step::drill(&app.db, id).await? else { return Ok(None) };
    let apps = apps::list(&app.db, id).await?;
    let codes = recovery_codes::remaining(&app.db, id).await?.unwrap_or(Remaining { left: 0, of: 0 });
    Ok((!apps.is_empty()).then_some(Standing { drill, apps, codes }))
}

/// Tries a code of the app, and uses it up. The session proves nothing more by it.
pub async fn attempt(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    code: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    if look(app, signed_in).await?.is_none() {
        return Ok(Err(Refusal::NoApp));
    }
    let code = match Code::parse(code) {
        Ok(code @ (Code::App(_) | Code::Key(_))) => code,
        Ok(Code::Recovery(_)) => return Ok(Err(Refusal::RecoveryCode)),
        Err(not) => return Ok(Err(Refusal::NotACode(not))),
    };
    let attempt = match second_door::attempt(app, step_up::ceremony(signed_in), &code, caller).await? {
        Ok(attempt) => attempt,
        Err(wait) => {
            let factor = SecondFactor::AuthenticatorApp.as_str();
            audit::note_wait(app, caller, TRY, Some(account.id.as_str()), Some(factor)).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let factor = Some(attempt.factor().as_str());
                let decided = decide(tx, &app2, &signed_in, attempt).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let event = Event { action: TRY, result, account: Some(signed_in.account.id.as_str()), factor };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await
}

async fn decide(tx: &mut Tx, app: &App, signed_in: &SignedIn, attempt: Attempt) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Err(refusal) = second_door::settle_trial(tx, &locked, attempt, app.now()).await? {
        return Ok(Err(Refusal::Code(refusal)));
    }
    two_step::pass_drill(tx, &locked, app.now()).await?;
    Ok(Ok(()))
}

/// Is not asked for it for a week. The mail comes all the same: somebody at an open session
/// must not be able to keep it from the owner.
pub async fn put_off(app: &Shared, caller: &Caller, signed_in: &SignedIn) -> Result<Result<(), Refusal>, Fault> {
    let drill = two_step::drill(&app.db, &signed_in.account.id).await?;
    if !drill.is_some_and(|drill| drill.is_due(app.now())) {
        return Ok(Err(Refusal::NotDue));
    }
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = put_off_now(tx, &app2, &signed_in).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let account = Some(signed_in.account.id.as_str());
                audit::record(tx, &app2, &caller, Event { action: PUT_OFF, result, account, factor: None }).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await
}

async fn put_off_now(tx: &mut Tx, app: &App, signed_in: &SignedIn) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let is_due = two_step::put_drill_off(tx, &locked, app.now()).await?;
    Ok(if is_due { Ok(()) } else { Err(Refusal::NotDue) })
}
