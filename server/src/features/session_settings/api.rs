//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::{self, Which};
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::known_browsers::Device;
use crate::features::sessions::{ApiSignedIn, Listed, SecondFactor, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{NoBody, Path, Problem};

const SESSION: Credential = Credential::ApiSession;
const LIST: Row = Row::api_read("/api/v1/sessions", SESSION);
const END: Row = Row::api(Verb::Post, "/api/v1/sessions/{id}/end", SESSION, Proof::Fresh, "");
const END_OTHERS: Row = Row::api(Verb::Post, "/api/v1/sessions/end-others", SESSION, Proof::Fresh, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LIST, list).add(&END, end).add(&END_OTHERS, end_others)
}

/// Where the account is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionsBody)]
pub struct ListBody {
    /// The newest first, at most 200.
    sessions: Vec<SessionEntry>,
}

/// An open session.
#[derive(Serialize, ToSchema)]
pub struct SessionEntry {
    /// Its name, to end it by; it opens nothing.
    id: String,
    /// The device in words, by what it says of itself.
    device: String,
    /// What it says of itself; anybody can say anything.
    user_agent: String,
    /// `web` (a browser) or `api` (a program).
    surface: &'static str,
    /// The address, or the IPv6 network, that it was opened from.
    network: String,
    /// Where that network is, by the operator's file; none where that does not say.
    place: Option<String>,
    /// When it was opened.
    created_at: String,
    /// When it was last used, to the minute.
    last_seen_at: String,
    /// The second factor proved in it last: `authenticator_app` or `recovery_code`.
    second_factor: Option<&'static str>,
    /// Whether it is the one that asks.
    is_current: bool,
}

fn entry(app: &App, current: &SignedIn, session: Listed) -> SessionEntry {
    SessionEntry {
        id: session.id.as_str().to_owned(),
        device: Device::of(&session.user_agent).words(&app.locale),
        user_agent: session.user_agent,
        surface: session.surface.as_str(),
        place: app.places.of(&app.locale, &session.network),
        network: session.network,
        created_at: session.created_at.rfc3339(),
        last_seen_at: session.last_seen_at.rfc3339(),
        second_factor: session.second_factor.map(SecondFactor::as_str),
        is_current: session.id == current.session.id,
    }
}

/// Where the account is signed in.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", security(("session" = [])),
    responses((status = 200, body = ListBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn list(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<ListBody>, Problem> {
    let sessions = actions::list(&app, &signed_in).await?;
    let sessions = sessions.into_iter().map(|session| entry(&app, &signed_in, session)).collect();
    Ok(JsonAnswer(ListBody { sessions }))
}

/// End one session. Wants a proof of a moment ago (`step-up-needed`); the one that asks may be ended without.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/end", tag = "sessions",
    params(("id" = String, Path, description = "The session's name, from the list")), security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn end(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    perform(&app, &caller, &signed_in, Which::One(id)).await
}

/// End all other sessions, and sign-ins that wait for their second step. Wants a proof of a moment ago.
#[utoipa::path(post, path = "/api/v1/sessions/end-others", tag = "sessions",
    security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn end_others(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    perform(&app, &caller, &signed_in, Which::Others).await
}

async fn perform(app: &Shared, caller: &Caller, signed_in: &SignedIn, which: Which) -> Result<StatusCode, Problem> {
    let ended = actions::end(app, caller, signed_in, which).await?;
    ended.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
