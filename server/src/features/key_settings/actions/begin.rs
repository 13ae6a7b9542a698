//! The proofs and the name of the new key.

use db::{Durability, Tx};
use serde_json::Value;

use super::super::addition::Addition;
use super::super::refusal::Refusal;
use super::super::store;
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::security_keys::{self as keys, KEYS_MAX};
use crate::features::sessions::{FirstDoor, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step::{self, Name};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::id;

const ACT: &str = "security_key.begin";

/// Begins to add a key, in place of any other addition of the account: the password and a
/// second factor now.
pub async fn begin(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    name: &str,
    (password, code): (&str, &str),
) -> Result<Result<Addition, Refusal>, Fault> {
    let account = &signed_in.account;
    if !two_step::is_on(&app.db, &account.id).await? {
        return Ok(Err(Refusal::TwoStepOff));
    }
    if keys::list(&app.db, &account.id).await?.len() >= KEYS_MAX {
        return Ok(Err(Refusal::TooMany));
    }
    let name = match Name::parse(name) {
        Ok(name) => name,
        Err(not) => return Ok(Err(Refusal::NotAName(not))),
    };
    match step_up::prepare(app, caller, signed_in, Typed { act: ACT, password, code }).await? {
        Ok(prepared) => settle(app, caller, fresh(app, signed_in, &name), prepared).await,
        Err(refusal) => Ok(Err(Refusal::NotProved(refusal))),
    }
}

async fn settle(
    app: &Shared,
    caller: &Caller,
    addition: Addition,
    prepared: Prepared,
) -> Result<Result<Addition, Refusal>, Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let account = addition.account.clone();
                let decided = decide(tx, &app2, addition, prepared).await?;
                record(tx, &app2, &caller, ACT, &account, &decided).await?;
                Ok(decided)
            })
        })
        .await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    mut addition: Addition,
    prepared: Prepared,
) -> Result<Result<Addition, Refusal>, Fault> {
    let Some(locked) = accounts::lock(tx, &addition.account, addition.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if two_step::none_enrolled(tx, &locked).await?.is_some() {
        return Ok(Err(Refusal::TwoStepOff));
    }
    match step_up::settle(tx, app, &locked, prepared).await? {
        Ok(proved) => addition.password_at = FirstDoor::at(&proved),
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    }
    store::put(tx, &addition).await?;
    Ok(Ok(addition))
}

fn fresh(app: &App, signed_in: &SignedIn, name: &Name) -> Addition {
    let (now, account) = (app.now(), &signed_in.account);
    Addition {
        id: id::fresh(now, app.rng.as_ref()),
        account: account.id.clone(),
        session: signed_in.session.id.clone(),
        epoch: account.epoch,
        name: name.as_str().to_owned(),
        password_at: now,
        expires_at: now.plus(app.config.two_step.setup),
    }
}

/// The addition that this session has begun, if it is not over.
pub async fn current(app: &App, signed_in: &SignedIn) -> Result<Option<Addition>, Fault> {
    store::find(&app.db, &signed_in.account, &signed_in.session.id, app.now()).await
}

/// What the browser asks the new key. `None`: nothing was begun, or it is over.
pub async fn ask(app: &Shared, signed_in: &SignedIn) -> Result<Option<Value>, Fault> {
    let Some(addition) = current(app, signed_in).await? else { return Ok(None) };
    keys::ask_creation(app, addition.ceremony(), &signed_in.account.username).await.map(Some)
}

/// Drops the addition that this session has begun; nothing of it is left.
pub async fn cancel(app: &Shared, caller: &Caller, signed_in: &SignedIn) -> Result<(), Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    let (account, session) = (signed_in.account.id.clone(), signed_in.session.id.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                store::drop_of(tx, &account, &session).await?;
                record(tx, &app2, &caller, "security_key.cancel", &account, &Ok(())).await
            })
        })
        .await
}
