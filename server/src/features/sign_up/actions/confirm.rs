//! The link is followed, the password typed, and the account comes into being.

use db::{Durability, Tx};
use token_format::Token;

use super::super::refusal::Refusal;
use super::super::store::{self, Waiting};
use super::{LINK, or_lost};
use crate::app::{App, Shared};
use crate::features::accounts::{self, AccountId, Role};
use crate::features::passwords::{self, Compared, Password, PasswordFactor};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::rate_limit::{self, Subject};

/// The user name of the sign-up that a link is of. Looking uses nothing up: mail
/// scanners follow links too (abuse case MAI-14).
pub async fn look(app: &App, token: &str) -> Result<Option<String>, Fault> {
    let Some(token) = Token::parse(LINK, token) else { return Ok(None) };
    let found = store::find(&app.db, &token.hash(), app.now()).await?;
    Ok(found.map(|sign_up| sign_up.username.as_str().to_owned()))
}

/// Makes the account. It signs nobody in: the link may have been opened anywhere.
pub async fn confirm(
    app: &Shared,
    caller: &Caller,
    token: &str,
    password: &str,
) -> Result<Result<String, Refusal>, Fault> {
    let Some(token) = Token::parse(LINK, token) else { return Ok(Err(Refusal::LinkOver)) };
    let Some(sign_up) = store::find(&app.db, &token.hash(), app.now()).await? else {
        return Ok(Err(Refusal::LinkOver));
    };
    let password = match Password::parse(password) {
        Ok(password) => password,
        Err(_) => return Ok(Err(Refusal::WrongPassword)),
    };
    let subject = Subject::new(format!("sign-up:{}", sign_up.id));
    let charge = match rate_limit::charge::<PasswordFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, "sign_up.confirm", None, Some("password")).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let compared = passwords::compare(app, charge, Some(&sign_up.hash), &password).await?;
    settle(app, caller, sign_up, token, compared).await
}

async fn settle(
    app: &Shared,
    caller: &Caller,
    sign_up: Waiting,
    token: Token,
    compared: Compared,
) -> Result<Result<String, Refusal>, Fault> {
    let (app2, caller2) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let account = AccountId::fresh(app2.now(), app2.rng.as_ref());
                let decided = decide(tx, &app2, &sign_up, &token, compared, &account).await?;
                let (result, subject) = match &decided {
                    Ok(()) => ("allowed", Some(account.as_str())),
                    Err(refusal) => (refusal.told().slug, None),
                };
                let event = Event { action: "sign_up.confirm", result, account: subject, factor: Some("password") };
                audit::record(tx, &app2, &caller2, event).await?;
                Ok(decided.map(|()| sign_up.username.as_str().to_owned()))
            })
        })
        .await;
    or_lost(app, caller, "sign_up.confirm", decided, Refusal::LinkOver).await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    sign_up: &Waiting,
    token: &Token,
    compared: Compared,
    account: &AccountId,
) -> Result<Result<(), Refusal>, Fault> {
    let now = app.now();
    if !compared.is_same {
        return Ok(Err(Refusal::WrongPassword));
    }
    // Decided before any write: a sign-up of an address that has an account by now
    // leads nowhere, however its link came to be followed.
    if sign_up.is_address_known || accounts::is_address_confirmed(tx, &sign_up.address).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    if !store::consume(tx, &token.hash(), now).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    rate_limit::clear(tx, compared.receipt).await?;
    if !accounts::claim_name(tx, &sign_up.username, Some(&sign_up.id), account, now).await? {
        return Err(Fault::Broken("a reserved name that somebody else has"));
    }
    accounts::insert(tx, account, sign_up.username.as_str(), Role::Member, now).await?;
    let row = id::fresh(now, app.rng.as_ref());
    if !accounts::insert_address(tx, &row, account, &sign_up.address, Some(now), now).await? {
        return Err(Fault::Db(db::Error::Conflict));
    }
    let hash = compared.rehashed.as_ref().unwrap_or(&sign_up.hash);
    passwords::put(tx, account, hash, now).await?;
    Ok(Ok(()))
}
