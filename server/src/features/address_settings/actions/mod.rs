//! The verbs, in the order in which they are called.

mod add;
mod confirm;
mod primary;
mod remove;
mod resend;
mod undo;

pub use add::add;
pub use confirm::{confirm, look};
pub use primary::make_primary;
pub use remove::remove;
pub use resend::resend;
pub use undo::{look as look_undo, undo};

use std::time::Duration;

use db::{Durability, Tx};
use token_format::{Prefix, Token};

use super::change::Change;
use super::mail;
use super::refusal::Refusal;
use super::store::Undoable;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, AccountId, Address};
use crate::features::notices::{self, Undo};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::mail::{EmailAddress, Prepared};
use crate::platform::rate_limit;

/// How long a confirmation link works.
pub(super) const CONFIRM_WITHIN: Duration = Duration::from_secs(86_400);
/// How long a removed address is told, and a change of addresses can be undone.
pub(super) const UNDO_WITHIN: Duration = Duration::from_secs(14 * 86_400);
/// The prefix of what a confirmation link carries.
const CONFIRM: Prefix = Prefix::new("vadc_");
/// The prefix of what an undo link carries.
const UNDO: Prefix = Prefix::new("vadu_");
/// How many mails to new addresses one network may cause before it waits.
const FREE_ACTS_A_NETWORK: u32 = 30;
/// How many of them one address may be sent before it waits.
const FREE_MAILS_AN_ADDRESS: u32 = 5;

/// Charges a mail to its address and to the network that asks for it (abuse case MAI-18).
/// A wait is noted as the outcome of `act`.
async fn charge(
    app: &Shared,
    caller: &Caller,
    account: &AccountId,
    (act, address): (&'static str, &EmailAddress),
) -> Result<Result<(), Refusal>, Fault> {
    let network = caller.network.to_string();
    for (kind, subject, free) in
        [("address", network.as_str(), FREE_ACTS_A_NETWORK), ("address_mail", address.folded(), FREE_MAILS_AN_ADDRESS)]
    {
        if let Err(wait) = rate_limit::charge_act(&app.db, app.now(), kind, subject, free).await? {
            audit::note_wait(app, caller, act, Some(account.as_str()), None).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    }
    Ok(Ok(()))
}

/// A new link and the mail that carries it. Where another account has the address, the
/// mail is a word to its owner and the link goes nowhere: the rest is the same for both.
struct Link {
    token: Token,
    letter: Prepared,
}

async fn link(app: &App, account: &Account, address: &EmailAddress) -> Result<Link, Fault> {
    let token = Token::generate(CONFIRM, app.fill());
    let owner = accounts::find_by_address(&app.db, address).await?;
    let letter = match &owner {
        Some(owner) => mail::known(app, address, owner)?,
        None => mail::confirm(app, address, &account.username, &token)?,
    };
    Ok(Link { token, letter })
}

/// A new undo link for the address that a change takes away: what its row keeps, and what
/// stands in its mail.
struct UndoLink {
    token: Token,
    row: Undoable,
    mail: Undo,
}

/// None for an address that is not settled: one that a thief has confirmed a moment ago must
/// not put itself back after the owner has removed it. None as well for one that was never
/// confirmed: it is told nothing.
fn undo_link(
    app: &App,
    account: &AccountId,
    change: Change,
    (listed, address): (&[Address], &Address),
) -> Result<Option<UndoLink>, Fault> {
    if !notices::is_settled(listed, address, app.now()) {
        return Ok(None);
    }
    let address = EmailAddress::parse(&address.address).map_err(|_| Fault::Broken("a stored address that is none"))?;
    let token = Token::generate(UNDO, app.fill());
    let mail = mail::undo(app, change, &address, &token);
    Ok(Some(UndoLink { token, row: Undoable { account: account.clone(), change, address }, mail }))
}

/// What happened, for the event.
#[derive(Clone, Copy)]
struct Act {
    action: &'static str,
    factor: Option<&'static str>,
}

/// The event of a decision, in its transaction.
async fn record<T>(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    account: &AccountId,
    act: Act,
    decided: &Result<T, Refusal>,
) -> Result<(), Fault> {
    let result = decided.as_ref().map_or_else(|refusal| refusal.told().slug, |_| "allowed");
    let event = Event { action: act.action, result, account: Some(account.as_str()), factor: act.factor };
    audit::record(tx, app, caller, event).await
}

/// What became of a verb, where of two accounts at once only one can have the address.
/// PostgreSQL tells the other one when it writes, and nothing of its verb is stored; then
/// `over` is the refusal, with its event.
async fn or_lost<T: Send + 'static>(
    app: &Shared,
    caller: &Caller,
    account: &AccountId,
    act: Act,
    decided: Result<Result<T, Refusal>, Fault>,
    over: Refusal,
) -> Result<Result<T, Refusal>, Fault> {
    let Err(Fault::Db(db::Error::Conflict)) = decided else { return decided };
    let (app2, caller, account) = (app.clone(), caller.clone(), account.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move { record::<()>(tx, &app2, &caller, &account, act, &Err(over)).await })
        })
        .await?;
    Ok(Err(over))
}
