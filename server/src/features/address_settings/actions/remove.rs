//! An address is removed.

use db::{Durability, Tx};

use super::super::change::Change;
use super::super::refusal::Refusal;
use super::super::{list, mail, store};
use super::{Act, UNDO_WITHIN, UndoLink, record, undo_link};
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Change as Repudiable, Kind, Mails};
use crate::features::sessions::SignedIn;
use crate::features::step_up::{self, Prepared, Typed};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

const ACT: Act = Act { action: "address.remove", factor: Some("password") };

/// What one transaction writes, prepared before it begins.
struct Remove {
    id: String,
    prepared: Prepared,
    is_confirmed: bool,
    undo: Option<UndoLink>,
    mails: Mails,
}

/// Removes an address. One that was confirmed is told what happens for 14 days more, and
/// one that was settled is sent a link that puts it back.
pub async fn remove(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    (password, code): (&str, &str),
    id: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let listed = accounts::addresses(&app.db, &account.id).await?;
    let address = match list::may_remove(&listed, id) {
        Ok(address) => address,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let typed = Typed { act: ACT.action, password, code };
    let prepared = match step_up::prepare(app, caller, signed_in, typed).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let undo = undo_link(app, &account.id, Change::Removed, (&listed, address))?;
    let notice = mail::removed(app, account, &address.address);
    let with = undo.as_ref().map(|undo| &undo.mail);
    // One that was never confirmed opened nothing, and can be added again.
    let is_confirmed = address.confirmed_at.is_some();
    let removed = address.address.as_str();
    let repudiable = is_confirmed.then(|| Repudiable::new(Kind::AddressRemoved, removed, removed));
    let mails = notices::prepare_with_undo(app, caller, account, notice, repudiable, with).await?;
    write(app, caller, signed_in, Remove { id: id.to_owned(), prepared, is_confirmed, undo, mails }).await
}

async fn write(app: &Shared, caller: &Caller, signed_in: &SignedIn, act: Remove) -> Result<Result<(), Refusal>, Fault> {
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &signed_in, act).await?;
                record(tx, &app2, &caller, &signed_in.account.id, ACT, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(tx: &mut Tx, app: &App, signed_in: &SignedIn, act: Remove) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let listed = accounts::addresses_now(tx, &locked).await?;
    let address = match list::may_remove(&listed, &act.id) {
        Ok(address) => address,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // Confirmed since it was looked at: it is owed what a confirmed one is told.
    if address.confirmed_at.is_some() && !act.is_confirmed {
        return Ok(Err(Refusal::Changed));
    }
    if let Err(refusal) = step_up::settle_look(tx, app, &locked, act.prepared).await? {
        return Ok(Err(Refusal::NotProved(refusal)));
    }
    let until = app.now().plus(UNDO_WITHIN);
    if act.is_confirmed {
        accounts::keep_former(tx, &locked, address, until).await?;
    }
    if let Some(undo) = &act.undo {
        store::put_undo(tx, &undo.row, &undo.token.hash(), until).await?;
    }
    store::end_confirmation(tx, &locked, &address.id).await?;
    accounts::remove_address(tx, &locked, &address.id).await?;
    notices::put(tx, &act.mails).await?;
    Ok(Ok(()))
}
