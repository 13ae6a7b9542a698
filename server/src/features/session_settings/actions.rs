//! The verbs.

use db::{Durability, Tx};

use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Locked};
use crate::features::known_browsers;
use crate::features::sessions::{self, Listed, SignedIn};
use crate::features::step_up::{self, Fresh};
use crate::features::trusted_browsers;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

const END: &str = "session.end";
const END_OTHERS: &str = "session.end_others";
const END_TRUST: &str = "session.end_trust";

/// Which sessions are to end.
#[derive(Clone, Debug)]
pub enum Which {
    /// The one of that name.
    One(String),
    /// All but the one that asks.
    Others,
    /// None, but the trust of that name: its browser is asked for a code again.
    Trust(String),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was another one, or all others.
    Elsewhere,
    /// It was the one that asked.
    Here,
}

/// The account's open sessions, the newest first.
pub async fn list(app: &App, signed_in: &SignedIn) -> Result<Vec<Listed>, Fault> {
    sessions::list(&app.db, &signed_in.account, app.now(), app.config.sessions.idle).await
}

/// One of them.
pub async fn find(app: &App, signed_in: &SignedIn, id: &str) -> Result<Option<Listed>, Fault> {
    Ok(list(app, signed_in).await?.into_iter().find(|session| session.id.as_str() == id))
}

/// The browsers that need no code, the newest first.
pub async fn trusted(app: &App, signed_in: &SignedIn) -> Result<Vec<trusted_browsers::Listed>, Fault> {
    trusted_browsers::list(&app.db, &signed_in.account, app.now()).await
}

/// Whether it may be ended without a proof: the one that asks may, and others where the last
/// proof in this session is of a moment ago.
pub async fn may_end(app: &App, signed_in: &SignedIn, which: &Which) -> Result<Result<(), Refusal>, Fault> {
    if is_own(signed_in, which) {
        return Ok(Ok(()));
    }
    Ok(step_up::fresh(app, signed_in).await?.map(|_: Fresh| ()).map_err(Refusal::NotProved))
}

fn is_own(signed_in: &SignedIn, which: &Which) -> bool {
    matches!(which, Which::One(id) if id == signed_in.session.id.as_str())
}

/// Ends sessions; they count on no node from the answer on. To end the one that asks is to
/// sign out, and takes no proof.
pub async fn end(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    which: Which,
) -> Result<Result<Ended, Refusal>, Fault> {
    if is_own(signed_in, &which) {
        return sign_out(app, caller, signed_in).await.map(Ok);
    }
    let fresh = match step_up::fresh(app, signed_in).await? {
        Ok(fresh) => fresh,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let act = match which {
        Which::One(_) => END,
        Which::Others => END_OTHERS,
        Which::Trust(_) => END_TRUST,
    };
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &signed_in, &which, fresh).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let account = Some(signed_in.account.id.as_str());
                let event = Event { action: act, result, account, factor: None };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided.map(|()| Ended::Elsewhere))
            })
        })
        .await
}

async fn decide(tx: &mut Tx, signed_in: &SignedIn, which: &Which, _: Fresh) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    end_now(tx, &locked, signed_in, which).await
}

async fn end_now(
    tx: &mut Tx,
    locked: &Locked,
    signed_in: &SignedIn,
    which: &Which,
) -> Result<Result<(), Refusal>, Fault> {
    let session = &signed_in.session;
    match which {
        Which::One(id) => {
            let ended = sessions::end_elsewhere(tx, locked.id(), id, session.browser_id.as_deref()).await?;
            let Some(ended) = ended else { return Ok(Err(Refusal::NotFound)) };
            if let Some(browser) = ended.browser {
                trusted_browsers::end_in(tx, locked.id(), &browser).await?;
            }
            Ok(Ok(()))
        }
        Which::Others => {
            sessions::end_others(tx, locked.id(), Some(&session.id)).await?;
            let here = session.browser_id.as_deref().unwrap_or_default();
            known_browsers::revoke_others(tx, locked.id(), here).await?;
            trusted_browsers::end_others(tx, locked.id(), here).await?;
            Ok(Ok(()))
        }
        Which::Trust(id) => {
            let is_ended = trusted_browsers::end(tx, locked.id(), id).await?;
            Ok(if is_ended { Ok(()) } else { Err(Refusal::NotFound) })
        }
    }
}

async fn sign_out(app: &Shared, caller: &Caller, signed_in: &SignedIn) -> Result<Ended, Fault> {
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
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
        .await?;
    Ok(Ended::Here)
}
