//! The verbs.

use db::Durability;
use serde::Serialize;

use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::sessions::SignedIn;
use crate::features::step_up::{self, Fresh};
use crate::platform::audit::list::{self, Before, Kind, Seen};
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

/// How many events a page shows.
pub const PAGE_EVENTS: u32 = 50;
/// How many events a file holds, the newest ones: it is made in memory, some 250 bytes each.
const FILE_EVENTS_MAX: u32 = 20_000;
/// How many of them are read at once.
const READ_EVENTS: u32 = 1_000;

const ACT: &str = "activity.export";

/// A page of the list.
pub struct Listing {
    /// The events, newest first.
    pub events: Vec<Seen>,
    /// Where it goes on, if it does.
    pub before: Option<Before>,
}

/// The account's own events.
pub async fn list(app: &App, signed_in: &SignedIn, kind: Kind, before: &Before) -> Result<Listing, Fault> {
    let account = signed_in.account.id.as_str();
    let mut events = list::of_account(&app.db, account, kind, before, PAGE_EVENTS + 1).await?;
    let goes_on = events.len() > PAGE_EVENTS as usize;
    events.truncate(PAGE_EVENTS as usize);
    let before = events.last().filter(|_| goes_on).map(behind);
    Ok(Listing { events, before })
}

fn behind(event: &Seen) -> Before {
    Before { at: event.at, id: event.id.clone() }
}

/// All of the account's events as JSON lines, with a proof of a moment ago.
pub async fn export(app: &Shared, caller: &Caller, signed_in: &SignedIn) -> Result<Result<String, Refusal>, Fault> {
    let fresh = match step_up::fresh(app, signed_in).await? {
        Ok(fresh) => fresh,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    note(app, caller, signed_in, fresh).await?;
    lines(app, signed_in).await.map(Ok)
}

/// The event comes before the file, and stands in it.
async fn note(app: &Shared, caller: &Caller, signed_in: &SignedIn, _: Fresh) -> Result<(), Fault> {
    let (app2, caller, account) = (app.clone(), caller.clone(), signed_in.account.id.clone());
    app.db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let event = Event { action: ACT, result: "allowed", account: Some(account.as_str()), factor: None };
                audit::record(tx, &app2, &caller, event).await
            })
        })
        .await
}

/// One line of the file.
#[derive(Serialize)]
struct Line<'a> {
    at: String,
    action: &'a str,
    result: &'a str,
    factor: Option<&'a str>,
    surface: &'a str,
    network: &'a str,
    times: i64,
    id: &'a str,
}

async fn lines(app: &App, signed_in: &SignedIn) -> Result<String, Fault> {
    let account = signed_in.account.id.as_str();
    let (mut text, mut before) = (String::new(), Before::end_of_time());
    for _ in 0..FILE_EVENTS_MAX / READ_EVENTS {
        let events = list::of_account(&app.db, account, Kind::All, &before, READ_EVENTS).await?;
        for Seen { id, at, action, result, factor, surface, network, times } in &events {
            let factor = factor.as_deref();
            let line = Line { at: at.rfc3339(), action, result, factor, surface, network, times: *times, id };
            let line = serde_json::to_string(&line).map_err(|_| Fault::Broken("an event that is no JSON"))?;
            text.push_str(&line);
            text.push('\n');
        }
        match events.last() {
            Some(last) if events.len() == READ_EVENTS as usize => before = behind(last),
            _ => break,
        }
    }
    Ok(text)
}
