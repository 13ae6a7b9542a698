//! Switching two-step verification off: the password and a second factor, both now.

use db::{Durability, Tx};

use super::super::refusal::Refusal;
use super::super::{mail, store};
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account};
use crate::features::authenticator_apps as apps;
use crate::features::passwords::{self, Checked, Password, PasswordFactor};
use crate::features::recovery_codes;
use crate::features::second_door::{self, Attempt, Code};
use crate::features::sessions::{self, Opened, SignedIn};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::mail::Prepared;
use crate::platform::mail::outbox::put;
use crate::platform::rate_limit::{self, Subject};

/// Switches two-step verification off. The apps and the codes are forgotten, every
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
    let password = match Password::parse(password) {
        Ok(password) => password,
        Err(not) => return Ok(Err(Refusal::NotAPassword(not))),
    };
    let code = match Code::parse(code) {
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotACode(not))),
    };
    let subject = Subject::new(account.id.as_str());
    let charge = match rate_limit::charge::<PasswordFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => return Ok(Err(Refusal::Wait(wait))),
    };
    let stored = passwords::stored(&app.db, Some(&account.id)).await?;
    let checked = passwords::check(app, charge, stored.as_ref().map(|hash| (&account.id, hash)), &password).await?;
    if checked.verified.is_none() {
        return refuse(app, caller, account, Refusal::WrongPassword).await;
    }
    let attempt = match second_door::attempt(app, &account.id, &code, caller).await? {
        Ok(attempt) => attempt,
        Err(wait) => return Ok(Err(Refusal::Wait(wait))),
    };
    let mails = mail::switched_off(app, caller, account).await?;
    settle(app, caller, account, checked, attempt, mails).await
}

/// A refusal that was decided before any transaction; its event is written all the same.
async fn refuse(
    app: &Shared,
    caller: &Caller,
    account: &Account,
    refusal: Refusal,
) -> Result<Result<Opened, Refusal>, Fault> {
    let (app2, caller, id) = (app.clone(), caller.clone(), account.id.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = Err(refusal);
                record(tx, &app2, &caller, "two_step.deactivate", &id, &decided).await?;
                Ok(decided)
            })
        })
        .await
}

async fn settle(
    app: &Shared,
    caller: &Caller,
    account: &Account,
    checked: Checked,
    attempt: Attempt,
    mails: Vec<Prepared>,
) -> Result<Result<Opened, Refusal>, Fault> {
    let (app2, caller, account) = (app.clone(), caller.clone(), account.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = deactivate(tx, &app2, &caller, &account, checked, attempt, &mails).await?;
                record(tx, &app2, &caller, "two_step.deactivate", &account.id, &decided).await?;
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
    account: &Account,
    checked: Checked,
    attempt: Attempt,
    mails: &[Prepared],
) -> Result<Result<Opened, Refusal>, Fault> {
    let Some(verified) = checked.verified else { return Ok(Err(Refusal::WrongPassword)) };
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    rate_limit::clear(tx, checked.receipt).await?;
    if let Err(refusal) = second_door::settle(tx, &locked, attempt, app.now()).await? {
        return Ok(Err(Refusal::Code(refusal)));
    }
    two_step::unenrol_all(tx, locked.id()).await?;
    apps::remove_all(tx, locked.id()).await?;
    recovery_codes::remove_all(tx, locked.id()).await?;
    store::drop_setup(tx, locked.id()).await?;
    sessions::end_others(tx, locked.id(), None).await?;
    locked.begin_epoch(tx).await?;
    for mail in mails {
        put(tx, mail).await?;
    }
    let Some(none) = two_step::none_enrolled(tx, &locked).await? else {
        return Err(Fault::Broken("a factor that was struck out and is still enrolled"));
    };
    Ok(Ok(sessions::open(tx, app, &locked, &verified, &none, caller).await?))
}
