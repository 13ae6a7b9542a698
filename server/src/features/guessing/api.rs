//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::factor::Counted;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::sessions::ApiSignedIn;
use crate::platform::audit::Caller;
use crate::platform::audit::list::Seen;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Path, Problem};

const SESSION: Credential = Credential::ApiSession;
const BOTH: &str = r#"{"password":"wrong password x","code":"000000"}"#;
const LOOK: Row = Row::api_read("/api/v1/guessing", SESSION);
const RESET: Row = Row::api(Verb::Post, "/api/v1/guessing/{id}/reset", SESSION, Proof::BothNow, BOTH);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LOOK, look).add(&RESET, reset)
}

/// Wrong passwords and codes, as they were counted.
#[derive(Serialize, ToSchema)]
pub struct GuessingBody {
    /// The factors that the account has.
    factors: Vec<GuessedBody>,
    /// The latest tries that failed, the newest first, at most 20; its owner's among them.
    tries: Vec<TryBody>,
}

/// What strangers failed at one factor. Programs are strangers: they keep no cookies.
#[derive(Serialize, ToSchema)]
pub struct GuessedBody {
    /// `password`, `authenticator_app` or `recovery_code`.
    id: &'static str,
    /// How many times, since it was bound anew or reset.
    failures: u32,
    /// Whether it is refused to strangers.
    is_refused: bool,
    /// Until when their next try waits.
    waits_until: Option<String>,
}

/// One try that failed.
#[derive(Serialize, ToSchema)]
pub struct TryBody {
    /// When.
    at: String,
    /// What was asked.
    action: String,
    /// What came of it.
    result: String,
    /// The factor that was tried, where one was.
    factor: Option<String>,
    /// The address, or the IPv6 network, that it came from.
    network: String,
}

/// Both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of an app, or a recovery code that was not used yet; while two-step
    /// verification is on.
    #[serde(default)]
    #[schema(max_length = 64)]
    code: String,
}

fn guessed(counted: &Counted) -> GuessedBody {
    let strangers = counted.strangers;
    GuessedBody {
        id: counted.factor.as_str(),
        failures: strangers.failures,
        is_refused: strangers.is_refused,
        waits_until: strangers.waits_until.map(|at| at.rfc3339()),
    }
}

fn tried(event: Seen) -> TryBody {
    let Seen { at, action, result, factor, network, .. } = event;
    TryBody { at: at.rfc3339(), action, result, factor, network }
}

/// How many wrong passwords and codes have come in.
#[utoipa::path(get, path = "/api/v1/guessing", tag = "guessing", security(("session" = [])),
    responses((status = 200, body = GuessingBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn look(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<GuessingBody>, Problem> {
    let look = actions::look(&app, &caller, &signed_in.account).await?;
    let factors = look.factors.iter().map(guessed).collect();
    Ok(JsonAnswer(GuessingBody { factors, tries: look.tries.into_iter().map(tried).collect() }))
}

/// Begin the strangers' count of one factor anew: the password and a second factor, both now.
/// Every confirmed address is told.
#[utoipa::path(post, path = "/api/v1/guessing/{id}/reset", tag = "guessing", request_body = ResetBody,
    params(("id" = String, Path, description = "`password`, `authenticator_app` or `recovery_code`")),
    security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn reset(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(proof): Json<ResetBody>,
) -> Result<StatusCode, Problem> {
    let reset = actions::reset(&app, &caller, &signed_in, &id, (&proof.password, &proof.code)).await?;
    reset.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
