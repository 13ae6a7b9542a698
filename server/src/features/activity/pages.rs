//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::refusal::Refusal;
use super::{actions, cursor, views, words};
use crate::app::{App, Shared};
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::audit::list::{Before, Kind, Seen};
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{NoBody, Page, Problem, Query, html};

const PATH: &str = "/settings/security/activity";
const ACTIVITY: Row = Row::page("/settings/security/activity", Credential::Session);
const EXPORT: Row = Row::form("/settings/security/activity/export", Credential::Session, Proof::Fresh, "");
const FILE_NAME: &str = "vestibule-activity.jsonl";

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&ACTIVITY, activity).add(&EXPORT, export)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    show: Option<String>,
    before: Option<String>,
}

async fn activity(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let kind = query.show.as_deref().map_or(Some(Kind::All), Kind::parse).ok_or_else(Problem::malformed)?;
    let before = query.before.as_deref().map(|text| cursor::read(text).ok_or_else(Problem::malformed)).transpose()?;
    html(StatusCode::OK, &view(&app, &signed_in, page, kind, before).await?)
}

async fn export(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    _: NoBody,
) -> Result<Response, Problem> {
    match actions::export(&app, &caller, &signed_in).await? {
        Ok(lines) => {
            let disposition = format!("attachment; filename=\"{FILE_NAME}\"");
            let head = [(CONTENT_TYPE, "application/x-ndjson".to_owned()), (CONTENT_DISPOSITION, disposition)];
            Ok((head, lines).into_response())
        }
        Err(Refusal::NotProved(_)) => step_up::ask(&app, &signed_in, page, "").await,
    }
}

async fn view(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    kind: Kind,
    before: Option<Before>,
) -> Result<views::Activity, Problem> {
    let is_newest = before.is_none();
    let listing = actions::list(app, signed_in, kind, &before.unwrap_or_else(Before::end_of_time)).await?;
    let address = |kind: Kind| format!("{PATH}?show={}", kind.as_str());
    let older = listing.before.as_ref().map(|before| format!("{}&before={}", address(kind), cursor::write(before)));
    let kinds = Kind::ALL.map(|each| views::KindView {
        label: page.t(words::kind(each)),
        address: address(each),
        is_shown: each == kind,
    });
    let events = listing.events.iter().map(|event| event_view(app, &page, event)).collect();
    let page = page.signed_in(&signed_in.account.username);
    let newest = (!is_newest).then(|| address(kind));
    Ok(views::Activity { page, kinds: kinds.into(), events, older, newest })
}

fn event_view(app: &App, page: &Page, event: &Seen) -> views::EventView {
    let when = event.at.words();
    let facts = match words::surface(&event.surface) {
        (key, true) => page.t2(key, "when", when, "network", app.places.beside(&app.locale, &event.network)),
        (key, false) => page.t1(key, "when", when),
    };
    let result = page.t(words::result(&event.result));
    views::EventView {
        what: page.t(words::action(&event.action)),
        result: if event.times > 1 {
            page.t2("activity-times", "result", result, "times", event.times)
        } else {
            result
        },
        is_allowed: event.result == "allowed",
        facts,
    }
}
