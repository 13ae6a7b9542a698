//! The proof, and a secret for the new app.

use db::{Durability, Tx};
use otp::Secret;

use super::super::addition::{Addition, Kind, context};
use super::super::refusal::Refusal;
use super::super::store;
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Locked};
use crate::features::authenticator_apps::{self as apps, APPS_MAX};
use crate::features::recovery_codes;
use crate::features::sessions::{FirstDoor, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::id;

fn act(kind: Kind) -> &'static str {
    match kind {
        Kind::Another => "authenticator_app.begin",
        Kind::Replacement => "authenticator_app.begin_replacement",
        Kind::Recovery => "authenticator_app.begin_recovery",
    }
}

/// What shows that it may begin.
enum Evidence {
    Prepared(Box<Prepared>),
    SignIn { password_at: Timestamp, code_at: Option<Timestamp> },
}

/// Begins to add an app, in place of any other addition of the account: the password and a
/// second factor now.
pub async fn begin(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    kind: Kind,
    password: &str,
    code: &str,
) -> Result<Result<Addition, Refusal>, Fault> {
    let account = &signed_in.account;
    if !two_step::is_on(&app.db, &account.id).await? {
        return Ok(Err(Refusal::TwoStepOff));
    }
    if kind == Kind::Another && apps::list(&app.db, &account.id).await?.len() >= APPS_MAX {
        return Ok(Err(Refusal::TooMany));
    }
    match step_up::prepare(app, caller, signed_in, Typed { act: act(kind), password, code }).await? {
        Ok(prepared) => settle(app, caller, signed_in, kind, Evidence::Prepared(Box::new(prepared))).await,
        Err(refusal) => Ok(Err(Refusal::NotProved(refusal))),
    }
}

/// Begins to replace a lost device: this session was opened with a recovery code a moment
/// ago, which is the proof (DESIGN 5.2).
pub async fn begin_recovery(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
) -> Result<Result<Addition, Refusal>, Fault> {
    let session = &signed_in.session;
    if !session.proves_replacement(app.now()) {
        let refusal = Refusal::NotProvedBySignIn;
        let account = Some(signed_in.account.id.as_str());
        let event = Event { action: act(Kind::Recovery), result: refusal.told().slug, account, factor: None };
        audit::note(app, caller, event).await?;
        return Ok(Err(refusal));
    }
    let evidence = Evidence::SignIn { password_at: session.password_at, code_at: session.second_factor_at };
    settle(app, caller, signed_in, Kind::Recovery, evidence).await
}

async fn settle(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    kind: Kind,
    evidence: Evidence,
) -> Result<Result<Addition, Refusal>, Fault> {
    let fresh = fresh(app, signed_in, kind);
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let account = fresh.account.clone();
                let decided = decide(tx, &app2, fresh, evidence).await?;
                record(tx, &app2, &caller, act(kind), &account, &decided).await?;
                Ok(decided)
            })
        })
        .await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    mut addition: Addition,
    evidence: Evidence,
) -> Result<Result<Addition, Refusal>, Fault> {
    let Some(locked) = accounts::lock(tx, &addition.account, addition.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if two_step::none_enrolled(tx, &locked).await?.is_some() {
        return Ok(Err(Refusal::TwoStepOff));
    }
    addition.password_at = match evidence {
        Evidence::SignIn { password_at, code_at } => match frozen(tx, app, &locked, code_at).await? {
            None => password_at,
            Some(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
        },
        Evidence::Prepared(prepared) => match step_up::settle(tx, app, &locked, *prepared).await? {
            Ok(proved) => proved.at(),
            Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
        },
    };
    store::put(tx, &addition).await?;
    Ok(Ok(addition))
}

/// While changes are frozen, only a code that was made before the change they are frozen for
/// proves a replacement.
async fn frozen(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    code_at: Option<Timestamp>,
) -> Result<Option<step_up::Refusal>, Fault> {
    let Some(freeze) = locked.freeze_at(app.now()) else { return Ok(None) };
    let made_at = match code_at {
        Some(at) => recovery_codes::made_at_of_used(tx, locked, at).await?,
        None => None,
    };
    let is_old = made_at.is_some_and(|at| at < freeze.since);
    Ok((!is_old).then_some(step_up::Refusal::Frozen(freeze.until)))
}

fn fresh(app: &App, signed_in: &SignedIn, kind: Kind) -> Addition {
    let (now, account) = (app.now(), &signed_in.account);
    let id = id::fresh(now, app.rng.as_ref());
    let secret = Secret::generate(app.fill());
    let secret_sealed = app.keys.seal(secret.as_bytes(), &context("secret_sealed", &account.id, &id), app.fill());
    Addition {
        id,
        kind,
        account: account.id.clone(),
        session: signed_in.session.id.clone(),
        epoch: account.epoch,
        password_at: now,
        secret_sealed,
        confirmed: None,
        expires_at: now.plus(app.config.two_step.setup),
    }
}

/// The addition that this session has begun, if it is not over.
pub async fn current(app: &App, signed_in: &SignedIn) -> Result<Option<Addition>, Fault> {
    store::find(&app.db, &signed_in.account, &signed_in.session.id, app.now()).await
}

/// Drops the addition that this session has begun; nothing of it is left.
pub async fn cancel(app: &Shared, caller: &Caller, signed_in: &SignedIn) -> Result<(), Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    let (account, session) = (signed_in.account.id.clone(), signed_in.session.id.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                store::drop_of(tx, &account, &session).await?;
                record(tx, &app2, &caller, "authenticator_app.cancel", &account, &Ok(())).await
            })
        })
        .await
}
