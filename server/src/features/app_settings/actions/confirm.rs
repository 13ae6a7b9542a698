//! The first code of the new app, and its name.

use db::{Durability, Tx};
use recovery_code::Code as RecoveryCode;

use super::super::addition::{Addition, Confirmed, Kind};
use super::super::refusal::Refusal;
use super::super::store;
use super::finish::{self, Choice};
use super::{current, record};
use crate::app::Shared;
use crate::features::accounts;
use crate::features::authenticator_apps::{self as apps, AppCodeFactor};
use crate::features::recovery_codes;
use crate::features::sessions::{Opened, SignedIn};
use crate::features::two_step::Name;
use crate::platform::audit::{self, Caller};
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Receipt, Subject};
use crate::platform::readiness;

const CONFIRM: &str = "authenticator_app.confirm";

/// What comes after a right code.
pub enum Next {
    /// Nothing: the app is added, and the session goes on under a new name.
    Added(Opened),
    /// What is to become of the old apps?
    Choose,
    /// These are to be saved.
    Save(Vec<RecoveryCode>),
}

/// Takes the code that the new app shows. Afterwards the secret is shown no more.
pub async fn confirm(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    name: &str,
    code: &str,
) -> Result<Result<Next, Refusal>, Fault> {
    let name = match Name::parse(name) {
        Ok(name) => name,
        Err(not) => return Ok(Err(Refusal::NotAName(not))),
    };
    let code = match otp::Code::parse(code) {
        Ok(code) => code,
        Err(not) => return Ok(Err(Refusal::NotAnAppCode(not == otp::NotACode::Empty))),
    };
    let Some(mut addition) = current(app, signed_in).await? else { return Ok(Err(Refusal::Ended)) };
    if addition.confirmed.is_some() {
        return Ok(Err(Refusal::OtherStep));
    }
    let subject = Subject::new(addition.account.as_str());
    let clock = readiness::agree(app).await?;
    let charge = match rate_limit::charge::<AppCodeFactor>(&app.db, app.now(), subject, &caller.network).await? {
        Ok(charge) => charge,
        Err(wait) => {
            audit::note_wait(app, caller, CONFIRM, Some(addition.account.as_str()), None).await?;
            return Ok(Err(Refusal::Wait(wait)));
        }
    };
    let (matched, receipt) = apps::check_new(clock, charge, &addition.secret(app)?, &code);
    let codes = if addition.kind == Kind::Recovery { recovery_codes::fresh(app) } else { Vec::new() };
    let codes_sealed = (!codes.is_empty()).then(|| addition.seal_codes(app, &codes));
    let at = app.now();
    addition.confirmed =
        matched.map(|(step, drift)| Confirmed { name: name.as_str().to_owned(), drift, step, at, codes_sealed });
    let kind = addition.kind;
    if let Err(refusal) = note(app, caller, addition, receipt).await? {
        return Ok(Err(refusal));
    }
    match kind {
        Kind::Another => Ok(finish::finish(app, caller, signed_in, Choice::Beside).await?.map(Next::Added)),
        Kind::Replacement => Ok(Ok(Next::Choose)),
        Kind::Recovery => Ok(Ok(Next::Save(codes))),
    }
}

async fn note(
    app: &Shared,
    caller: &Caller,
    addition: Addition,
    receipt: Receipt<AppCodeFactor>,
) -> Result<Result<(), Refusal>, Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = settle(tx, &addition, receipt).await?;
                record(tx, &app2, &caller, CONFIRM, &addition.account, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await
}

async fn settle(
    tx: &mut Tx,
    addition: &Addition,
    receipt: Receipt<AppCodeFactor>,
) -> Result<Result<(), Refusal>, Fault> {
    let Some(confirmed) = &addition.confirmed else { return Ok(Err(Refusal::WrongAppCode)) };
    if accounts::lock(tx, &addition.account, addition.epoch).await?.is_none() {
        return Ok(Err(Refusal::Changed));
    }
    if !store::confirm(tx, addition, confirmed).await? {
        return Ok(Err(Refusal::OtherStep));
    }
    rate_limit::clear(tx, receipt).await?;
    Ok(Ok(()))
}
