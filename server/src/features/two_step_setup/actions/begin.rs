//! Step 1: what is needed, and the password typed now.

use db::{Durability, Tx};
use otp::Secret;

use super::super::refusal::Refusal;
use super::super::setup::{Setup, context};
use super::super::store;
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account};
use crate::features::passwords;
use crate::features::sessions::{FirstDoor, Session, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::id;

const ACT: &str = "two_step.set_up";

/// One thing that must be there first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its name in the API.
    pub name: &'static str,
    /// Whether it is there.
    pub is_met: bool,
}

/// What must be there before two-step verification can be set up (seed 003).
pub async fn requirements(app: &App, account: &Account) -> Result<Vec<Requirement>, Fault> {
    let has_address = !accounts::confirmed_addresses(&app.db, &account.id).await?.is_empty();
    let has_password = passwords::stored(&app.db, Some(&account.id)).await?.is_some();
    Ok(vec![
        Requirement { name: "confirmed_address", is_met: has_address },
        Requirement { name: "password", is_met: has_password },
    ])
}

/// Begins a set-up for this session, in place of any other of the account.
pub async fn begin(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    password: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    if two_step::is_on(&app.db, &account.id).await? {
        return Ok(Err(Refusal::AlreadyOn));
    }
    if !requirements(app, account).await?.iter().all(|requirement| requirement.is_met) {
        return Ok(Err(Refusal::RequirementsMissing));
    }
    let typed = Typed { act: ACT, password, code: "" };
    match step_up::prepare(app, caller, signed_in, typed).await? {
        Ok(prepared) => settle(app, caller, signed_in, prepared).await,
        Err(refusal) => Ok(Err(Refusal::NotProved(refusal))),
    }
}

async fn settle(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    prepared: Prepared,
) -> Result<Result<(), Refusal>, Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    let (account, session) = (signed_in.account.clone(), signed_in.session.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &account, &session, prepared).await?;
                record(tx, &app2, &caller, ACT, &account.id, &decided).await?;
                Ok(decided)
            })
        })
        .await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    account: &Account,
    session: &Session,
    prepared: Prepared,
) -> Result<Result<(), Refusal>, Fault> {
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if two_step::none_enrolled(tx, &locked).await?.is_none() {
        return Ok(Err(Refusal::AlreadyOn));
    }
    match step_up::settle(tx, app, &locked, prepared).await? {
        Ok(proved) => store::put(tx, &fresh(app, account, session, &proved)).await?,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    }
    Ok(Ok(()))
}

fn fresh(app: &App, account: &Account, session: &Session, verified: &impl FirstDoor) -> Setup {
    let now = app.now();
    let id = id::fresh(now, app.rng.as_ref());
    let secret = Secret::generate(app.fill());
    let secret_sealed = app.keys.seal(secret.as_bytes(), &context("secret_sealed", &account.id, &id), app.fill());
    Setup {
        id,
        account: account.id.clone(),
        session: session.id.clone(),
        epoch: account.epoch,
        password_at: verified.at(),
        secret_sealed,
        confirmed: None,
        expires_at: now.plus(app.config.two_step.setup),
    }
}

/// The set-up that this session has begun, if it is not over.
pub async fn current(app: &App, signed_in: &SignedIn) -> Result<Option<Setup>, Fault> {
    store::find(&app.db, &signed_in.account, &signed_in.session.id, app.now()).await
}

/// Drops the set-up that this session has begun; nothing of it is left.
pub async fn cancel(app: &Shared, caller: &Caller, signed_in: &SignedIn) -> Result<(), Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    let (account, session) = (signed_in.account.id.clone(), signed_in.session.id.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                store::drop_setup_of(tx, &account, &session).await?;
                record(tx, &app2, &caller, "two_step.cancel", &account, &Ok(())).await
            })
        })
        .await
}
