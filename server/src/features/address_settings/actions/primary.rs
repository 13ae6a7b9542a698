//! Another address becomes the primary one.

use db::{Durability, Tx};

use super::super::change::Change;
use super::super::refusal::Refusal;
use super::super::{list, mail, store};
use super::{Act, UNDO_WITHIN, UndoLink, record, undo_link};
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Change as Repudiable, Kind, Mails};
use crate::features::sessions::{self, Opened, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

const ACT: Act = Act { action: "address.primary", factor: Some("password") };

/// What one transaction writes, prepared before it begins.
struct MakePrimary {
    id: String,
    prepared: Prepared,
    undo: Option<UndoLink>,
    mails: Mails,
}

/// Makes a confirmed address the primary one. Every other session ends, this one gets a
/// new name, and the address that was it before is sent a link that makes it so again, if it was settled.
pub async fn make_primary(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    (password, code): (&str, &str),
    id: &str,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    let listed = accounts::addresses(&app.db, &account.id).await?;
    let chosen = match list::may_become_primary(&listed, id) {
        Ok(chosen) => chosen.address.clone(),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let typed = Typed { act: ACT.action, password, code };
    let prepared = match step_up::prepare(app, caller, signed_in, typed).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let before = listed.iter().find(|address| address.is_primary);
    let undo = match before {
        Some(before) => undo_link(app, &account.id, Change::Replaced, (&listed, before))?,
        None => None,
    };
    let repudiable = before.map(|before| Repudiable::new(Kind::AddressPrimary, before.folded.as_str(), &chosen));
    let notice = mail::primary(app, account, &chosen);
    let with = undo.as_ref().map(|undo| &undo.mail);
    let mails = notices::prepare_with_undo(app, caller, account, notice, repudiable, with).await?;
    write(app, caller, signed_in, MakePrimary { id: id.to_owned(), prepared, undo, mails }).await
}

async fn write(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    act: MakePrimary,
) -> Result<Result<Opened, Refusal>, Fault> {
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &caller, &signed_in, act).await?;
                record(tx, &app2, &caller, &signed_in.account.id, ACT, &decided).await?;
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
    act: MakePrimary,
) -> Result<Result<Opened, Refusal>, Fault> {
    let account = &signed_in.account;
    // Whatever makes another address the primary begins a new epoch: the one that the undo
    // link was made for still is it.
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let listed = accounts::addresses_now(tx, &locked).await?;
    let chosen = match list::may_become_primary(&listed, &act.id) {
        Ok(chosen) => chosen,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let proved = match step_up::settle(tx, app, &locked, act.prepared).await? {
        Ok(proved) => proved,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    accounts::make_primary(tx, &locked, &chosen.folded).await?;
    if let Some(undo) = &act.undo {
        store::put_undo(tx, &undo.row, &undo.token.hash(), app.now().plus(UNDO_WITHIN)).await?;
    }
    notices::put(tx, &act.mails).await?;
    Ok(Ok(sessions::renew(tx, app, &mut locked, &signed_in.session, (&proved, &proved), caller).await?))
}
