//! The mail is asked for again.

use db::Durability;
use token_format::Token;

use super::super::{mail, store};
use super::LINK;
use super::request::charge;
use crate::app::Shared;
use crate::features::accounts::{self, Username};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;
use crate::platform::mail::outbox::put;
use crate::platform::rate_limit::Wait;

/// Sends the sign-up's mail again, with a new link in place of the old one. The
/// answer is the same where there is no such sign-up.
pub async fn resend(
    app: &Shared,
    caller: &Caller,
    username: &Username,
    address: &EmailAddress,
) -> Result<Result<(), Wait>, Fault> {
    if let Err(wait) = charge(app, caller, address).await? {
        audit::note_wait(app, caller, "sign_up.resend", None, None).await?;
        return Ok(Err(wait));
    }
    let found = store::find_waiting(&app.db, username, address, app.now()).await?;
    let owner = accounts::find_by_address(&app.db, address).await?;
    let token = Token::generate(LINK, app.fill());
    let name = found.as_ref().map_or(username, |sign_up| &sign_up.username);
    let mail = match &owner {
        Some(owner) => mail::address_known(app, address, owner)?,
        None => mail::confirm(app, address, name.as_str(), &token)?,
    };
    let (id, hash) = (found.map(|sign_up| sign_up.id).unwrap_or_default(), token.hash());
    let until = app.now().plus(app.config.sign_up_link);
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let is_waiting = store::renew(tx, &id, &hash, until).await?;
                if is_waiting {
                    // The mail says how long its link works: the name stays reserved as long.
                    accounts::extend_name(tx, &id, until).await?;
                    put(tx, &mail).await?;
                }
                let result = if is_waiting { "allowed" } else { "unknown" };
                let event = Event { action: "sign_up.resend", result, account: None, factor: None };
                audit::record(tx, &app2, &caller, event).await
            })
        })
        .await?;
    app.mail.wake();
    Ok(Ok(()))
}
