//! The key has answered, and is enrolled.

use db::{Durability, Tx};
use webauthn::{Credential, Registration};

use super::super::addition::Addition;
use super::super::mail::{self, Event};
use super::super::refusal::Refusal;
use super::super::store;
use super::{current, record};
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::security_keys::{self as keys, KEYS_MAX, KeyId, NewKey, NotAdded};
use crate::features::sessions::{self, Opened, Session, SignedIn};
use crate::platform::audit::{self, Caller};
use crate::platform::fault::Fault;

const ACT: &str = "security_key.add";

/// What one transaction writes, prepared before it begins.
struct Enrolment {
    new: NewKey,
    mails: Mails,
}

/// Adds the key that has answered. Every other session ends, and this one gets a new name.
pub async fn finish(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    given: &Registration,
) -> Result<Result<Opened, Refusal>, Fault> {
    let Some(addition) = current(app, signed_in).await? else { return Ok(Err(Refusal::Ended)) };
    // The keys that are listed here are those of the transaction: whatever changes them begins
    // a new epoch, in which this addition no longer counts.
    if keys::list(&app.db, &addition.account).await?.len() >= KEYS_MAX {
        return Ok(Err(Refusal::TooMany));
    }
    let credential = match keys::check_creation(app, addition.ceremony(), given).await? {
        Ok(credential) => credential,
        Err(not) => return note(app, caller, &addition, Refusal::NotAdded(not)).await.map(Err),
    };
    let enrolment = prepare(app, caller, signed_in, &addition, credential).await?;
    let (app2, caller, from) = (app.clone(), caller.clone(), signed_in.session.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = enrol(tx, &app2, &caller, (&addition, &from), enrolment).await?;
                record(tx, &app2, &caller, ACT, &addition.account, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn note(app: &Shared, caller: &Caller, addition: &Addition, refusal: Refusal) -> Result<Refusal, Fault> {
    let account = Some(addition.account.as_str());
    let event = audit::Event { action: ACT, result: refusal.told().slug, account, factor: None };
    audit::note(app, caller, event).await?;
    Ok(refusal)
}

async fn prepare(
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    addition: &Addition,
    credential: Credential,
) -> Result<Enrolment, Fault> {
    let account = &signed_in.account;
    let notice = mail::notice(app, account, Event::Added, &addition.name);
    let id = KeyId::fresh(app.now(), app.rng.as_ref());
    let change = Change::new(Kind::KeyAdded, id.as_str(), addition.name.as_str());
    let mails = notices::prepare_change(app, caller, account, notice, change).await?;
    Ok(Enrolment { new: NewKey { id, name: addition.name.clone(), credential }, mails })
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
    // It was nobody's a moment ago.
    if !keys::add(tx, &locked, &enrolment.new, now).await? {
        return Ok(Err(Refusal::NotAdded(NotAdded::Others)));
    }
    notices::put(tx, &enrolment.mails).await?;
    Ok(Ok(sessions::renew(tx, app, &mut locked, from, (&finished, &finished), caller).await?))
}
