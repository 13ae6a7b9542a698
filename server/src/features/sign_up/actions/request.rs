//! A sign-up is asked for.

use db::{Durability, Tx};
use token_format::Token;

use super::super::refusal::Refusal;
use super::super::{mail, store};
use super::{FREE_ACTS_A_NETWORK, FREE_MAILS_AN_ADDRESS, LINK};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Username};
use crate::features::passwords::{self, Context, Password};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::config::SignUp;
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::mail::outbox::put;
use crate::platform::mail::{EmailAddress, Prepared};
use crate::platform::rate_limit;

/// What was typed, past the door.
pub struct Request {
    /// The wished name.
    pub username: Username,
    /// The address to confirm.
    pub address: EmailAddress,
    /// The chosen password.
    pub password: Password,
}

impl Request {
    /// Parses all three fields and says everything that is wrong with them.
    pub fn parse(app: &App, username: &str, address: &str, password: &str) -> Result<Self, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let username_read = match username {
            "" => Err(Refusal::NameMissing),
            text => Username::parse(text).map_err(Refusal::NotAName),
        };
        let address_read = match address.trim_matches(|c: char| c.is_ascii_whitespace()) {
            "" => Err(Refusal::AddressMissing),
            text => EmailAddress::parse(text).map_err(Refusal::NotAnAddress),
        };
        let context = Context { username, address, has_two_step: false };
        let password_read = Password::parse(password).map_err(Refusal::NotAPassword).and_then(|password| {
            match passwords::judge(app, &password, &context).refused {
                Some(weak) => Err(Refusal::TooWeak(weak)),
                None => Ok(password),
            }
        });
        refusals.extend(username_read.as_ref().err().copied());
        refusals.extend(address_read.as_ref().err().copied());
        refusals.extend(password_read.as_ref().err().copied());
        match (username_read, address_read, password_read) {
            (Ok(username), Ok(address), Ok(password)) => Ok(Self { username, address, password }),
            _ => Err(refusals),
        }
    }
}

/// Notes a sign-up and sends its mail. The same happens for an address that is known:
/// one hash, one row, one mail.
pub async fn request(app: &Shared, caller: &Caller, request: Request) -> Result<Result<(), Refusal>, Fault> {
    if app.config.sign_up != SignUp::Open {
        return Ok(Err(Refusal::Closed));
    }
    if let Err(wait) = charge(app, caller, &request.address).await? {
        audit::note_wait(app, caller, "sign_up.request", None, None).await?;
        return Ok(Err(Refusal::Wait(wait)));
    }
    submit(app, caller, &request.username, &request.address, &request.password).await
}

/// Charges a mail to its address and to the network that asks for it.
pub(super) async fn charge(
    app: &App,
    caller: &Caller,
    address: &EmailAddress,
) -> Result<Result<(), rate_limit::Wait>, Fault> {
    let now = app.now();
    let by_network = rate_limit::charge_network_act(&app.db, now, "sign_up", &caller.network, FREE_ACTS_A_NETWORK);
    if let Err(wait) = by_network.await? {
        return Ok(Err(wait));
    }
    let address = address.folded();
    rate_limit::charge_act(&app.db, now, "sign_up_mail", address, FREE_MAILS_AN_ADDRESS).await
}

/// The same for the operator, who is not charged.
pub async fn submit(
    app: &Shared,
    caller: &Caller,
    username: &Username,
    address: &EmailAddress,
    password: &Password,
) -> Result<Result<(), Refusal>, Fault> {
    let hash = passwords::hash(app, password).await?;
    let owner = accounts::find_by_address(&app.db, address).await?;
    let token = Token::generate(LINK, app.fill());
    let mail = match &owner {
        Some(owner) => mail::address_known(app, address, owner)?,
        None => mail::confirm(app, address, username.as_str(), &token)?,
    };
    let now = app.now();
    let row = store::NewSignUp {
        id: id::fresh(now, app.rng.as_ref()),
        username: username.clone(),
        address: address.clone(),
        hash,
        token_hash: token.hash(),
        is_address_known: owner.is_some(),
        now,
        expires_at: now.plus(app.config.sign_up_link),
    };
    let decided = write(app, caller, row, mail).await?;
    app.mail.wake();
    Ok(decided)
}

async fn write(
    app: &Shared,
    caller: &Caller,
    row: store::NewSignUp,
    mail: Prepared,
) -> Result<Result<(), Refusal>, Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &row, &mail).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let event = Event { action: "sign_up.request", result, account: None, factor: None };
                audit::record(tx, &app2, &caller, event).await?;
                Ok(decided)
            })
        })
        .await
}

async fn decide(tx: &mut Tx, row: &store::NewSignUp, mail: &Prepared) -> Result<Result<(), Refusal>, Fault> {
    if !accounts::reserve_name(tx, &row.username, &row.id, row.now, row.expires_at).await? {
        return Ok(Err(Refusal::NameTaken));
    }
    store::insert(tx, row).await?;
    put(tx, mail).await?;
    Ok(Ok(()))
}
