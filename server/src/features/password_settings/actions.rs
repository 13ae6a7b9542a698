//! The verb.

use db::{Durability, Tx};

use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Change as Repudiable, Kind, Mails};
use crate::features::passwords::{self, Context, Password, PasswordFactor, PasswordHash};
use crate::features::sessions::{self, Opened, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject};

const ACT: &str = "password.change";

/// What one transaction writes, prepared before it begins.
struct Change {
    prepared: Prepared,
    is_same: bool,
    hash: PasswordHash,
    mails: Mails,
}

/// Changes the password. Every other session ends, and this one gets a new name.
pub async fn change(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    typed: (&str, &str),
    new: &str,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let (password, code) = typed;
    let Some(old) = passwords::stored(&app.db, Some(&account.id)).await? else { return Ok(Err(Refusal::HasNone)) };
    let new = match judged(app, signed_in, new).await? {
        Ok(new) => new,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let prepared = match step_up::prepare(app, caller, signed_in, Typed { act: ACT, password, code }).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let is_same = Password::parse(password).is_ok_and(|old| old.is_same(&new));
    let hash = passwords::hash(app, &new).await?;
    let repudiable = Repudiable::new(Kind::Password, "", "").after_password(Some(old.stored_form().to_owned()));
    let notice = passwords::changed_notice(app, account);
    let mails = notices::prepare_change(app, caller, account, notice, repudiable).await?;
    write(app, caller, signed_in, Change { prepared, is_same, hash, mails }).await
}

/// The new password, if the account may have it: its rules follow whether two-step
/// verification is on.
async fn judged(app: &App, signed_in: &SignedIn, new: &str) -> Result<Result<Password, Refusal>, Fault> {
    let account = &signed_in.account;
    let addresses = accounts::confirmed_addresses(&app.db, &account.id).await?;
    let address = addresses.first().map(|address| address.as_str()).unwrap_or_default();
    let has_two_step = two_step::is_on(&app.db, &account.id).await?;
    Ok(match Password::parse(new) {
        Err(not) => Err(Refusal::NotAPassword(not)),
        Ok(new) => {
            let context = Context { username: &account.username, address, has_two_step };
            passwords::judge(app, &new, &context).refused.map_or(Ok(new), |weak| Err(Refusal::TooWeak(weak)))
        }
    })
}

async fn write(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    change: Change,
) -> Result<Result<Opened, Refusal>, Fault> {
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &caller, &signed_in, change).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |_| "allowed");
                let account = Some(signed_in.account.id.as_str());
                let event = Event { action: ACT, result, account, factor: Some("password") };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    change: Change,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let proved = match step_up::settle(tx, app, &locked, change.prepared).await? {
        Ok(proved) => proved,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    // Only now: who has not proved both doors is told nothing else, and who has is charged nothing.
    if change.is_same {
        return Ok(Err(Refusal::Same));
    }
    passwords::put(tx, locked.id(), &change.hash, app.now()).await?;
    rate_limit::reset::<PasswordFactor>(tx, &Subject::new(locked.id().as_str())).await?;
    notices::put(tx, &change.mails).await?;
    Ok(Ok(sessions::renew(tx, app, &mut locked, &signed_in.session, (&proved, &proved), caller).await?))
}
