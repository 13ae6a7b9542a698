//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::sessions::{ApiSignedIn, SessionBody};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Problem};

const CHANGE: Row = Row::api(
    Verb::Post,
    "/api/v1/password",
    Credential::ApiSession,
    Proof::BothNow,
    r#"{"password":"wrong password x","code":"000000","new_password":"five calm otters sing"}"#,
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&CHANGE, change)
}

/// The old password with a second factor, and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app, or a recovery code, while two-step verification is on.
    #[serde(default)]
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
    /// The new one: at least 15 characters, or 8 while two-step verification is on.
    #[schema(max_length = 4096)]
    new_password: String,
}

/// Change the password: the old one and, while two-step verification is on, a second
/// factor, both now. Every session ends; the answer carries a new one.
#[utoipa::path(post, path = "/api/v1/password", tag = "password", request_body = ChangeBody,
    security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn change(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<ChangeBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let typed = (body.password.as_str(), body.code.as_str());
    let changed = actions::change(&app, &caller, &signed_in, typed, &body.new_password).await?;
    Ok(JsonAnswer((&changed.map_err(Refusal::told)?).into()))
}
