//! The holder of an address that a change took away undoes that change.

use db::{Durability, Tx};
use token_format::Token;

use super::super::change::Change;
use super::super::mail;
use super::super::refusal::Refusal;
use super::super::store::{self, Undoable};
use super::{Act, UNDO, or_lost, record};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, AddressId, Locked, State};
use crate::features::notices::{self, Mails};
use crate::features::sessions;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

const ACT: Act = Act { action: "address.undo", factor: Some("mail") };

/// What a link would undo.
#[derive(Clone)]
pub struct Undoing {
    /// Whose change it was.
    pub account: Account,
    /// Which.
    pub change: Change,
    /// The address that comes back.
    pub address: EmailAddress,
}

/// What a link would undo, if it still counts. Looking uses nothing up (abuse case MAI-14).
pub async fn look(app: &App, token: &str) -> Result<Option<Undoing>, Fault> {
    let Some(token) = Token::parse(UNDO, token) else { return Ok(None) };
    let Some(found) = store::find_undo(&app.db, &token.hash(), app.now()).await? else { return Ok(None) };
    let Undoable { account, change, address } = found;
    // In whatever epoch it is: who took the address away may have begun many.
    let account = accounts::find(&app.db, &account).await?.filter(|account| account.state == State::Active);
    Ok(account.map(|account| Undoing { account, change, address }))
}

/// Puts the address back, and ends whatever is open. It grants no access: who undoes signs
/// in as everybody does (abuse case MAI-17).
pub async fn undo(app: &Shared, caller: &Caller, token: &str) -> Result<Result<Undoing, Refusal>, Fault> {
    let Some(undoing) = look(app, token).await? else { return Ok(Err(Refusal::UndoOver)) };
    let Some(token) = Token::parse(UNDO, token) else { return Ok(Err(Refusal::UndoOver)) };
    let notice = mail::undone(app, &undoing.account, undoing.change, undoing.address.as_str());
    let mails = notices::prepare(app, caller, &undoing.account, notice).await?;
    let (app2, caller2, id) = (app.clone(), caller.clone(), undoing.account.id.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &undoing, &token, &mails).await?;
                record(tx, &app2, &caller2, &undoing.account.id, ACT, &decided).await?;
                Ok(decided.map(|()| undoing))
            })
        })
        .await;
    let decided = or_lost(app, caller, &id, ACT, decided, Refusal::Taken).await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    undoing: &Undoing,
    token: &Token,
    mails: &Mails,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &undoing.account;
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Err(refusal) = judge(tx, &locked, undoing).await? {
        return Ok(Err(refusal));
    }
    if !store::consume_undo(tx, &locked, &token.hash(), app.now()).await? {
        return Ok(Err(Refusal::UndoOver));
    }
    let id = AddressId::fresh(app.now(), app.rng.as_ref());
    accounts::restore_address(tx, &locked, &id, &undoing.address, app.now()).await?;
    if undoing.change == Change::Replaced {
        accounts::make_primary(tx, &locked, undoing.address.folded()).await?;
    }
    sessions::end_others(tx, locked.id(), None).await?;
    locked.begin_epoch(tx).await?;
    notices::put(tx, mails).await?;
    Ok(Ok(()))
}

/// Whether there is something to undo, and the address is free for it.
async fn judge(tx: &mut Tx, locked: &Locked, undoing: &Undoing) -> Result<Result<(), Refusal>, Fault> {
    let listed = accounts::addresses_now(tx, locked).await?;
    let own = listed.iter().find(|address| address.folded == undoing.address.folded());
    let is_own = own.is_some_and(|address| address.confirmed_at.is_some());
    if !is_own && accounts::is_address_confirmed(tx, &undoing.address).await? {
        return Ok(Err(Refusal::Taken));
    }
    let is_full = i64::try_from(listed.len()).is_ok_and(|count| count >= accounts::ADDRESSES_MAX);
    Ok(match (undoing.change, own) {
        (Change::Removed, _) if is_own => Err(Refusal::UndoOver),
        (Change::Replaced, Some(address)) if address.is_primary => Err(Refusal::UndoOver),
        (_, None) if is_full => Err(Refusal::TooMany),
        _ => Ok(()),
    })
}
