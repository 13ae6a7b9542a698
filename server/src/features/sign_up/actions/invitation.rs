//! Invitations: a link by mail that already proves the address.

use std::time::Duration;

use db::{Durability, Tx};
use token_format::Token;

use super::super::refusal::Refusal;
use super::super::{mail, store};
use super::request::Request;
use super::{INVITATION, or_lost};
use crate::app::{App, Shared};
use crate::features::accounts::{self, AccountId, Role};
use crate::features::passwords::{self, PasswordHash};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::config::SignUp;
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::mail::EmailAddress;
use crate::platform::mail::outbox::put;

/// How long an invitation can be accepted.
const LASTS: Duration = Duration::from_secs(7 * 86_400);

/// What came of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// A mail is on its way.
    Sent,
    /// The address has an account.
    HasAccount,
}

/// The operator invites an address.
pub async fn invite(app: &Shared, caller: &Caller, address: &EmailAddress) -> Result<Invited, Fault> {
    if accounts::find_by_address(&app.db, address).await?.is_some() {
        return Ok(Invited::HasAccount);
    }
    let token = Token::generate(INVITATION, app.fill());
    let letter = mail::invitation(app, address, &token)?;
    let (app2, caller, address, now) = (app.clone(), caller.clone(), address.clone(), app.now());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                store::insert_invitation(tx, &token.hash(), &address, now, now.plus(LASTS)).await?;
                put(tx, &letter).await?;
                let event = Event { action: "sign_up.invite", result: "allowed", account: None, factor: None };
                audit::record(tx, &app2, &caller, event).await
            })
        })
        .await?;
    app.mail.wake();
    Ok(Invited::Sent)
}

/// The address an invitation is for, if it can be accepted.
pub async fn invited(app: &App, token: &str) -> Result<Option<EmailAddress>, Fault> {
    let Some(token) = Token::parse(INVITATION, token) else { return Ok(None) };
    if app.config.sign_up == SignUp::Closed {
        return Ok(None);
    }
    store::find_invitation(&app.db, &token.hash(), app.now()).await
}

/// Makes the account of somebody invited. The address is the invitation's, whatever
/// the form says.
pub async fn accept(
    app: &Shared,
    caller: &Caller,
    token: &str,
    request: Request,
) -> Result<Result<(), Refusal>, Fault> {
    // Before the hash: strangers with invented invitations are not to cost one each.
    if invited(app, token).await?.is_none() {
        return Ok(Err(Refusal::NotInvited));
    }
    let Some(token) = Token::parse(INVITATION, token) else { return Ok(Err(Refusal::NotInvited)) };
    let hash = passwords::hash(app, &request.password).await?;
    let (app2, caller2) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let account = AccountId::fresh(app2.now(), app2.rng.as_ref());
                let decided = decide(tx, &app2, &token, &request, &hash, &account).await?;
                let (result, subject) = match &decided {
                    Ok(()) => ("allowed", Some(account.as_str())),
                    Err(refusal) => (refusal.told().slug, None),
                };
                let event = Event { action: "sign_up.accept", result, account: subject, factor: None };
                audit::record(tx, &app2, &caller2, event).await?;
                Ok(decided)
            })
        })
        .await;
    or_lost(app, caller, "sign_up.accept", decided, Refusal::NotInvited).await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    token: &Token,
    request: &Request,
    hash: &PasswordHash,
    account: &AccountId,
) -> Result<Result<(), Refusal>, Fault> {
    let now = app.now();
    let Some(address) = store::open_invitation(tx, &token.hash(), now).await? else {
        return Ok(Err(Refusal::NotInvited));
    };
    if accounts::is_address_confirmed(tx, &address).await? {
        return Ok(Err(Refusal::NotInvited));
    }
    if !accounts::claim_name(tx, &request.username, None, account, now).await? {
        return Ok(Err(Refusal::NameTaken));
    }
    if !store::use_invitation(tx, &token.hash(), now).await? {
        // Used in this very moment.
        return Err(Fault::Db(db::Error::Conflict));
    }
    accounts::insert(tx, account, request.username.as_str(), Role::Member, now).await?;
    let row = id::fresh(now, app.rng.as_ref());
    if !accounts::insert_address(tx, &row, account, &address, Some(now), now).await? {
        return Err(Fault::Db(db::Error::Conflict));
    }
    passwords::put(tx, account, hash, now).await?;
    Ok(Ok(()))
}
