//! The verbs.

use db::{Durability, Tx};

use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Locked};
use crate::features::known_browsers;
use crate::features::sessions::{self, Listed, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

const END: &str = "session.end";
const END_OTHERS: &str = "session.end_others";

/// Which sessions are to end.
#[derive(Clone, Debug)]
pub enum Which {
    /// The one of that name.
    One(String),
    /// All but the one that asks.
    Others,
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

/// Whether a proof is asked: none was made in this session a moment ago.
pub fn asks_proof(app: &App, signed_in: &SignedIn) -> bool {
    !signed_in.session.is_fresh(app.now())
}

/// Ends sessions; they count on no node from the answer on. To end the one that asks is to
/// sign out, and takes no proof. A proof that was typed is looked at, asked or not.
pub async fn end(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    which: Which,
    (password, code): (&str, &str),
) -> Result<Result<Ended, Refusal>, Fault> {
    if matches!(&which, Which::One(id) if id == signed_in.session.id.as_str()) {
        return sign_out(app, caller, signed_in).await.map(Ok);
    }
    let act = if matches!(which, Which::Others) { END_OTHERS } else { END };
    let is_typed = !password.is_empty() || !code.is_empty();
    let prepared = if is_typed || asks_proof(app, signed_in) {
        match step_up::prepare(app, caller, signed_in, Typed { act, password, code }).await? {
            Ok(prepared) => Some(prepared),
            Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
        }
    } else {
        None
    };
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &signed_in, &which, prepared).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let account = Some(signed_in.account.id.as_str());
                let event = Event { action: act, result, account, factor: None };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided.map(|()| Ended::Elsewhere))
            })
        })
        .await
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    signed_in: &SignedIn,
    which: &Which,
    prepared: Option<Prepared>,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Some(prepared) = prepared {
        match step_up::settle(tx, app, &locked, prepared).await? {
            Ok(proved) => sessions::note_proved(tx, &signed_in.session.id, &proved, &proved).await?,
            Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
        }
    }
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
            let is_ended = sessions::end_elsewhere(tx, locked.id(), id, session.browser_id.as_deref()).await?;
            Ok(if is_ended { Ok(()) } else { Err(Refusal::NotFound) })
        }
        Which::Others => {
            sessions::end_others(tx, locked.id(), Some(&session.id)).await?;
            let here = session.browser_id.as_deref().unwrap_or_default();
            known_browsers::revoke_others(tx, locked.id(), here).await?;
            Ok(Ok(()))
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
