//! The verbs.

use db::{Durability, Tx};
use recovery_code::Code;
use token_format::Token;

use super::refusal::Refusal;
use super::sheet::{self, NewSheet, TICKET};
use super::{mail, store};
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::recovery_codes::{self, NewSet};
use crate::features::sessions::{self, SignedIn};
use crate::features::step_up::{self, Prepared, Typed};
use crate::features::two_step;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

/// Codes on a page, and the ticket for the file that goes with it.
pub struct Shown {
    /// Those that can still be used.
    pub codes: Vec<Code>,
    /// Goes back with the request for the file.
    pub ticket: Token,
}

/// Shows the codes that are left: the password now, and an app's code of a moment ago or now.
pub async fn view(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    password: &str,
    code: &str,
) -> Result<Result<Shown, Refusal>, Fault> {
    let account = &signed_in.account;
    if !two_step::is_on(&app.db, &account.id).await? {
        return Ok(Err(Refusal::TwoStepOff));
    }
    // Before anything is compared: a proof for nothing would be charged, or spent, for nothing.
    if !recovery_codes::can_be_shown(&app.db, &account.id).await? {
        return Ok(Err(Refusal::ShownOnce));
    }
    let typed = Typed { act: "recovery_codes.view", password, code };
    let prepared = match step_up::prepare_with_app(app, caller, signed_in, typed).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let Some(codes) = recovery_codes::reveal(app, &account.id).await? else { return Ok(Err(Refusal::ShownOnce)) };
    let (new_sheet, ticket) = sheet::seal(app, &signed_in.session, &codes);
    let (notice, change) = (mail::viewed(app, account), Change::new(Kind::CodesViewed, "", ""));
    let mails = notices::prepare_change(app, caller, account, notice, change).await?;
    let act = Act { action: typed.act, prepared, set: None, sheet: new_sheet, mails };
    Ok(perform(app, caller, signed_in, act).await?.map(|()| Shown { codes, ticket }))
}

/// Makes new codes: the password and a second factor now. The old ones are dead at once.
pub async fn renew(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    password: &str,
    code: &str,
) -> Result<Result<Shown, Refusal>, Fault> {
    let account = &signed_in.account;
    if !two_step::is_on(&app.db, &account.id).await? {
        return Ok(Err(Refusal::TwoStepOff));
    }
    let typed = Typed { act: "recovery_codes.renew", password, code };
    let prepared = match step_up::prepare(app, caller, signed_in, typed).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let codes = recovery_codes::fresh(app);
    let set = Some(NewSet::seal(app, &account.id, &codes));
    let (new_sheet, ticket) = sheet::seal(app, &signed_in.session, &codes);
    let (notice, change) = (mail::renewed(app, account), Change::new(Kind::CodesRenewed, "", ""));
    let mails = notices::prepare_change(app, caller, account, notice, change).await?;
    let act = Act { action: typed.act, prepared, set, sheet: new_sheet, mails };
    Ok(perform(app, caller, signed_in, act).await?.map(|()| Shown { codes, ticket }))
}

/// What one transaction writes, prepared before it begins.
struct Act {
    action: &'static str,
    prepared: Prepared,
    set: Option<NewSet>,
    sheet: NewSheet,
    mails: Mails,
}

async fn perform(app: &Shared, caller: &Caller, signed_in: &SignedIn, act: Act) -> Result<Result<(), Refusal>, Fault> {
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let action = act.action;
                let decided = decide(tx, &app2, &signed_in, act).await?;
                let result = decided.as_ref().map_or_else(|refusal: &Refusal| refusal.told().slug, |()| "allowed");
                let account = Some(signed_in.account.id.as_str());
                let event = Event { action, result, account, factor: None };
                audit::record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(tx: &mut Tx, app: &App, signed_in: &SignedIn, act: Act) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Err(refusal) = step_up::settle_look(tx, app, &locked, act.prepared).await? {
        return Ok(Err(Refusal::NotProved(refusal)));
    }
    if let Some(set) = &act.set {
        recovery_codes::put(tx, &locked, set, act.mails.keep(), app.now()).await?;
    }
    sessions::note_codes_seen(tx, &signed_in.session.id).await?;
    store::put(tx, &act.sheet).await?;
    notices::put(tx, &act.mails).await?;
    Ok(Ok(()))
}

/// The codes of a page that was just shown in this session, for its file.
pub async fn sheet_of(app: &App, signed_in: &SignedIn, ticket: &str) -> Result<Result<Vec<Code>, Refusal>, Fault> {
    let Some(ticket) = Token::parse(TICKET, ticket) else { return Ok(Err(Refusal::SheetOver)) };
    match store::find(&app.db, &ticket.hash(), &signed_in.session.id, app.now()).await? {
        Some(found) => sheet::unseal(app, &found).map(Ok),
        None => Ok(Err(Refusal::SheetOver)),
    }
}
