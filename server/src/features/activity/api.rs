//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions;
use super::cursor;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::sessions::ApiSignedIn;
use crate::platform::audit::Caller;
use crate::platform::audit::list::{Before, Kind, Seen};
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{NoBody, Problem, Query};

const SESSION: Credential = Credential::ApiSession;
const LIST: Row = Row::api_read("/api/v1/activity", SESSION);
const EXPORT: Row = Row::api(Verb::Post, "/api/v1/activity/export", SESSION, Proof::Fresh, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LIST, list).add(&EXPORT, export)
}

/// Which events, and from where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `all` (if left out), `sign-ins`, `changes` or `refused`.
    show: Option<String>,
    /// The `before` of the last answer, for the events before those.
    before: Option<String>,
}

/// The account's own events.
#[derive(Serialize, ToSchema)]
#[schema(as = ActivityBody)]
pub struct ListBody {
    /// At most fifty, newest first.
    events: Vec<EventBody>,
    /// Where to go on; none when these were the last ones.
    before: Option<String>,
}

/// One event.
#[derive(Serialize, ToSchema)]
pub struct EventBody {
    /// Its identifier.
    id: String,
    /// When.
    at: String,
    /// What was asked: `sign_in.password`.
    action: String,
    /// `allowed`, or why not.
    result: String,
    /// The factor that was tried, where one was.
    factor: Option<String>,
    /// `web`, `api` or `operator`.
    surface: String,
    /// From which network.
    network: String,
    /// How many it stands for: tries that have to wait share an event a minute.
    times: i64,
}

impl From<Seen> for EventBody {
    fn from(seen: Seen) -> Self {
        let Seen { id, at, action, result, factor, surface, network, times } = seen;
        Self { id, at: at.rfc3339(), action, result, factor, surface, network, times }
    }
}

/// What has happened to the account, newest first.
#[utoipa::path(get, path = "/api/v1/activity", tag = "activity", params(ListQuery), security(("session" = [])),
    responses((status = 200, body = ListBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn list(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
    Query(query): Query<ListQuery>,
) -> Result<JsonAnswer<ListBody>, Problem> {
    let kind = query.show.as_deref().map_or(Some(Kind::All), Kind::parse).ok_or_else(Problem::malformed)?;
    let before = query.before.as_deref().map_or(Some(Before::end_of_time()), cursor::read);
    let before = before.ok_or_else(Problem::malformed)?;
    let listing = actions::list(&app, &signed_in, kind, &before).await?;
    let events = listing.events.into_iter().map(EventBody::from).collect();
    Ok(JsonAnswer(ListBody { events, before: listing.before.as_ref().map(cursor::write) }))
}

/// All of the account's events, newest first, a JSON object a line (at most 20,000). Wants a proof of a moment
/// ago (`step-up-needed`).
#[utoipa::path(post, path = "/api/v1/activity/export", tag = "activity",
    security(("session" = [])),
    responses((status = 200, body = String, content_type = "application/x-ndjson"),
        (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn export(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<Response, Problem> {
    let lines = actions::export(&app, &caller, &signed_in).await?;
    let lines = lines.map_err(Refusal::told)?;
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], lines).into_response())
}
