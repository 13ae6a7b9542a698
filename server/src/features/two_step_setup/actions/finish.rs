//! Step 3: the box is ticked, and two-step verification is on.

use db::{Durability, Tx};

use super::super::refusal::Refusal;
use super::super::setup::{Confirmed, First, Setup};
use super::super::{mail, store};
use super::{current, record};
use crate::app::{App, Shared};
use crate::features::accounts::{self, AccountId, Locked};
use crate::features::authenticator_apps::{self as apps, AppId, NewApp};
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::passwords;
use crate::features::recovery_codes::{self, NewSet};
use crate::features::security_keys::{self as keys, KeyId, NewKey, NotAdded};
use crate::features::sessions::{self, Opened, Session, SignedIn};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// What one transaction writes, prepared before it begins.
struct Activation {
    new: New,
    set: NewSet,
    mails: Mails,
}

enum New {
    App(NewApp),
    Key(Box<NewKey>),
}

/// Switches two-step verification on: the factor is enrolled and the codes are kept, or
/// neither. Every other session ends, and this one gets a new name.
pub async fn finish(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    is_saved: bool,
) -> Result<Result<Opened, Refusal>, Fault> {
    let Some(mut setup) = current(app, signed_in).await? else { return Ok(Err(Refusal::Ended)) };
    let Some(confirmed) = setup.confirmed.take() else { return Ok(Err(Refusal::OtherStep)) };
    if !is_saved {
        return Ok(Err(Refusal::NotSaved));
    }
    let activation = prepare(app, caller, signed_in, &setup, &confirmed).await?;
    let (app2, caller, from) = (app.clone(), caller.clone(), signed_in.session.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = activate(tx, &app2, &caller, (&setup, &from), activation).await?;
                record(tx, &app2, &caller, "two_step.activate", &setup.account, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn prepare(
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    setup: &Setup,
    confirmed: &Confirmed,
) -> Result<Activation, Fault> {
    let account = &setup.account;
    let codes = setup.codes(app, confirmed)?;
    let password = password_before(app, account).await?;
    let new = new_factor(app, setup, confirmed)?;
    let (id, name) = match &new {
        New::App(app) => (app.id.as_str(), app.name.as_str()),
        New::Key(key) => (key.id.as_str(), key.name.as_str()),
    };
    let change = Change::new(Kind::TwoStepOn, id, name).after_password(password);
    let notice = mail::switched_on(app, &signed_in.account);
    Ok(Activation {
        new,
        set: NewSet::seal(app, account, &codes),
        mails: notices::prepare_change(app, caller, &signed_in.account, notice, change).await?,
    })
}

/// The hash of the password that the account's owner knew, should whoever turns it on now be
/// somebody else: the one from before whatever change of it may have been theirs as well.
async fn password_before(app: &App, account: &AccountId) -> Result<Option<String>, Fault> {
    if let Some(former) = notices::former_password(&app.db, account, app.now()).await? {
        return Ok(Some(former));
    }
    let stored = passwords::stored(&app.db, Some(account)).await?;
    Ok(stored.map(|hash| hash.stored_form().to_owned()))
}

fn new_factor(app: &App, setup: &Setup, confirmed: &Confirmed) -> Result<New, Fault> {
    Ok(match &confirmed.factor {
        First::App { drift, step } => {
            let id = AppId::fresh(app.now(), app.rng.as_ref());
            let secret_sealed = apps::seal_secret(app, &setup.account, &id, &setup.secret(app)?);
            let name = app.locale.t("two-step-first-app-name");
            New::App(NewApp { id, name, secret_sealed, drift: *drift, step: *step })
        }
        First::Key(credential) => {
            let id = KeyId::fresh(app.now(), app.rng.as_ref());
            let (name, credential) = (app.locale.t("keys-new-name"), credential.as_ref().clone());
            New::Key(Box::new(NewKey { id, name, credential }))
        }
    })
}

async fn activate(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    (setup, from): (&Setup, &Session),
    activation: Activation,
) -> Result<Result<Opened, Refusal>, Fault> {
    let now = app.now();
    let Some(mut locked) = accounts::lock(tx, &setup.account, setup.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if two_step::none_enrolled(tx, &locked).await?.is_none() {
        return Ok(Err(Refusal::AlreadyOn));
    }
    let Some(finished) = store::finish(tx, &locked, setup, now).await? else { return Ok(Err(Refusal::Ended)) };
    if let Err(refusal) = add(tx, &locked, &activation.new, now).await? {
        return Ok(Err(refusal));
    }
    recovery_codes::put(tx, &locked, &activation.set, None, now).await?;
    notices::put(tx, &activation.mails).await?;
    let opened = sessions::renew(tx, app, &mut locked, from, (&finished, &finished), caller).await?;
    sessions::note_codes_seen(tx, &opened.id).await?;
    Ok(Ok(opened))
}

/// A key was nobody's when it answered; somebody else may have added it since.
async fn add(tx: &mut Tx, locked: &Locked, new: &New, now: Timestamp) -> Result<Result<(), Refusal>, Fault> {
    match new {
        New::App(new) => apps::add(tx, locked, new, now).await.map(Ok),
        New::Key(new) if keys::add(tx, locked, new, now).await? => Ok(Ok(())),
        New::Key(_) => Ok(Err(Refusal::NotAdded(NotAdded::Others))),
    }
}
