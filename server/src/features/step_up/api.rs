//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::prove;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::sessions::{ApiSignedIn, FRESH_FOR, SessionBody};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Problem};

const STEP_UP: Row = Row::api(
    Verb::Post,
    "/api/v1/step-up",
    Credential::ApiSession,
    Proof::BothNow,
    r#"{"password":"wrong password x","code":"000000"}"#,
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&STEP_UP, step_up)
}

/// Both proofs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepUpBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// While two-step verification is on: six digits of the app, or a recovery code.
    #[serde(default)]
    #[schema(max_length = 64)]
    code: String,
}

/// The session goes on under another token.
#[derive(Serialize, ToSchema)]
pub struct StepUpAnswer {
    /// In place of the one that asked, which counts no more.
    session: SessionBody,
    /// Until then nothing more is asked of acts that want a proof of a moment ago.
    fresh_until: String,
}

/// Prove it is you again, for acts that answer `step-up-needed`.
#[utoipa::path(post, path = "/api/v1/step-up", tag = "step-up", request_body = StepUpBody, security(("session" = [])),
    responses((status = 200, body = StepUpAnswer), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn step_up(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<StepUpBody>,
) -> Result<JsonAnswer<StepUpAnswer>, Problem> {
    let proved = prove::prove(&app, &caller, &signed_in, &body.password, &body.code).await?;
    let opened = proved.map_err(Refusal::told)?;
    let fresh_until = app.now().plus(FRESH_FOR).min(opened.expires_at).rfc3339();
    Ok(JsonAnswer(StepUpAnswer { session: (&opened).into(), fresh_until }))
}
