//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::sessions::{ApiSignedIn, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, NoBody, Problem};

const SESSION: Credential = Credential::ApiSession;
const LOOK: Row = Row::api_read("/api/v1/drill", SESSION);
const TRY: Row = Row::api(Verb::Post, "/api/v1/drill", SESSION, Proof::None, r#"{"code":"000000"}"#);
const PUT_OFF: Row = Row::api(Verb::Post, "/api/v1/drill/later", SESSION, Proof::None, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LOOK, look).add(&TRY, submit).add(&PUT_OFF, put_off)
}

/// When the second factor is to be tried.
#[derive(Serialize, ToSchema)]
pub struct DrillBody {
    /// Whether it is due, and was not put off.
    is_asked: bool,
    /// From when on it is due.
    due_at: String,
    /// When it was done last.
    passed_at: Option<String>,
    /// How many recovery codes are left.
    recovery_codes_left: u32,
}

/// A code of the app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrillCodeBody {
    /// Six digits. A recovery code is not taken: it would be spent.
    #[schema(max_length = 64)]
    code: String,
}

async fn body(app: &App, signed_in: &SignedIn) -> Result<JsonAnswer<DrillBody>, Problem> {
    let standing = actions::look(app, signed_in).await?.ok_or(Refusal::NoApp.told())?;
    Ok(JsonAnswer(DrillBody {
        is_asked: standing.drill.is_asked(app.now()),
        due_at: standing.drill.due_at.rfc3339(),
        passed_at: standing.drill.passed_at.map(|at| at.rfc3339()),
        recovery_codes_left: standing.codes.left,
    }))
}

/// When the second factor is to be tried.
#[utoipa::path(get, path = "/api/v1/drill", tag = "drill", security(("session" = [])),
    responses((status = 200, body = DrillBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn look(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<DrillBody>, Problem> {
    body(&app, &signed_in).await
}

/// Try a code of the app while nothing depends on it. It is used up, and proves nothing more.
#[utoipa::path(post, path = "/api/v1/drill", tag = "drill", request_body = DrillCodeBody, security(("session" = [])),
    responses((status = 200, body = DrillBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn submit(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(typed): Json<DrillCodeBody>,
) -> Result<JsonAnswer<DrillBody>, Problem> {
    actions::attempt(&app, &caller, &signed_in, &typed.code).await?.map_err(Refusal::told)?;
    body(&app, &signed_in).await
}

/// Be asked for it in a week again.
#[utoipa::path(post, path = "/api/v1/drill/later", tag = "drill", security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn put_off(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    actions::put_off(&app, &caller, &signed_in).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
