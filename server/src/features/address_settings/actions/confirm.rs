//! The link in a mail is followed.

use db::{Durability, Tx};
use token_format::Token;

use super::super::mail;
use super::super::refusal::Refusal;
use super::super::store::{self, Confirmation};
use super::{Act, CONFIRM, or_lost, record};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account};
use crate::features::notices::{self, Change, Kind, Mails};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

const ACT: Act = Act { action: "address.confirm", factor: Some("mail") };

/// The account and the address that a link is for.
pub struct Confirming {
    /// Whose the address becomes, whoever is signed in (abuse case MAI-15).
    pub account: Account,
    /// The address.
    pub address: EmailAddress,
}

/// What a link is for, if it still counts. Looking uses nothing up (abuse case MAI-14).
pub async fn look(app: &App, token: &str) -> Result<Option<Confirming>, Fault> {
    let Some(token) = Token::parse(CONFIRM, token) else { return Ok(None) };
    let Some(found) = store::find_confirmation(&app.db, &token.hash(), app.now()).await? else { return Ok(None) };
    let Confirmation { account, epoch, address } = found;
    let account = accounts::active(&app.db, &account, epoch).await?;
    Ok(account.map(|account| Confirming { account, address }))
}

/// Confirms the address for the link's account. It signs nobody in.
pub async fn confirm(app: &Shared, caller: &Caller, token: &str) -> Result<Result<Confirming, Refusal>, Fault> {
    let Some(Confirming { account, address }) = look(app, token).await? else { return Ok(Err(Refusal::LinkOver)) };
    let Some(token) = Token::parse(CONFIRM, token) else { return Ok(Err(Refusal::LinkOver)) };
    let notice = mail::confirmed(app, &account, address.as_str());
    let change = Change::new(Kind::AddressConfirmed, address.folded(), address.as_str());
    let mails = notices::prepare_change(app, caller, &account, notice, change).await?;
    let (app2, caller2, id) = (app.clone(), caller.clone(), account.id.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &account, &address, &token, &mails).await?;
                record(tx, &app2, &caller2, &account.id, ACT, &decided).await?;
                Ok(decided.map(|()| Confirming { account, address }))
            })
        })
        .await;
    let decided = or_lost(app, caller, &id, ACT, decided, Refusal::LinkOver).await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    account: &Account,
    address: &EmailAddress,
    token: &Token,
    mails: &Mails,
) -> Result<Result<(), Refusal>, Fault> {
    let now = app.now();
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::LinkOver));
    };
    // Decided before any write: the first to confirm an address has it.
    if accounts::is_address_confirmed(tx, address).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    if !store::consume_confirmation(tx, &locked, &token.hash(), now).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    if !accounts::confirm_address(tx, &locked, address.as_str(), now).await? {
        return Err(Fault::Broken("a link for an address that is not in the list"));
    }
    notices::put(tx, mails).await?;
    Ok(Ok(()))
}
