//! The verbs.

use db::{Durability, Tx};

use super::mail::{self, About};
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, Login};
use crate::features::known_browsers;
use crate::features::notices::{self, Mails};
use crate::features::passwords::{self, Checked, Password, PasswordFactor, PasswordHash};
use crate::features::second_door::{self, Code};
use crate::features::security_keys::{self, Ceremony, Purpose};
use crate::features::sessions::{self, Opened, OpenedPending, Pending, SecondDoor, SecondFactor, SignedIn};
use crate::features::trusted_browsers::{self, Claim, Outcome, Renewed};
use crate::features::two_step;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::rate_limit;

const PASSWORD: &str = "sign_in.password";
/// The password was right, and what came with it was a copy of a browser's trust.
const TRUST_REUSED: &str = "trust-reused";

/// Where the first door leads.
pub enum Started {
    /// No second factor is enrolled: signed in.
    SignedIn(Opened),
    /// The browser is trusted with the second: signed in.
    Trusted(Opened, Renewed),
    /// The second door is next.
    SecondStep(OpenedPending),
    /// So it is, after a copy of a browser's trust was used: that has ended.
    Stolen(OpenedPending),
}

/// What the browser brought besides what was typed.
#[derive(Default)]
pub struct Brought {
    /// The session that it had until now: a new one ends it.
    pub session: Option<SignedIn>,
    /// The trust that it had.
    pub trust: Option<Claim>,
}

/// The second door is passed.
pub struct Finished {
    /// The session.
    pub opened: Opened,
    /// The trust that the browser has from now on, where it was asked for and may be given.
    pub trust: Option<Renewed>,
}

/// The first door. The answer, its work and its statements are the same whether the
/// account exists, is disabled, or has another password (abuse cases ENU-01, ENU-02).
pub async fn start(
    app: &Shared,
    caller: &Caller,
    login: &str,
    password: &str,
    brought: Brought,
) -> Result<Result<Started, Refusal>, Fault> {
    if login.trim().is_empty() {
        return Ok(Err(Refusal::LoginMissing));
    }
    let password = match Password::parse(password) {
        Ok(password) => password,
        Err(not) => return Ok(Err(Refusal::NotAPassword(not))),
    };
    let login = Login::parse(login);
    let account = login.find(&app.db).await?;
    let stored = passwords::stored(&app.db, account.as_ref().map(|a| &a.id)).await?;
    let known = account.as_ref().map(|account| (&account.id, account.epoch));
    let lane = known_browsers::lane(&app.db, known, caller, app.now()).await?;
    let subject = login.subject(app, account.as_ref()).in_lane(lane);
    let charge = match rate_limit::charge::<PasswordFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(
                app,
                caller,
                PASSWORD,
                account.as_ref().map(|account| account.id.as_str()),
                Some("password"),
            )
            .await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let known = account.as_ref().zip(stored.as_ref()).map(|(account, hash)| (&account.id, hash));
    let checked = passwords::check(app, charge, known, &password).await?;
    settle(app, caller, (account, stored), checked, brought).await
}

