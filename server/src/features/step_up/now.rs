//! Both proofs in one submission.

use db::{Durability, Tx};

use super::key;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts::{self, AccountId, Locked};
use crate::features::known_browsers;
use crate::features::passwords::{self, Checked, Password, PasswordFactor, Verified};
use crate::features::second_door::{self, Attempt, Code, Passed};
use crate::features::sessions::{FirstDoor, SecondDoor, SecondFactor, SignedIn};
use crate::features::two_step::{self, NoneEnrolled};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Receipt, Subject};

/// A right password and, where one was asked, a code that was charged for; nothing is
/// used up yet.
pub struct Prepared {
    verified: Verified,
    receipt: Receipt<PasswordFactor>,
    attempt: Option<Attempt>,
}

impl Prepared {
    /// The kind of second factor that was tried, for the audit event.
    pub fn second_factor(&self) -> Option<SecondFactor> {
        self.attempt.as_ref().map(Attempt::factor)
    }
}

/// Evidence of both doors, made in this very submission. Only [`settle`] makes it.
pub struct Proved {
    first: Verified,
    second: Second,
}

enum Second {
    Passed(Passed),
    NoneEnrolled(NoneEnrolled),
}

impl FirstDoor for Proved {
    fn account(&self) -> &AccountId {
        self.first.account()
    }

    fn at(&self) -> Timestamp {
        self.first.at()
    }
}

impl SecondDoor for Proved {
    fn account(&self) -> &AccountId {
        match &self.second {
            Second::Passed(passed) => passed.account(),
            Second::NoneEnrolled(none) => none.account(),
        }
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        match &self.second {
            Second::Passed(passed) => passed.factor(),
            Second::NoneEnrolled(none) => none.factor(),
        }
    }
}

/// What came in one submission, for one act.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// The act, as its audit event names it.
    pub act: &'static str,
    /// The password.
    pub password: &'a str,
    /// A code, or the answer of a security key to this session's challenge; counts only while
    /// two-step verification is on.
    pub code: &'a str,
}

/// Charges and compares what was typed. The password comes first: without it a guesser
/// learns nothing of the second door. A wrong password leaves the act's event.
///
/// A recovery code proves nothing in a session that has shown the codes.
pub async fn prepare(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    typed: Typed<'_>,
) -> Result<Result<Prepared, Refusal>, Fault> {
    let is_on = two_step::is_on(&app.db, &signed_in.account.id).await?;
    let password = match Password::parse(typed.password) {
        Ok(password) => password,
        Err(not) => return Ok(Err(Refusal::NotAPassword(not))),
    };
    let code = match is_on.then(|| Code::parse(typed.code)).transpose() {
        Ok(Some(Code::Recovery(_))) if signed_in.session.codes_seen => return Ok(Err(Refusal::CodesSeen)),
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotACode(not))),
    };
    try_both(app, caller, signed_in, typed.act, (password, code)).await
}

/// As [`prepare`], for an act that asks a code of the app: `code` is none where the
/// session has proved one a moment ago. While changes are frozen it has to be typed: of what
/// the session proved nobody knows since when it is the account's.
pub async fn prepare_with_app(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    typed: Typed<'_>,
) -> Result<Result<Prepared, Refusal>, Fault> {
    let has_fresh_app = !asks_app_code(app, signed_in).await?;
    let password = match Password::parse(typed.password) {
        Ok(password) => password,
        Err(not) => return Ok(Err(Refusal::NotAPassword(not))),
    };
    let code = match (!has_fresh_app).then(|| Code::parse(typed.code)).transpose() {
        Ok(Some(Code::Recovery(_))) => return Ok(Err(Refusal::AppCodeNeeded)),
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotACode(not))),
    };
    try_both(app, caller, signed_in, typed.act, (password, code)).await
}

/// Whether [`prepare_with_app`] needs a code.
pub async fn asks_app_code(app: &App, signed_in: &SignedIn) -> Result<bool, Fault> {
    let is_frozen = accounts::freeze_of(&app.db, &signed_in.account.id, app.now()).await?.is_some();
    Ok(is_frozen || !signed_in.session.has_fresh_app(app.now()))
}

