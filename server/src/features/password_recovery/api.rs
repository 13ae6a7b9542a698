//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Problem};

const REQUEST: Row =
    Row::api(Verb::Post, "/api/v1/password-recovery", Credential::Nobody, Proof::None, r#"{"login":"nobody here"}"#);
const SET: Row = Row::api(
    Verb::Post,
    "/api/v1/password-recovery/password",
    Credential::Nobody,
    Proof::None,
    r#"{"token":"x","new_password":"five calm otters sing"}"#,
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&REQUEST, request).add(&SET, set)
}

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// User name or confirmed e-mail address.
    #[schema(max_length = 254)]
    login: String,
}

/// The same answer for everybody.
#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum AskedBody {
    /// If there is such an account, a link is on its way to its primary address.
    CheckMail,
}

/// What the link carries, and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBody {
    /// From the link.
    #[schema(max_length = 64)]
    token: String,
    /// At least 15 characters, or 8 while two-step verification is on.
    #[schema(max_length = 4096)]
    new_password: String,
}

/// Ask for a link that sets a new password. It works once, for 30 minutes.
#[utoipa::path(post, path = "/api/v1/password-recovery", tag = "password", request_body = RequestBody,
    responses((status = 202, body = AskedBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn request(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<RequestBody>,
) -> Result<(StatusCode, JsonAnswer<AskedBody>), Problem> {
    actions::request(&app, &caller, &body.login).await?.map_err(Refusal::told)?;
    Ok((StatusCode::ACCEPTED, JsonAnswer(AskedBody::CheckMail)))
}

/// Set the password with what the link carries. Every session ends and none is opened; the
/// second factor stays as it is.
#[utoipa::path(post, path = "/api/v1/password-recovery/password", tag = "password", request_body = SetBody,
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn set(State(app): State<Shared>, caller: Caller, Json(body): Json<SetBody>) -> Result<StatusCode, Problem> {
    actions::set(&app, &caller, &body.token, &body.new_password).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
