//! The second door: one field that takes a code of the app or a recovery code, the
//! same behind sign-in and behind everything that asks for a second factor *now*.
//!
//! [`attempt`] charges and computes, [`settle`] uses the code up inside the verb's
//! transaction and makes [`Passed`], the evidence.

mod code;

use db::{Db, Tx};

use crate::app::App;
use crate::features::accounts::{AccountId, Epoch, Locked};
use crate::features::authenticator_apps::{self as apps, AppCodeFactor, NotRight};
use crate::features::known_browsers;
use crate::features::recovery_codes::{self, NotSpent, RecoveryCodeFactor};
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
}

/// Evidence that the second door was passed just now.
pub enum Passed {
    /// With a code of an app.
    App(apps::Used),
    /// With a recovery code.
    Recovery(recovery_codes::Spent),
}

impl SecondDoor for Passed {
    fn account(&self) -> &AccountId {
        match self {
            Self::App(used) => used.account(),
            Self::Recovery(spent) => spent.account(),
        }
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        match self {
            Self::App(used) => used.factor(),
            Self::Recovery(spent) => spent.factor(),
        }
    }
}

/// The kinds of factor that can open the account's second door now.
pub async fn factors(db: &Db, account: &AccountId) -> Result<Vec<SecondFactor>, Fault> {
    let mut factors = Vec::new();
    if two_step::enrolments(db, account).await?.iter().any(|enrolment| enrolment.kind == apps::KIND) {
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
    account: (&AccountId, Epoch),
    code: &Code,
    caller: &Caller,
) -> Result<Result<Attempt, Wait>, Fault> {
    let now = app.now();
    let lane = known_browsers::lane(&app.db, Some(account), caller, now).await?;
    let (account, subject) = (account.0, Subject::new(account.0.as_str()).in_lane(lane));
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
    })
}

impl Attempt {
    /// The kind of factor that was tried, for the audit event.
    pub fn factor(&self) -> SecondFactor {
        match self.0 {
            Kind::App(..) | Kind::Refused => SecondFactor::AuthenticatorApp,
            Kind::Recovery(..) => SecondFactor::RecoveryCode,
        }
    }
}

/// Since when the factor of a right code is the account's; none where the code is not right.
pub async fn enrolled_at(tx: &mut Tx, locked: &Locked, attempt: &Attempt) -> Result<Option<Timestamp>, Fault> {
    match &attempt.0 {
        Kind::App(Ok(matched), _) => Ok(Some(matched.added_at)),
        Kind::App(Err(_), _) | Kind::Refused => Ok(None),
        Kind::Recovery(spendable, _) => recovery_codes::made_at(tx, locked, spendable).await,
    }
}

/// Lets a right code go unused, where the act is refused for another reason: it costs no try.
pub async fn let_go(tx: &mut Tx, attempt: Attempt) -> Result<(), Fault> {
    match attempt.0 {
        Kind::App(_, receipt) => rate_limit::clear(tx, receipt).await,
        Kind::Recovery(_, receipt) => rate_limit::clear(tx, receipt).await,
        Kind::Refused => Ok(()),
    }
}

/// Uses the code up. A refusal has written nothing.
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