async fn try_both(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    act: &'static str,
    (password, code): (Password, Option<Code>),
) -> Result<Result<Prepared, Refusal>, Fault> {
    let account = &signed_in.account;
    let known = (&account.id, account.epoch);
    let lane = known_browsers::lane(&app.db, Some(known), caller, app.now()).await?;
    let subject = Subject::new(account.id.as_str()).in_lane(lane);
    let charge = match rate_limit::charge::<PasswordFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, act, Some(account.id.as_str()), Some("password")).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let stored = passwords::stored(&app.db, Some(&account.id)).await?;
    let checked = passwords::check(app, charge, stored.as_ref().map(|hash| (&account.id, hash)), &password).await?;
    let Checked { verified: Some(verified), receipt, .. } = checked else {
        let (result, account) = (Refusal::WrongPassword.told().slug, Some(account.id.as_str()));
        audit::note(app, caller, Event { action: act, result, account, factor: Some("password") }).await?;
        return Ok(Err(Refusal::WrongPassword));
    };
    let Some(code) = code else { return Ok(Ok(Prepared { verified, receipt, attempt: None })) };
    match second_door::attempt(app, key::ceremony(signed_in), &code, caller).await? {
        Ok(attempt) => Ok(Ok(Prepared { verified, receipt, attempt: Some(attempt) })),
        Err(wait) => {
            // The password was right: that the code must wait costs no try of it.
            let clear = app.db.write(Durability::Process, move |tx| Box::pin(rate_limit::clear(tx, receipt)));
            clear.await?;
            audit::note_wait(app, caller, act, Some(account.id.as_str()), None).await?;
            Ok(Err(Refusal::Wait(wait)))
        }
    }
}

/// Uses up the proofs of an act that opens no session, such as a look at something.
pub async fn settle_look(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    prepared: Prepared,
) -> Result<Result<(), Refusal>, Fault> {
    let prepared = match thaw(tx, app, locked, prepared).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(refusal)),
    };
    rate_limit::clear(tx, prepared.receipt).await?;
    let Some(attempt) = prepared.attempt else { return Ok(Ok(())) };
    Ok(second_door::settle(tx, locked, attempt, app.now()).await?.map(drop).map_err(Refusal::Code))
}

/// Uses the proofs of a change up, with the account's row held. A refusal has written nothing
/// but the counters of what was right.
pub async fn settle(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    prepared: Prepared,
) -> Result<Result<Proved, Refusal>, Fault> {
    match thaw(tx, app, locked, prepared).await? {
        Ok(prepared) => settle_lesser(tx, app, locked, prepared).await,
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Refuses while changes are frozen, unless the second factor that was typed had been the
/// account's before the one that its owner says was not theirs (DESIGN 5.8). A code that is
/// not right is left to be refused as such.
async fn thaw(tx: &mut Tx, app: &App, locked: &Locked, prepared: Prepared) -> Result<Result<Prepared, Refusal>, Fault> {
    let Some(freeze) = locked.freeze_at(app.now()) else { return Ok(Ok(prepared)) };
    let is_enrolled_before = match &prepared.attempt {
        None => false,
        Some(attempt) => match second_door::enrolled_at(tx, locked, attempt).await? {
            None => true,
            Some(at) => at < freeze.since,
        },
    };
    if is_enrolled_before {
        return Ok(Ok(prepared));
    }
    rate_limit::clear(tx, prepared.receipt).await?;
    if let Some(attempt) = prepared.attempt {
        second_door::let_go(tx, attempt).await?;
    }
    Ok(Err(Refusal::Frozen(freeze.until)))
}

/// Uses up the proofs of an act that no freeze stops, such as ending sessions.
pub async fn settle_lesser(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    prepared: Prepared,
) -> Result<Result<Proved, Refusal>, Fault> {
    let Prepared { verified: first, receipt, attempt } = prepared;
    rate_limit::clear(tx, receipt).await?;
    let none = two_step::none_enrolled(tx, locked).await?;
    let second = match (none, attempt) {
        (Some(none), _) => Second::NoneEnrolled(none),
        (None, Some(attempt)) => match second_door::settle(tx, locked, attempt, app.now()).await? {
            Ok(passed) => Second::Passed(passed),
            Err(refusal) => return Ok(Err(Refusal::Code(refusal))),
        },
        // It was switched on since: the form that came did not ask.
        (None, None) => return Ok(Err(Refusal::NotACode(second_door::NotACode::Empty))),
    };
    Ok(Ok(Proved { first, second }))
}
