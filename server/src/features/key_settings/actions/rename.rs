//! Another name for a key.

use db::{Durability, Tx};

use super::super::mail::{self, Event};
use super::super::refusal::Refusal;
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Mails};
use crate::features::security_keys::{self as keys, SecurityKey};
use crate::features::sessions::SignedIn;
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step::Name;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

const ACT: &str = "security_key.rename";

/// What one transaction writes, prepared before it begins.
struct Renaming {
    old: SecurityKey,
    name: Name,
    prepared: Prepared,
    mails: Mails,
}

/// Renames the key of that identifier: the password and a second factor now.
pub async fn rename(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    (id, name): (&str, &str),
    (password, code): (&str, &str),
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let name = match Name::parse(name) {
        Ok(name) => name,
        Err(not) => return Ok(Err(Refusal::NotAName(not))),
    };
    let prepared = match step_up::prepare(app, caller, signed_in, Typed { act: ACT, password, code }).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let listed = keys::list(&app.db, &account.id).await?;
    let Some(old) = listed.into_iter().find(|key| key.id.as_str() == id) else {
        return Ok(Err(Refusal::NoSuchKey));
    };
    let mails =
        notices::prepare(app, caller, account, mail::notice(app, account, Event::Renamed, name.as_str())).await?;
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let renaming = Renaming { old, name, prepared, mails };
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &signed_in, renaming).await?;
                record(tx, &app2, &caller, ACT, &signed_in.account.id, &decided).await?;
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
    signed_in: &SignedIn,
    renaming: Renaming,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Err(refusal) = step_up::settle_look(tx, app, &locked, renaming.prepared).await? {
        return Ok(Err(Refusal::NotProved(refusal)));
    }
    if !keys::rename(tx, &locked, &renaming.old.id, renaming.name.as_str()).await? {
        return Ok(Err(Refusal::NoSuchKey));
    }
    notices::put(tx, &renaming.mails).await?;
    Ok(Ok(()))
}
