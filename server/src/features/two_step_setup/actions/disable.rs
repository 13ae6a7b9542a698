//! Switching two-step verification off: the password and a second factor, both now.

use db::{Durability, Tx};

use super::super::refusal::Refusal;
use super::super::{mail, store};
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::authenticator_apps as apps;
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::passwords::{self, Password};
use crate::features::recovery_codes;
use crate::features::security_keys as keys;
use crate::features::sessions::{self, Opened, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

const ACT: &str = "two_step.deactivate";

/// Switches two-step verification off. The apps, the keys and the codes count no more, every
/// other session ends, and this one gets a new name.
pub async fn disable(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    password: &str,
    code: &str,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    if !two_step::is_on(&app.db, &account.id).await? {
        return Ok(Err(Refusal::AlreadyOff));
    }
    // Said before it is compared, of whatever was typed: it tells nothing about the account's.
    let chars_min = passwords::chars_min(app, false);
    if Password::parse(password).is_ok_and(|typed| typed.chars() < chars_min) {
        return Ok(Err(Refusal::TooShortAlone(chars_min)));
    }
    let prepared = match step_up::prepare(app, caller, signed_in, Typed { act: ACT, password, code }).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let (notice, change) = (mail::switched_off(app, account), Change::new(Kind::TwoStepOff, "", ""));
    let mails = notices::prepare_change(app, caller, account, notice, change).await?;
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = deactivate(tx, &app2, &caller, &signed_in, (prepared, mails)).await?;
                record(tx, &app2, &caller, ACT, &signed_in.account.id, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn deactivate(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    (prepared, mails): (Prepared, Mails),
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let proved = match step_up::settle(tx, app, &locked, prepared).await? {
        Ok(proved) => proved,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    two_step::unenrol_all(tx, locked.id()).await?;
    apps::remove_all(tx, &locked, mails.keep()).await?;
    apps::forget_tries(tx, &locked).await?;
    keys::remove_all(tx, &locked, mails.keep()).await?;
    recovery_codes::remove_all(tx, &locked, mails.keep()).await?;
    notices::put(tx, &mails).await?;
    store::drop_setup(tx, locked.id()).await?;
    let Some(none) = two_step::none_enrolled(tx, &locked).await? else {
        return Err(Fault::Broken("a factor that was struck out and is still enrolled"));
    };
    // The session that goes on shows what is true from now on: no second door.
    Ok(Ok(sessions::renew(tx, app, &mut locked, &signed_in.session, (&proved, &none), caller).await?))
}
