//! One key less. With the last factor, two-step verification ends.

use db::{Durability, Tx};

use super::super::mail::{self, Event};
use super::super::refusal::Refusal;
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::passwords::{self, Password};
use crate::features::security_keys::{self as keys, SecurityKey};
use crate::features::sessions::{Opened, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

const ACT: &str = "security_key.remove";

/// What one transaction writes, prepared before it begins.
struct Removal {
    old: SecurityKey,
    prepared: Prepared,
    mails: Mails,
}

/// Removes the key of that identifier: the password and a second factor now. Every other
/// session ends, and this one gets a new name.
pub async fn remove(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    id: &str,
    (password, code): (&str, &str),
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let is_last = two_step::enrolments(&app.db, &account.id).await?.len() == 1;
    let old = keys::list(&app.db, &account.id).await?.into_iter().find(|key| key.id.as_str() == id);
    // Said before it is compared, of whatever was typed: it tells nothing about the account's.
    let chars_min = passwords::chars_min(app, false);
    let is_short = Password::parse(password).is_ok_and(|typed| typed.chars() < chars_min);
    if is_last && old.is_some() && is_short {
        return Ok(Err(Refusal::TooShortAlone(chars_min)));
    }
    let prepared = match step_up::prepare(app, caller, signed_in, Typed { act: ACT, password, code }).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let Some(old) = old else { return Ok(Err(Refusal::NoSuchKey)) };
    let (event, kind) =
        if is_last { (Event::RemovedLast, Kind::TwoStepOff) } else { (Event::Removed, Kind::KeyRemoved) };
    let change = Change::new(kind, old.id.as_str(), old.name.as_str());
    let notice = mail::notice(app, account, event, &old.name);
    let mails = notices::prepare_change(app, caller, account, notice, change).await?;
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let removal = Removal { old, prepared, mails };
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &caller, &signed_in, removal).await?;
                record(tx, &app2, &caller, ACT, &signed_in.account.id, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

/// Which factors there are has not changed since they were listed: whatever changes them begins
/// a new epoch, and then the account is not held here. So whether this is the last one holds,
/// and of two tabs that remove the last two, one is told to look again.
async fn decide(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    removal: Removal,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let proved = match step_up::settle(tx, app, &locked, removal.prepared).await? {
        Ok(proved) => proved,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    if !keys::remove(tx, &locked, removal.old.id.as_str(), removal.mails.keep()).await? {
        return Err(Fault::Broken("a key that went while its account was held"));
    }
    notices::put(tx, &removal.mails).await?;
    Ok(Ok(step_up::go_on(tx, app, caller, &mut locked, signed_in, &proved, removal.mails.keep()).await?))
}
