//! The link that makes the first administrator: made at start while there is none,
//! works once, for an hour, and is void once an administrator exists.

use std::time::Duration;

use db::{Durability, Tx};
use token_format::{Prefix, Token, TokenHash};

use super::store;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, Role};
use crate::features::known_browsers;
use crate::features::passwords::{self, Checked, NotAPassword, Password, PasswordFactor};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject, Wait};

/// The file it is written to where nobody looks at a terminal.
pub const LINK_FILE: &str = "first-admin";
const PREFIX: Prefix = Prefix::new("vadm_");
const LASTS: Duration = Duration::from_secs(3_600);

/// Why nobody becomes administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The link was used, is too old, or came too late.
    Over,
    /// What was typed cannot be a password.
    NotAPassword(NotAPassword),
    /// It is not the account's password.
    WrongPassword,
    /// Too many tries.
    Wait(Wait),
}

/// Makes the link, in place of the last one. `None`: there is an administrator.
pub async fn make_link(app: &Shared) -> Result<Option<String>, Fault> {
    let token = Token::generate(PREFIX, app.fill());
    let (hash, expires_at) = (token.hash(), app.now().plus(LASTS));
    let made = app
        .db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                if accounts::exists_administrator(tx).await? {
                    return Ok::<_, Fault>(false);
                }
                store::put_link(tx, &hash, expires_at).await?;
                Ok(true)
            })
        })
        .await?;
    Ok(made.then(|| format!("{}/first-admin?token={}", app.config.origin.as_str(), token.expose())))
}

/// Whether the link can still be used. Looking uses nothing up.
pub async fn is_open(app: &Shared, token: &str) -> Result<bool, Fault> {
    let Some(token) = Token::parse(PREFIX, token) else { return Ok(false) };
    store::is_link_open(&app.db, &token.hash(), app.now()).await
}

/// Gives the account the role, for its password typed now.
pub async fn claim(
    app: &Shared,
    caller: &Caller,
    account: &Account,
    token: &str,
    password: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let Some(token) = Token::parse(PREFIX, token) else { return Ok(Err(Refusal::Over)) };
    let password = match Password::parse(password) {
        Ok(password) => password,
        Err(not) => return Ok(Err(Refusal::NotAPassword(not))),
    };
    let lane = known_browsers::lane(&app.db, Some((&account.id, account.epoch)), caller, app.now()).await?;
    let subject = Subject::new(account.id.as_str()).in_lane(lane);
    let charge = match rate_limit::charge::<PasswordFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, "admin.first", Some(account.id.as_str()), Some("password")).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let stored = passwords::stored(&app.db, Some(&account.id)).await?;
    let checked = passwords::check(app, charge, stored.as_ref().map(|hash| (&account.id, hash)), &password).await?;
    let (app2, caller, account) = (app.clone(), caller.clone(), account.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &account, token.hash(), checked).await?;
                let result = if decided.is_ok() { "allowed" } else { "refused" };
                let subject = Some(account.id.as_str());
                let event = Event { action: "admin.first", result, account: subject, factor: Some("password") };
                audit::record(tx, &app2, &caller, event).await?;
                Ok(decided)
            })
        })
        .await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    account: &Account,
    token: TokenHash,
    checked: Checked,
) -> Result<Result<(), Refusal>, Fault> {
    if checked.verified.is_none() {
        return Ok(Err(Refusal::WrongPassword));
    }
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else { return Ok(Err(Refusal::Over)) };
    rate_limit::clear(tx, checked.receipt).await?;
    if !store::use_link(tx, &token, app.now()).await? || accounts::exists_administrator(tx).await? {
        return Ok(Err(Refusal::Over));
    }
    accounts::set_role(tx, locked.id(), Role::Administrator).await?;
    Ok(Ok(()))
}
