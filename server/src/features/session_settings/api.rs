//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Which};
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::known_browsers::Device;
use crate::features::sessions::{ApiSignedIn, Listed, SecondFactor, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Path, Problem};

const SESSION: Credential = Credential::ApiSession;
const BOTH: &str = r#"{"password":"wrong password x","code":"000000"}"#;
const LIST: Row = Row::api_read("/api/v1/sessions", SESSION);
const END: Row = Row::api(Verb::Post, "/api/v1/sessions/{id}/end", SESSION, Proof::Fresh, BOTH);
const END_OTHERS: Row = Row::api(Verb::Post, "/api/v1/sessions/end-others", SESSION, Proof::Fresh, BOTH);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LIST, list).add(&END, end).add(&END_OTHERS, end_others)
}

/// Where the account is signed in.
#[derive(Serialize, ToSchema)]
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
    /// When it was opened.
    created_at: String,
    /// When it was last used, to the minute.
    last_seen_at: String,
    /// The second factor proved in it last: `authenticator_app` or `recovery_code`.
    second_factor: Option<&'static str>,
    /// Whether it is the one that asks.
    is_current: bool,
}

/// Both proofs, where none was made in this session in the last ten minutes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// The account's password. May be empty within ten minutes of the last proofs in this
    /// session.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app, or a recovery code; while two-step verification is on.
    #[serde(default)]
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

fn entry(app: &App, current: &SignedIn, session: Listed) -> SessionEntry {
    SessionEntry {
        id: session.id.as_str().to_owned(),
        device: Device::of(&session.user_agent).words(&app.locale),
        user_agent: session.user_agent,
        surface: session.surface.as_str(),
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

/// End one session. The one that asks may be ended without proofs.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/end", tag = "sessions", request_body = ProofBody,
    params(("id" = String, Path, description = "The session's name, from the list")), security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn end(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(proof): Json<ProofBody>,
) -> Result<StatusCode, Problem> {
    perform(&app, &caller, &signed_in, Which::One(id), &proof).await
}

/// End all other sessions, and sign-ins that wait for their second step.
#[utoipa::path(post, path = "/api/v1/sessions/end-others", tag = "sessions", request_body = ProofBody,
    security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn end_others(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(proof): Json<ProofBody>,
) -> Result<StatusCode, Problem> {
    perform(&app, &caller, &signed_in, Which::Others, &proof).await
}

async fn perform(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    which: Which,
    proof: &ProofBody,
) -> Result<StatusCode, Problem> {
    let ended = actions::end(app, caller, signed_in, which, (&proof.password, &proof.code)).await?;
    ended.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
