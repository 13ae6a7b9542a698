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
use crate::platform::web::{Json, Problem, Query};

const SESSION: Credential = Credential::ApiSession;
const LIST: Row = Row::api_read("/api/v1/activity", SESSION);
const EXPORT: Row = Row::api(
    Verb::Post,
    "/api/v1/activity/export",
    SESSION,
    Proof::Fresh,
    r#"{"password":"wrong password x","code":"000000"}"#,
);

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
}

impl From<Seen> for EventBody {
    fn from(seen: Seen) -> Self {
        let Seen { id, at, action, result, factor, surface, network } = seen;
        Self { id, at: at.rfc3339(), action, result, factor, surface, network }
    }
}

/// Proofs; within ten minutes of the last ones in this session none is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportBody {
    /// The account's password; empty where no proof is needed.
    #[schema(max_length = 4096)]
    password: String,
    /// While two-step verification is on: six digits of the app, or a recovery code.
    #[serde(default)]
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
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

/// All of the account's events, newest first, a JSON object a line (at most 20,000).
#[utoipa::path(post, path = "/api/v1/activity/export", tag = "activity", request_body = ExportBody,
    security(("session" = [])),
    responses((status = 200, body = String, content_type = "application/x-ndjson"),
        (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn export(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(proof): Json<ExportBody>,
) -> Result<Response, Problem> {
    let lines = actions::export(&app, &caller, &signed_in, &proof.password, &proof.code).await?;
    let lines = lines.map_err(Refusal::told)?;
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], lines).into_response())
}
