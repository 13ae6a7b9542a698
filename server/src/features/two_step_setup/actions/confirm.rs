//! Step 2: the first code of the app, or the first answer of a security key. The recovery
//! codes are made with it.

use db::Durability;
use recovery_code::Code as RecoveryCode;
use serde_json::Value;
use webauthn::Registration;

use super::super::refusal::Refusal;
use super::super::setup::{Confirmed, First, Setup};
use super::super::store;
use super::{current, record};
use crate::app::Shared;
use crate::features::accounts;
use crate::features::authenticator_apps::{self as apps, AppCodeFactor};
use crate::features::known_browsers;
use crate::features::recovery_codes;
use crate::features::security_keys::{self as keys, NotAdded};
use crate::features::sessions::SignedIn;
use crate::platform::audit::{self, Caller};
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject};
use crate::platform::readiness;

/// Takes the code that the app shows for the secret of the set-up. Afterwards the
/// secret is shown no more, and the recovery codes are.
pub async fn confirm(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    code: &str,
) -> Result<Result<Vec<RecoveryCode>, Refusal>, Fault> {
    let Some(setup) = current(app, signed_in).await? else { return Ok(Err(Refusal::Ended)) };
    if setup.confirmed.is_some() {
        return Ok(Err(Refusal::OtherStep));
    }
    let code = match otp::Code::parse(code) {
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotAnAppCode(not == otp::NotACode::Empty))),
    };
    let lane = known_browsers::lane(&app.db, Some((&setup.account, setup.epoch)), caller, app.now()).await?;
    let subject = Subject::new(setup.account.as_str()).in_lane(lane);
    let clock = readiness::agree(app).await?;
    let charge = match rate_limit::charge::<AppCodeFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, "two_step.confirm_app", Some(setup.account.as_str()), None).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let (matched, receipt) = apps::check_new(clock, charge, &setup.secret(app)?, &code);
    let codes = recovery_codes::fresh(app);
    let confirmed = matched.map(|(step, drift)| {
        let codes_sealed = setup.seal_codes(app, &codes);
        Confirmed { factor: First::App { drift, step }, at: app.now(), codes_sealed }
    });
    let (app2, caller) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = settle(tx, &setup, confirmed, Some(receipt)).await?;
                record(tx, &app2, &caller, "two_step.confirm_app", &setup.account, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    Ok(decided.map(|()| codes))
}

/// What the browser asks a security key that is to be the first factor. `None`: the set-up
/// is not at this step.
pub async fn ask_key(app: &Shared, signed_in: &SignedIn) -> Result<Option<Value>, Fault> {
    match current(app, signed_in).await? {
        Some(setup) if setup.confirmed.is_none() => {
            keys::ask_creation(app, setup.ceremony(), &signed_in.account.username).await.map(Some)
        }
        _ => Ok(None),
    }
}

/// Takes the key's answer in place of an app's code.
pub async fn confirm_key(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    given: &Registration,
) -> Result<Result<Vec<RecoveryCode>, Refusal>, Fault> {
    let Some(setup) = current(app, signed_in).await? else { return Ok(Err(Refusal::Ended)) };
    if setup.confirmed.is_some() {
        return Ok(Err(Refusal::OtherStep));
    }
    let credential = keys::check_creation(app, setup.ceremony(), given).await?;
    let codes = recovery_codes::fresh(app);
    let confirmed = credential.map(|credential| {
        let (factor, codes_sealed) = (First::Key(Box::new(credential)), setup.seal_codes(app, &codes));
        Confirmed { factor, at: app.now(), codes_sealed }
    });
    let (app2, caller) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = settle_key(tx, &setup, confirmed).await?;
                record(tx, &app2, &caller, "two_step.confirm_key", &setup.account, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    Ok(decided.map(|()| codes))
}

async fn settle_key(
    tx: &mut db::Tx,
    setup: &Setup,
    confirmed: Result<Confirmed, NotAdded>,
) -> Result<Result<(), Refusal>, Fault> {
    match confirmed {
        Ok(confirmed) => settle(tx, setup, Some(confirmed), None).await,
        Err(not) => Ok(Err(Refusal::NotAdded(not))),
    }
}

async fn settle(
    tx: &mut db::Tx,
    setup: &Setup,
    confirmed: Option<Confirmed>,
    receipt: Option<rate_limit::Receipt<AppCodeFactor>>,
) -> Result<Result<(), Refusal>, Fault> {
    let Some(confirmed) = confirmed else { return Ok(Err(Refusal::WrongAppCode)) };
    if accounts::lock(tx, &setup.account, setup.epoch).await?.is_none() {
        return Ok(Err(Refusal::Changed));
    }
    if !store::confirm(tx, setup, &confirmed).await? {
        return Ok(Err(Refusal::OtherStep));
    }
    if let Some(receipt) = receipt {
        rate_limit::clear(tx, receipt).await?;
    }
    Ok(Ok(()))
}
