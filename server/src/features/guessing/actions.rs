//! The verbs.

use db::{Durability, Tx};

use super::factor::{Counted, Guessed, TRIES};
use super::mail;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account, Locked};
use crate::features::authenticator_apps::{self as apps, AppCodeFactor};
use crate::features::known_browsers;
use crate::features::notices::{self, Mails};
use crate::features::passwords::{self, PasswordFactor};
use crate::features::recovery_codes::{self, RecoveryCodeFactor};
use crate::features::sessions::SignedIn;
use crate::features::step_up::{self, Prepared, Typed};
use crate::platform::audit::list::{self, Before, Kind, Seen};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Lane, Standing, Subject};

const RESET: &str = "guessing.reset";

/// How many of the latest tries are shown.
pub const TRIES_SHOWN: usize = 20;
/// Among how many refusals they are looked for: the newest, whatever they are of.
const REFUSALS_READ: u32 = 200;

/// What is going on.
pub struct Look {
    /// The factors that the account has.
    pub factors: Vec<Counted>,
    /// Whether the browser that looks is known to the account.
    pub is_known: bool,
    /// The latest tries that failed, its owner's among them.
    pub tries: Vec<Seen>,
}

/// What is going on, as seen from the caller's browser.
pub async fn look(app: &App, caller: &Caller, account: &Account) -> Result<Look, Fault> {
    let known = Some((&account.id, account.epoch));
    let lane = known_browsers::lane(&app.db, known, caller, app.now()).await?;
    let is_known = lane != Lane::Unknown;
    let mut factors = Vec::new();
    for (factor, strangers) in strangers(app, account).await? {
        let here = match is_known {
            true => Some(standing(app, factor, &subject(account).in_lane(lane.clone())).await?),
            false => None,
        };
        factors.push(Counted { factor, strangers, here });
    }
    Ok(Look { factors, is_known, tries: tries(app, account).await? })
}

/// How strangers stand with each factor that the account has.
pub async fn strangers(app: &App, account: &Account) -> Result<Vec<(Guessed, Standing)>, Fault> {
    let mut all = Vec::new();
    for factor in Guessed::ALL {
        if has(app, account, factor).await? {
            all.push((factor, standing(app, factor, &subject(account)).await?));
        }
    }
    Ok(all)
}

fn subject(account: &Account) -> Subject {
    Subject::new(account.id.as_str())
}

async fn has(app: &App, account: &Account, factor: Guessed) -> Result<bool, Fault> {
    Ok(match factor {
        Guessed::Password => passwords::stored(&app.db, Some(&account.id)).await?.is_some(),
        Guessed::App => !apps::list(&app.db, &account.id).await?.is_empty(),
        Guessed::Codes => recovery_codes::remaining(&app.db, &account.id).await?.is_some(),
    })
}

async fn standing(app: &App, factor: Guessed, subject: &Subject) -> Result<Standing, Fault> {
    let (db, now) = (&app.db, app.now());
    match factor {
        Guessed::Password => rate_limit::standing::<PasswordFactor>(db, now, subject).await,
        Guessed::App => rate_limit::standing::<AppCodeFactor>(db, now, subject).await,
        Guessed::Codes => rate_limit::standing::<RecoveryCodeFactor>(db, now, subject).await,
    }
}

async fn tries(app: &App, account: &Account) -> Result<Vec<Seen>, Fault> {
    let (id, newest) = (account.id.as_str(), Before::end_of_time());
    let refused = list::of_account(&app.db, id, Kind::Refused, &newest, REFUSALS_READ).await?;
    let tries = refused.into_iter().filter(|event| TRIES.contains(&event.result.as_str()));
    Ok(tries.take(TRIES_SHOWN).collect())
}

/// Begins the strangers' count of one factor anew: the password and a second factor now.
/// What is typed is looked at before the name.
pub async fn reset(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    id: &str,
    (password, code): (&str, &str),
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let typed = Typed { act: RESET, password, code };
    let prepared = match step_up::prepare(app, caller, signed_in, typed).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let factor = match Guessed::parse(id) {
        Some(factor) if has(app, account, factor).await? => {
            Some((factor, notices::prepare(app, caller, account, mail::reset(app, account, factor)).await?))
        }
        _ => None,
    };
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let name = factor.as_ref().map(|(factor, _)| factor.as_str());
                let decided = decide(tx, &app2, &signed_in, prepared, factor).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let account = Some(signed_in.account.id.as_str());
                let event = Event { action: RESET, result, account, factor: name };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    signed_in: &SignedIn,
    prepared: Prepared,
    factor: Option<(Guessed, Mails)>,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Err(refusal) = step_up::settle(tx, app, &locked, prepared).await? {
        return Ok(Err(Refusal::NotProved(refusal)));
    }
    let Some((factor, mails)) = factor else { return Ok(Err(Refusal::NotFound)) };
    forget(tx, &locked, factor).await?;
    notices::put(tx, &mails).await?;
    Ok(Ok(()))
}

async fn forget(tx: &mut Tx, locked: &Locked, factor: Guessed) -> Result<(), Fault> {
    let strangers = Subject::new(locked.id().as_str());
    match factor {
        Guessed::Password => rate_limit::reset::<PasswordFactor>(tx, &strangers).await,
        Guessed::App => rate_limit::reset::<AppCodeFactor>(tx, &strangers).await,
        Guessed::Codes => rate_limit::reset::<RecoveryCodeFactor>(tx, &strangers).await,
    }
}