async fn settle(
    app: &Shared,
    caller: &Caller,
    (account, stored): (Option<Account>, Option<PasswordHash>),
    checked: Checked,
    Brought { session: replaced, trust }: Brought,
) -> Result<Result<Started, Refusal>, Fault> {
    // A session must survive the loss of power, a pending sign-in need not. Where the
    // guess is wrong, because two-step verification was switched meanwhile, the verb
    // is merely more or less durable than it had to be by one commit.
    let id = account.as_ref().map(|account| &account.id);
    let is_expected_on = match id {
        Some(id) if checked.verified.is_some() => two_step::is_on(&app.db, id).await?,
        _ => true,
    };
    let stolen = match &account {
        Some(account) if checked.verified.is_some() && trust.is_some() => {
            Some(trusted_browsers::stolen(app, caller, account).await?)
        }
        _ => None,
    };
    let opens = !is_expected_on || stolen.is_some();
    let notice = match &account {
        Some(account) if opens => Some(mail::prepare(app, caller, account, About::NewDevice).await?),
        _ => None,
    };
    let durability = if opens { Durability::Power } else { Durability::Process };
    let (app2, caller) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(durability, move |tx| {
            Box::pin(async move {
                let known = (account.as_ref(), stored.as_ref());
                let decided = decide(tx, &app2, &caller, known, checked, trust.as_ref()).await?;
                match &decided {
                    Ok(Started::SignedIn(opened) | Started::Trusted(opened, _)) => {
                        end(tx, replaced.as_ref()).await?;
                        tell(tx, opened, notice.as_ref()).await?;
                    }
                    Ok(Started::Stolen(_)) => tell_stolen(tx, stolen.as_ref()).await?,
                    Ok(Started::SecondStep(_)) | Err(_) => {}
                }
                let id = account.as_ref().map(|account| account.id.as_str());
                let event = match &decided {
                    Ok(Started::Stolen(_)) => {
                        Event { result: TRUST_REUSED, ..event(PASSWORD, id, &decided, "password") }
                    }
                    _ => event(PASSWORD, id, &decided, "password"),
                };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    if decided.is_ok() {
        app.mail.wake();
    }
    Ok(decided)
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    (account, stored): (Option<&Account>, Option<&PasswordHash>),
    checked: Checked,
    trust: Option<&Claim>,
) -> Result<Result<Started, Refusal>, Fault> {
    let (Some(account), Some(verified)) = (account, checked.verified) else { return Ok(Err(Refusal::Wrong)) };
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else { return Ok(Err(Refusal::Wrong)) };
    rate_limit::clear(tx, checked.receipt).await?;
    if let Some((old, new)) = stored.zip(checked.rehashed.as_ref()) {
        passwords::replace_hash(tx, locked.id(), old, new).await?;
    }
    if let Some(none) = two_step::none_enrolled(tx, &locked).await? {
        return Ok(Ok(Started::SignedIn(sessions::open(tx, app, &locked, &verified, &none, caller).await?)));
    }
    let outcome = match trust {
        Some(claim) => trusted_browsers::pass(tx, app, &locked, claim).await?,
        None => Outcome::Nothing,
    };
    Ok(Ok(match outcome {
        Outcome::Trusted(trusted, renewed) => {
            let opened = sessions::open(tx, app, &locked, &verified, &trusted, caller).await?;
            Started::Trusted(opened, renewed)
        }
        Outcome::Stolen => Started::Stolen(sessions::open_pending(tx, app, &locked, &verified, caller).await?),
        Outcome::Nothing => Started::SecondStep(sessions::open_pending(tx, app, &locked, &verified, caller).await?),
    }))
}

/// The second door.
pub async fn finish(
    app: &Shared,
    caller: &Caller,
    pending: Pending,
    (code, wants_trust): (&str, bool),
    replaced: Option<SignedIn>,
) -> Result<Result<Finished, Refusal>, Fault> {
    let code = match Code::parse(code) {
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotACode(not))),
    };
    let holder = pending.name();
    let attempt = match second_door::attempt(app, ceremony(&pending, &holder), &code, caller).await? {
        Ok(attempt) => attempt,
        Err(wait) => {
            let (action, account) = ("sign_in.second_step", Some(pending.account_id().as_str()));
            audit::note_wait(app, caller, action, account, None).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let notice = match accounts::find(&app.db, pending.account_id()).await? {
        Some(account) => Some(mail::prepare(app, caller, &account, about(&attempt)).await?),
        None => None,
    };
    let (app2, caller) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let factor = attempt.factor().as_str();
                let decided = pass(tx, &app2, &caller, &pending, (attempt, wants_trust)).await?;
                if let Ok(Finished { opened, .. }) = &decided {
                    end(tx, replaced.as_ref()).await?;
                    tell(tx, opened, notice.as_ref()).await?;
                }
                let event = event("sign_in.second_step", Some(pending.account_id().as_str()), &decided, factor);
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

fn ceremony<'a>(pending: &'a Pending, holder: &'a str) -> Ceremony<'a> {
    Ceremony { account: pending.account_id(), epoch: pending.epoch(), holder, purpose: Purpose::SignIn }
}

/// What the browser asks a security key for the second door. `None`: the account has none.
pub async fn ask_key(app: &Shared, pending: &Pending) -> Result<Option<serde_json::Value>, Fault> {
    security_keys::ask_assertion(app, ceremony(pending, &pending.name())).await
}

async fn pass(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    pending: &Pending,
    (attempt, wants_trust): (second_door::Attempt, bool),
) -> Result<Result<Finished, Refusal>, Fault> {
    let now = app.now();
    let Some(locked) = accounts::lock(tx, pending.account_id(), pending.epoch()).await? else {
        return Ok(Err(Refusal::PendingEnded));
    };
    // Before the code is spent: a code is not lost to a sign-in that cannot go on. The
    // row is used up only if the code opens the door.
    if !sessions::hold_pending(tx, pending, now).await? {
        return Ok(Err(Refusal::PendingEnded));
    }
    let passed = match second_door::settle(tx, &locked, attempt, now).await? {
        Ok(passed) => passed,
        Err(refusal) => return Ok(Err(Refusal::Code(refusal))),
    };
    if !sessions::consume_pending(tx, pending, now).await? {
        return Err(Fault::Broken("a pending sign-in that ended while it was held"));
    }
    debug_assert!(passed.factor().is_some());
    let opened = sessions::open(tx, app, &locked, pending, &passed, caller).await?;
    let trust = match opened.browser_id.as_deref().filter(|_| wants_trust) {
        Some(browser) => trusted_browsers::begin(tx, app, &locked, (browser, opened.second_factor), caller).await?,
        None => None,
    };
    Ok(Ok(Finished { opened, trust }))
}

/// Ends the session that a new one takes the place of (ASVS v5-7.2.4).
async fn end(tx: &mut Tx, replaced: Option<&SignedIn>) -> Result<(), Fault> {
    if let Some(old) = replaced {
        sessions::end(tx, &old.account.id, &old.session.id).await?;
    }
    Ok(())
}

fn about(attempt: &second_door::Attempt) -> About {
    if attempt.factor() == SecondFactor::RecoveryCode { About::RecoveryCode } else { About::NewDevice }
}

/// Tells the owner of a sign-in from somewhere new, and of each that used a recovery code up.
async fn tell(tx: &mut Tx, opened: &Opened, notice: Option<&Mails>) -> Result<(), Fault> {
    match notice {
        Some(mails) if opened.is_new_device || opened.second_factor == Some(SecondFactor::RecoveryCode) => {
            notices::put(tx, mails).await
        }
        _ => Ok(()),
    }
}

/// Tells the owner that a copy of a browser's trust was used.
async fn tell_stolen(tx: &mut Tx, mails: Option<&Mails>) -> Result<(), Fault> {
    match mails {
        Some(mails) => notices::put(tx, mails).await,
        None => Ok(()),
    }
}

/// Gives a pending sign-in up.
pub async fn start_again(app: &Shared, caller: &Caller, pending: Pending) -> Result<(), Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                sessions::end_pending(tx, &pending, app2.now()).await?;
                let account = Some(pending.account_id().as_str());
                let event = Event { action: "sign_in.start_again", result: "allowed", account, factor: None };
                audit::record(tx, &app2, &caller, event).await
            })
        })
        .await
}

/// Ends the session. It counts nowhere from the answer on.
pub async fn sign_out(app: &Shared, caller: &Caller, signed_in: SignedIn) -> Result<(), Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let account = signed_in.account.id;
                sessions::end(tx, &account, &signed_in.session.id).await?;
                let event =
                    Event { action: "sign_out", result: "allowed", account: Some(account.as_str()), factor: None };
                audit::record(tx, &app2, &caller, event).await
            })
        })
        .await
}

fn event<'a, T>(
    action: &'static str,
    account: Option<&'a str>,
    decided: &Result<T, Refusal>,
    factor: &'static str,
) -> Event<'a> {
    let result = match decided {
        Ok(_) => "allowed",
        Err(refusal) => refusal.told().slug,
    };
    Event { action, result, account, factor: Some(factor) }
}
