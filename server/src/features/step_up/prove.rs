//! The verb.

use db::{Durability, Tx};

use super::now::{self, Prepared, Typed};
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::sessions::{self, Opened, SecondFactor, SignedIn};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

const ACT: &str = "step_up";

/// Passes both doors again in this session, which goes on under another value and is fresh.
pub async fn prove(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    password: &str,
    code: &str,
) -> Result<Result<Opened, Refusal>, Fault> {
    let prepared = match now::prepare(app, caller, signed_in, Typed { act: ACT, password, code }).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let factor = prepared.second_factor().map_or("password", SecondFactor::as_str);
                let decided = decide(tx, &app2, &signed_in, prepared).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |_| "allowed");
                let account = Some(signed_in.account.id.as_str());
                let event = Event { action: ACT, result, account, factor: Some(factor) };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    signed_in: &SignedIn,
    prepared: Prepared,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    // Before the code is spent: it is not lost to a session that has ended, or that another
    // proof has just given another value.
    if !sessions::hold(tx, &signed_in.session).await? {
        return Ok(Err(Refusal::Changed));
    }
    let proved = match now::settle_lesser(tx, app, &locked, prepared).await? {
        Ok(proved) => proved,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let opened = sessions::freshen(tx, app, &locked, &signed_in.session, (&proved, &proved)).await?;
    Ok(opened.ok_or(Refusal::Changed))
}
