//! The verbs.

use std::time::Duration;

use db::{Durability, Tx};
use token_format::{Prefix, Token};

use super::refusal::Refusal;
use super::{mail, store};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, Login, State};
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::passwords::{self, Context, Password, PasswordFactor, PasswordHash};
use crate::features::sessions;
use crate::features::two_step;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::mail::{EmailAddress, Prepared, outbox};
use crate::platform::rate_limit::{self, Subject};

/// How long a link works.
pub(super) const LASTS: Duration = Duration::from_secs(30 * 60);
/// The prefix of what it carries.
const LINK: Prefix = Prefix::new("vpwr_");
/// How many links one network may ask for before it waits.
const FREE_ACTS_A_NETWORK: u32 = 30;
/// How many links may be asked for one account, or one login nobody has, before it waits.
const FREE_MAILS_A_LOGIN: u32 = 5;

/// Sends the account's primary address a link. The answer and the work are the same where
/// there is no such account (abuse cases ENU-06, MAI-18).
pub async fn request(app: &Shared, caller: &Caller, login: &str) -> Result<Result<(), Refusal>, Fault> {
    if login.trim().is_empty() {
        return Ok(Err(Refusal::LoginMissing));
    }
    let login = Login::parse(login);
    let account = login.find(&app.db).await?;
    if let Err(wait) = charge(app, caller, &login, account.as_ref()).await? {
        let id = account.as_ref().map(|account| account.id.as_str());
        audit::note_wait(app, caller, "password.recover", id, None).await?;
        return Ok(Err(Refusal::Wait(wait)));
    }
    let account = account.filter(|account| account.state == State::Active);
    let to = match &account {
        Some(account) => reached_at(app, account).await?,
        None => None,
    };
    let token = Token::generate(LINK, app.fill());
    let nobody = EmailAddress::parse("nobody@example.org").map_err(|_| Fault::Broken("an address that is none"))?;
    let username = account.as_ref().map_or("nobody", |account| account.username.as_str());
    let letter = mail::link(app, to.as_ref().unwrap_or(&nobody), username, &token)?;
    let owner = account.filter(|_| to.is_some());
    send(app, caller, owner, token, letter).await?;
    Ok(Ok(()))
}

/// Where the link goes: to the primary address. While changes are frozen, to the first one that
/// was confirmed before the change they are frozen for: an address that came with it, or after
/// it, may be the thief's, whom the freeze is to keep out.
async fn reached_at(app: &App, account: &Account) -> Result<Option<EmailAddress>, Fault> {
    let listed = accounts::addresses(&app.db, &account.id).await?;
    let freeze = accounts::freeze_of(&app.db, &account.id, app.now()).await?;
    let is_old = |at: Timestamp| freeze.is_none_or(|freeze| at < freeze.since);
    let confirmed = listed.iter().filter(|one| one.confirmed_at.is_some());
    let first = confirmed.clone().find(|one| one.confirmed_at.is_some_and(is_old));
    let reached = first.or_else(|| confirmed.clone().next());
    Ok(reached.and_then(|one| EmailAddress::parse(&one.address).ok()))
}

async fn charge(
    app: &App,
    caller: &Caller,
    login: &Login,
    account: Option<&Account>,
) -> Result<Result<(), rate_limit::Wait>, Fault> {
    let (now, act) = (app.now(), "password_recovery");
    let by_network = rate_limit::charge_network_act(&app.db, now, act, &caller.network, FREE_ACTS_A_NETWORK);
    if let Err(wait) = by_network.await? {
        return Ok(Err(wait));
    }
    let subject = login.subject(app, account);
    rate_limit::charge_act(&app.db, now, "password_recovery_mail", subject.as_str(), FREE_MAILS_A_LOGIN).await
}

async fn send(
    app: &Shared,
    caller: &Caller,
    owner: Option<Account>,
    token: Token,
    letter: Prepared,
) -> Result<(), Fault> {
    let (app2, caller, until) = (app.clone(), caller.clone(), app.now().plus(LASTS));
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                if let Some(owner) = &owner {
                    store::put(tx, owner, &token.hash(), until).await?;
                    outbox::put(tx, &letter).await?;
                }
                let (result, account) = match &owner {
                    Some(owner) => ("allowed", Some(owner.id.as_str())),
                    None => ("unknown", None),
                };
                let event = Event { action: "password.recover", result, account, factor: None };
                audit::record(tx, &app2, &caller, event).await
            })
        })
        .await?;
    app.mail.wake();
    Ok(())
}

/// The account a link is for, if it still counts. Looking uses nothing up.
pub async fn look(app: &App, token: &str) -> Result<Option<Account>, Fault> {
    let Some(token) = Token::parse(LINK, token) else { return Ok(None) };
    match store::find(&app.db, &token.hash(), app.now()).await? {
        Some((account, epoch)) => accounts::active(&app.db, &account, epoch).await,
        None => Ok(None),
    }
}

/// What one transaction writes, prepared before it begins.
struct Reset {
    token: Token,
    account: Account,
    hash: PasswordHash,
    mails: Mails,
}

/// Sets the password of the link's account. Every session ends and none is opened.
pub async fn set(app: &Shared, caller: &Caller, token: &str, new: &str) -> Result<Result<(), Refusal>, Fault> {
    let Some(account) = look(app, token).await? else { return Ok(Err(Refusal::LinkOver)) };
    let Some(token) = Token::parse(LINK, token) else { return Ok(Err(Refusal::LinkOver)) };
    let new = match judged(app, &account, new).await? {
        Ok(new) => new,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let hash = passwords::hash(app, &new).await?;
    let old = passwords::stored(&app.db, Some(&account.id)).await?;
    let change = Change::new(Kind::Password, "", "").after_password(old.map(|hash| hash.stored_form().to_owned()));
    let notice = passwords::changed_notice(app, &account);
    let mails = notices::prepare_change(app, caller, &account, notice, change).await?;
    let (app2, caller) = (app.clone(), caller.clone());
    let reset = Reset { token, account, hash, mails };
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &reset).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let account = Some(reset.account.id.as_str());
                let event = Event { action: "password.reset", result, account, factor: Some("mail") };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn judged(app: &App, account: &Account, new: &str) -> Result<Result<Password, Refusal>, Fault> {
    let addresses = accounts::confirmed_addresses(&app.db, &account.id).await?;
    let address = addresses.first().map(EmailAddress::as_str).unwrap_or_default();
    let has_two_step = two_step::is_on(&app.db, &account.id).await?;
    Ok(match Password::parse(new) {
        Err(not) => Err(Refusal::NotAPassword(not)),
        Ok(new) => {
            let context = Context { username: &account.username, address, has_two_step };
            passwords::judge(app, &new, &context).refused.map_or(Ok(new), |weak| Err(Refusal::TooWeak(weak)))
        }
    })
}

async fn decide(tx: &mut Tx, app: &App, reset: &Reset) -> Result<Result<(), Refusal>, Fault> {
    let (now, account) = (app.now(), &reset.account);
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::LinkOver));
    };
    if !store::consume(tx, &locked, &reset.token.hash(), now).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    passwords::put(tx, locked.id(), &reset.hash, now).await?;
    // The new password has had no tries yet (abuse case BRF-01: a reset re-enables).
    rate_limit::reset::<PasswordFactor>(tx, &Subject::new(locked.id().as_str())).await?;
    sessions::end_others(tx, locked.id(), None).await?;
    locked.begin_epoch(tx).await?;
    notices::put(tx, &reset.mails).await?;
    Ok(Ok(()))
}
