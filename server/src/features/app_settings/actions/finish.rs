//! The new app is enrolled, and what becomes of the others is done with it, in one
//! transaction: there is no moment without a factor.

use db::{Durability, Tx};
use token_format::Token;

use super::super::addition::{Addition, Kind, SUSPENDED_FOR};
use super::super::mail::{self, Event};
use super::super::refusal::Refusal;
use super::super::store::{self, Replacement};
use super::restore::LINK;
use super::{current, record};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Locked};
use crate::features::authenticator_apps::{self as apps, APPS_MAX, AppId, AuthenticatorApp, NewApp};
use crate::features::notices::{self, Change, Kind as ChangeKind, Mails};
use crate::features::recovery_codes::{self, NewSet};
use crate::features::security_keys as keys;
use crate::features::sessions::{self, Opened, Session, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::id;

/// What is to become of the apps there are.
pub enum Choice<'a> {
    /// They stay: one more is all that was wanted.
    Beside,
    /// What was said of them after a replacement: `none`, `all`, or one app's identifier.
    Drop(&'a str),
    /// They are lost; whether the new recovery codes are saved.
    Lost { is_saved: bool },
}

/// What one transaction writes, prepared before it begins.
struct Enrolment {
    action: &'static str,
    new: NewApp,
    others: Others,
    mails: Mails,
}

/// What becomes of the others.
enum Others {
    Stay,
    Go(AppId),
    AllGo,
    Suspended { replacement: Replacement, token: Token, set: NewSet },
}

/// Adds the app of a confirmed addition. Every other session ends, and this one gets a new name.
pub async fn finish(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    choice: Choice<'_>,
) -> Result<Result<Opened, Refusal>, Fault> {
    let Some(addition) = current(app, signed_in).await? else { return Ok(Err(Refusal::Ended)) };
    if addition.confirmed.is_none() {
        return Ok(Err(Refusal::OtherStep));
    }
    let others = match others(app, &addition, choice).await? {
        Ok(others) => others,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let enrolment = prepare(app, caller, signed_in, &addition, others).await?;
    let (app2, caller, from) = (app.clone(), caller.clone(), signed_in.session.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let action = enrolment.action;
                let decided = enrol(tx, &app2, &caller, (&addition, &from), enrolment).await?;
                record(tx, &app2, &caller, action, &addition.account, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

/// The apps that were listed here are those of the transaction: whatever changes them begins
/// a new epoch, in which this addition no longer counts.
async fn others(app: &App, addition: &Addition, choice: Choice<'_>) -> Result<Result<Others, Refusal>, Fault> {
    let listed = apps::list(&app.db, &addition.account).await?;
    let others = match (addition.kind, choice) {
        (Kind::Another, Choice::Beside) => Others::Stay,
        (Kind::Replacement, Choice::Drop(which)) => match dropped(&listed, which) {
            Ok(others) => others,
            Err(refusal) => return Ok(Err(refusal)),
        },
        (Kind::Recovery, Choice::Lost { is_saved: false }) => return Ok(Err(Refusal::NotSaved)),
        (Kind::Recovery, Choice::Lost { is_saved: true }) => suspended(app, addition)?,
        _ => return Ok(Err(Refusal::OtherStep)),
    };
    let is_full = matches!(others, Others::Stay) && listed.len() >= APPS_MAX;
    Ok(if is_full { Err(Refusal::TooMany) } else { Ok(others) })
}

fn dropped(listed: &[AuthenticatorApp], which: &str) -> Result<Others, Refusal> {
    match which {
        "none" => Ok(Others::Stay),
        "all" => Ok(Others::AllGo),
        "" => Err(Refusal::NotChosen),
        id => {
            let found = listed.iter().find(|app| app.id.as_str() == id);
            found.map(|app| Others::Go(app.id.clone())).ok_or(Refusal::NotChosen)
        }
    }
}

fn suspended(app: &App, addition: &Addition) -> Result<Others, Fault> {
    let (now, token) = (app.now(), Token::generate(LINK, app.fill()));
    let id = id::fresh(now, app.rng.as_ref());
    let replacement = Replacement { id, account: addition.account.clone(), created_at: now };
    let codes = addition.codes(app)?.ok_or(Fault::Broken("a recovery without recovery codes"))?;
    let set = NewSet::seal(app, &addition.account, &codes);
    Ok(Others::Suspended { replacement, token, set })
}

async fn prepare(
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    addition: &Addition,
    others: Others,
) -> Result<Enrolment, Fault> {
    let confirmed = addition.confirmed.clone().ok_or(Fault::Broken("an addition without its first code"))?;
    let id = AppId::fresh(app.now(), app.rng.as_ref());
    let secret_sealed = apps::seal_secret(app, &addition.account, &id, &addition.secret(app)?);
    let (event, action) = match others {
        Others::Stay => (Event::Added, "authenticator_app.add"),
        Others::Go(_) | Others::AllGo => (Event::Replaced, "authenticator_app.replace"),
        Others::Suspended { .. } => (Event::Recovered, "authenticator_app.recover"),
    };
    let link = match &others {
        Others::Suspended { token, .. } => Some(mail::restore_link(app, token)),
        _ => None,
    };
    let (changed, subject) = match &others {
        Others::Stay => (ChangeKind::AppAdded, id.as_str()),
        Others::Go(_) | Others::AllGo => (ChangeKind::AppReplaced, id.as_str()),
        Others::Suspended { replacement, .. } => (ChangeKind::DeviceReplaced, replacement.id.as_str()),
    };
    let change = Change::new(changed, subject, confirmed.name.as_str());
    let notice = mail::notice(app, &signed_in.account, event, &confirmed.name);
    let mails = notices::prepare_with(app, caller, &signed_in.account, notice, change, link).await?;
    let new = NewApp { id, name: confirmed.name, secret_sealed, drift: confirmed.drift, step: confirmed.step };
    Ok(Enrolment { action, new, others, mails })
}

async fn enrol(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    (addition, from): (&Addition, &Session),
    enrolment: Enrolment,
) -> Result<Result<Opened, Refusal>, Fault> {
    let now = app.now();
    let Some(mut locked) = accounts::lock(tx, &addition.account, addition.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let Some(finished) = store::finish(tx, &locked, addition, now).await? else { return Ok(Err(Refusal::Ended)) };
    let has_new_codes = matches!(enrolment.others, Others::Suspended { .. });
    see_to_others(tx, app, &locked, enrolment.others, &enrolment.mails).await?;
    apps::add(tx, &locked, &enrolment.new, now).await?;
    notices::put(tx, &enrolment.mails).await?;
    let opened = sessions::renew(tx, app, &mut locked, from, (&finished, &finished), caller).await?;
    if has_new_codes {
        sessions::note_codes_seen(tx, &opened.id).await?;
    }
    Ok(Ok(opened))
}

async fn see_to_others(tx: &mut Tx, app: &App, locked: &Locked, others: Others, mails: &Mails) -> Result<(), Fault> {
    let now = app.now();
    match others {
        Others::Stay => Ok(()),
        Others::Go(old) => match apps::remove(tx, locked, old.as_str(), mails.keep()).await? {
            true => Ok(()),
            false => Err(Fault::Broken("an app that went while its account was held")),
        },
        Others::AllGo => apps::remove_all(tx, locked, mails.keep()).await,
        Others::Suspended { replacement, token, set } => {
            let until = now.plus(SUSPENDED_FOR);
            store::put_replacement(tx, &replacement, &token.hash(), until).await?;
            apps::suspend_all(tx, locked, &replacement.id, until).await?;
            keys::suspend_all(tx, locked, &replacement.id, until).await?;
            recovery_codes::put(tx, locked, &set, None, now).await
        }
    }
}
