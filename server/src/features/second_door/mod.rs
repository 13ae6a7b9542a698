//! The second door: one field that takes a code of the app, a recovery code or the answer
//! of a security key, the same behind sign-in and behind everything that asks for a second
//! factor *now*.
//!
//! [`attempt`] charges and computes, [`settle`] uses the code up inside the verb's
//! transaction and makes [`Passed`], the evidence.

mod code;
mod mail;

use db::{Db, Tx};

use crate::app::App;
use crate::features::accounts::{self, AccountId, Locked};
use crate::features::authenticator_apps::{self as apps, AppCodeFactor, NotRight};
use crate::features::known_browsers;
use crate::features::notices::{self, Mails};
use crate::features::recovery_codes::{self, NotSpent, RecoveryCodeFactor};
use crate::features::security_keys::{self as keys, Ceremony, Copied, SecurityKeyFactor};
use crate::features::sessions::{SecondDoor, SecondFactor};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Receipt, Subject, Wait};
use crate::platform::readiness;

pub use code::{Code, NotACode};

/// A code that was charged for and computed, and is not used up yet.
pub struct Attempt(Kind);

enum Kind {
    App(Result<apps::Matched, NotRight>, Receipt<AppCodeFactor>),
    Recovery(recovery_codes::Spendable, Receipt<RecoveryCodeFactor>),
    /// With the notice that a copy of it was noticed, in case that is what it shows.
    Key(Box<Result<(keys::Matched, Option<Mails>), keys::NotRight>>, Receipt<SecurityKeyFactor>),
    /// A code of an app, where the app's codes are worn down.
    Refused,
}

/// Why a code does not open the second door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not right, with what may be told of the device's clock.
    Wrong {
        /// It would have been right this many minutes ago.
        minutes_behind: Option<u32>,
    },
    /// It was right, and was used before.
    Used,
    /// It is a recovery code that was used before.
    RecoveryUsed,
    /// It was not looked at: too many strangers have guessed at the app's codes.
    Refused,
    /// It is the answer of a security key, and proves nothing.
    Key(keys::NotRight),
}

/// Evidence that the second door was passed just now.
pub enum Passed {
    /// With a code of an app.
    App(apps::Used),
    /// With a security key.
    Key(keys::Used),
    /// With a recovery code.
    Recovery(recovery_codes::Spent),
}

impl SecondDoor for Passed {
    fn account(&self) -> &AccountId {
        match self {
            Self::App(used) => used.account(),
            Self::Key(used) => used.account(),
            Self::Recovery(spent) => spent.account(),
        }
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        match self {
            Self::App(used) => used.factor(),
            Self::Key(used) => used.factor(),
            Self::Recovery(spent) => spent.factor(),
        }
    }
}

/// The kinds of factor that can open the account's second door now.
pub async fn factors(db: &Db, account: &AccountId) -> Result<Vec<SecondFactor>, Fault> {
    let enrolments = two_step::enrolments(db, account).await?;
    let is_enrolled = |kind: &str| enrolments.iter().any(|enrolment| enrolment.kind == kind);
    let mut factors = Vec::new();
    if is_enrolled(keys::KIND) {
        factors.push(SecondFactor::SecurityKey);
    }
    if is_enrolled(apps::KIND) {
        factors.push(SecondFactor::AuthenticatorApp);
    }
    if recovery_codes::remaining(db, account).await?.is_some_and(|codes| codes.left > 0) {
        factors.push(SecondFactor::RecoveryCode);
    }
    Ok(factors)
}

/// Charges one try of the code's kind to the account and compares what can be
/// compared outside a transaction.
pub async fn attempt(
    app: &App,
    ceremony: Ceremony<'_>,
    code: &Code,
    caller: &Caller,
) -> Result<Result<Attempt, Wait>, Fault> {
    let (now, account) = (app.now(), ceremony.account);
    let lane = known_browsers::lane(&app.db, Some((account, ceremony.epoch)), caller, now).await?;
    let subject = Subject::new(account.as_str()).in_lane(lane);
    Ok(match code {
        // Asked before it is charged for: a clock that is off is nobody's wrong try (TOT-18).
        Code::App(code) => {
            let clock = readiness::agree(app).await?;
            match rate_limit::charge::<AppCodeFactor>(&app.db, now, subject, &caller.network).await? {
                Err(wait) => Err(wait),
                // To somebody who has passed the first door it may be said why.
                Ok(charge) if charge.is_refused() => Ok(Attempt(Kind::Refused)),
                Ok(charge) => {
                    let checked = apps::check(app, clock, charge, account, code).await?;
                    Ok(Attempt(Kind::App(checked.outcome, checked.receipt)))
                }
            }
        }
        Code::Recovery(code) => {
            rate_limit::charge::<RecoveryCodeFactor>(&app.db, now, subject, &caller.network).await?.map(|charge| {
                let checked = recovery_codes::check(app, charge, account, code);
                Attempt(Kind::Recovery(checked.spendable, checked.receipt))
            })
        }
        Code::Key(given) => {
            match rate_limit::charge::<SecurityKeyFactor>(&app.db, now, subject, &caller.network).await? {
                Err(wait) => Err(wait),
                Ok(charge) => {
                    let checked = keys::check(app, charge, ceremony, given).await?;
                    let outcome = Box::new(with_notice(app, caller, ceremony, checked.outcome).await?);
                    Ok(Attempt(Kind::Key(outcome, checked.receipt)))
                }
            }
        }
    })
}

/// Whether the counter went forward is known only when it is written, and composing a notice
/// takes too long for then.
async fn with_notice(
    app: &App,
    caller: &Caller,
    ceremony: Ceremony<'_>,
    outcome: Result<keys::Matched, keys::NotRight>,
) -> Result<Result<(keys::Matched, Option<Mails>), keys::NotRight>, Fault> {
    let matched = match outcome {
        Ok(matched) => matched,
        Err(not) => return Ok(Err(not)),
    };
    let mails = match accounts::find(&app.db, ceremony.account).await? {
        Some(account) => {
            Some(notices::prepare(app, caller, &account, mail::copied(app, &account, matched.name())).await?)
        }
        None => None,
    };
    Ok(Ok((matched, mails)))
}

impl Attempt {
    /// The kind of factor that was tried, for the audit event.
    pub fn factor(&self) -> SecondFactor {
        match self.0 {
            Kind::App(..) | Kind::Refused => SecondFactor::AuthenticatorApp,
            Kind::Key(..) => SecondFactor::SecurityKey,
            Kind::Recovery(..) => SecondFactor::RecoveryCode,
        }
    }
}

/// Since when the factor of a right code is the account's; none where the code is not right.
pub async fn enrolled_at(tx: &mut Tx, locked: &Locked, attempt: &Attempt) -> Result<Option<Timestamp>, Fault> {
    match &attempt.0 {
        Kind::App(Ok(matched), _) => Ok(Some(matched.added_at)),
        Kind::Key(outcome, _) => Ok(outcome.as_ref().as_ref().ok().map(|(matched, _)| matched.added_at())),
        Kind::App(Err(_), _) | Kind::Refused => Ok(None),
        Kind::Recovery(spendable, _) => recovery_codes::made_at(tx, locked, spendable).await,
    }
}

/// Lets a right code go unused, where the act is refused for another reason: it costs no try.
pub async fn let_go(tx: &mut Tx, attempt: Attempt) -> Result<(), Fault> {
    match attempt.0 {
        Kind::App(_, receipt) => rate_limit::clear(tx, receipt).await,
        Kind::Key(_, receipt) => rate_limit::clear(tx, receipt).await,
        Kind::Recovery(_, receipt) => rate_limit::clear(tx, receipt).await,
        Kind::Refused => Ok(()),
    }
}

/// Uses the code up. A refusal has written nothing, but that a copy of a key is in use.
pub async fn settle(
    tx: &mut Tx,
    locked: &Locked,
    attempt: Attempt,
    now: Timestamp,
) -> Result<Result<Passed, Refusal>, Fault> {
    match attempt.0 {
        Kind::Refused => Ok(Err(Refusal::Refused)),
        Kind::App(Err(NotRight { minutes_behind }), _) => Ok(Err(Refusal::Wrong { minutes_behind })),
        Kind::App(Ok(matched), receipt) => {
            let Some(used) = apps::use_step(tx, locked, &matched, now).await? else { return Ok(Err(Refusal::Used)) };
            rate_limit::clear(tx, receipt).await?;
            Ok(Ok(Passed::App(used)))
        }
        Kind::Key(outcome, receipt) => match accept_key(tx, locked, *outcome, now).await? {
            Ok(used) => {
                rate_limit::clear(tx, receipt).await?;
                Ok(Ok(Passed::Key(used)))
            }
            Err(refusal) => Ok(Err(refusal)),
        },
        Kind::Recovery(spendable, receipt) => match recovery_codes::spend(tx, locked, &spendable, now).await? {
            Ok(spent) => {
                rate_limit::clear(tx, receipt).await?;
                Ok(Ok(Passed::Recovery(spent)))
            }
            Err(NotSpent::Used) => Ok(Err(Refusal::RecoveryUsed)),
            Err(NotSpent::Unknown) => Ok(Err(Refusal::Wrong { minutes_behind: None })),
        },
    }
}

/// Moves the key's counter on, or tells the owner that a copy of it is in use.
async fn accept_key(
    tx: &mut Tx,
    locked: &Locked,
    outcome: Result<(keys::Matched, Option<Mails>), keys::NotRight>,
    now: Timestamp,
) -> Result<Result<keys::Used, Refusal>, Fault> {
    let (matched, mails) = match outcome {
        Ok(matched) => matched,
        Err(not) => return Ok(Err(Refusal::Key(not))),
    };
    match keys::accept(tx, locked, &matched, now).await? {
        Ok(used) => Ok(Ok(used)),
        Err(Copied) => {
            if let Some(mails) = &mails {
                notices::put(tx, mails).await?;
            }
            Ok(Err(Refusal::Key(keys::NotRight::Copied)))
        }
    }
}

/// As [`settle`], for a try that lets nobody in: a right code is used up, its own try is given
/// back, and there is no evidence that anything could be opened with.
pub async fn settle_trial(
    tx: &mut Tx,
    locked: &Locked,
    attempt: Attempt,
    now: Timestamp,
) -> Result<Result<(), Refusal>, Fault> {
    match attempt.0 {
        Kind::Refused => Ok(Err(Refusal::Refused)),
        Kind::Recovery(..) => Err(Fault::Broken("a recovery code that is only tried")),
        Kind::Key(outcome, receipt) => match accept_key(tx, locked, *outcome, now).await? {
            Ok(_) => {
                rate_limit::give_back(tx, receipt).await?;
                Ok(Ok(()))
            }
            Err(refusal) => Ok(Err(refusal)),
        },
        Kind::App(Err(NotRight { minutes_behind }), _) => Ok(Err(Refusal::Wrong { minutes_behind })),
        Kind::App(Ok(matched), receipt) => {
            if apps::use_step(tx, locked, &matched, now).await?.is_none() {
                return Ok(Err(Refusal::Used));
            }
            rate_limit::give_back(tx, receipt).await?;
            Ok(Ok(()))
        }
    }
}
