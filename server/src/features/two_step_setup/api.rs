//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::authenticator_apps as apps;
use crate::features::recovery_codes;
use crate::features::sessions::{ApiSignedIn, SessionBody};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, NoBody, Problem};

const SESSION: Credential = Credential::ApiSession;
const STATUS: Row = Row::api_read("/api/v1/two-step", SESSION);
const START: Row =
    Row::api(Verb::Post, "/api/v1/two-step/setup", SESSION, Proof::PasswordNow, r#"{"password":"wrong password x"}"#);
const APP: Row = Row::api(Verb::Post, "/api/v1/two-step/setup/app", SESSION, Proof::None, r#"{"code":"000000"}"#);
const KEY_OPTIONS: Row = Row::api(Verb::Post, "/api/v1/two-step/setup/key-options", SESSION, Proof::None, "");
const KEY: Row = Row::api(
    Verb::Post,
    "/api/v1/two-step/setup/key",
    SESSION,
    Proof::None,
    r#"{"credential":{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"},"clientExtensionResults":{}}}"#,
);
const CANCEL: Row = Row::api(Verb::Delete, "/api/v1/two-step/setup", SESSION, Proof::None, "");
const ACTIVATE: Row = Row::api(Verb::Post, "/api/v1/two-step/activation", SESSION, Proof::None, r#"{"saved":true}"#);
const DEACTIVATE: Row = Row::api(
    Verb::Post,
    "/api/v1/two-step/deactivation",
    SESSION,
    Proof::BothNow,
    r#"{"password":"wrong password x","code":"000000"}"#,
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&STATUS, status)
        .add(&START, start)
        .add(&APP, confirm_app)
        .add(&KEY_OPTIONS, ask_key)
        .add(&KEY, confirm_key)
        .add(&CANCEL, cancel)
        .add(&ACTIVATE, activate)
        .add(&DEACTIVATE, deactivate)
}

/// Two-step verification as it stands.
#[derive(Serialize, ToSchema)]
pub struct StatusBody {
    /// Whether it is on.
    on: bool,
    /// What must be there before it can be set up.
    requirements: Vec<RequirementBody>,
    /// The authenticator apps.
    authenticator_apps: Vec<AppBody>,
    /// Recovery codes not used yet; absent while it is off.
    recovery_codes_left: Option<u32>,
}

/// One thing that must be there first.
#[derive(Serialize, ToSchema)]
pub struct RequirementBody {
    /// `confirmed_address` or `password`.
    name: &'static str,
    /// Whether it is there.
    met: bool,
}

/// An authenticator app.
#[derive(Serialize, ToSchema)]
#[schema(as = SetupAppBody)]
pub struct AppBody {
    /// Its identifier.
    id: String,
    /// What its owner calls it.
    name: String,
    /// When it was added.
    created_at: String,
    /// When a code of it was last accepted.
    last_used_at: Option<String>,
}

/// The password, typed now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
}

/// What to put into an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct SetupBody {
    /// The account's name in the app.
    account: String,
    /// The key in base32 (RFC 4648 §6).
    key: String,
    /// The same as an `otpauth://` address, for a QR code.
    uri: String,
    /// When the set-up is dropped, if it is not finished.
    expires_at: String,
}

/// The first code of the app.
#[derive(Deserialize, ToSchema)]
#[schema(as = FirstCodeBody)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits, as a string: leading zeros count.
    #[schema(max_length = 64)]
    code: String,
}

/// What to ask a security key.
#[derive(Serialize, ToSchema)]
pub struct SetupKeyBody {
    /// For `navigator.credentials.create()`, as `publicKey`, in WebAuthn's JSON form.
    #[schema(value_type = Object)]
    options: serde_json::Value,
}

/// What the key answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupCredentialBody {
    /// The credential in WebAuthn's JSON form (`credential.toJSON()`).
    #[schema(value_type = Object)]
    credential: webauthn::Registration,
}

/// The recovery codes, to be saved before the activation.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesBody {
    /// In the groups in which they are read.
    recovery_codes: Vec<String>,
}

/// The confirmation that the codes are saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivateBody {
    /// Must be `true`.
    saved: bool,
}

/// Both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeactivateBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app, or a recovery code that was not used yet.
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// How two-step verification stands.
#[utoipa::path(get, path = "/api/v1/two-step", tag = "two-step", security(("session" = [])),
    responses((status = 200, body = StatusBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn status(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<StatusBody>, Problem> {
    let account = &signed_in.account;
    let requirements = actions::requirements(&app, account).await?;
    let requirement = |r: &actions::Requirement| RequirementBody { name: r.name, met: r.is_met };
    let app_body = |app: apps::AuthenticatorApp| AppBody {
        id: app.id.as_str().to_owned(),
        name: app.name,
        created_at: app.created_at.rfc3339(),
        last_used_at: app.last_used_at.map(|at| at.rfc3339()),
    };
    Ok(JsonAnswer(StatusBody {
        on: two_step::is_on(&app.db, &account.id).await?,
        requirements: requirements.iter().map(requirement).collect(),
        authenticator_apps: apps::list(&app.db, &account.id).await?.into_iter().map(app_body).collect(),
        recovery_codes_left: recovery_codes::remaining(&app.db, &account.id).await?.map(|r| r.left),
    }))
}

/// Begin a set-up: the password now.
#[utoipa::path(post, path = "/api/v1/two-step/setup", tag = "two-step", request_body = PasswordBody,
    security(("session" = [])),
    responses((status = 200, body = SetupBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn start(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<PasswordBody>,
) -> Result<JsonAnswer<SetupBody>, Problem> {
    actions::begin(&app, &caller, &signed_in, &body.password).await?.map_err(Refusal::told)?;
    let setup = actions::current(&app, &signed_in).await?.ok_or_else(|| Refusal::Ended.told())?;
    let secret = setup.secret(&app)?;
    let account = signed_in.account.username;
    let uri = otp::uri(&app.config.service_name, &account, &secret).to_string();
    let (key, expires_at) = (secret.base32().to_string(), setup.expires_at.rfc3339());
    Ok(JsonAnswer(SetupBody { account, key, uri, expires_at }))
}

/// Show one right code of the app; answers the recovery codes.
#[utoipa::path(post, path = "/api/v1/two-step/setup/app", tag = "two-step", request_body = CodeBody,
    security(("session" = [])),
    responses((status = 200, body = RecoveryCodesBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn confirm_app(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<CodeBody>,
) -> Result<JsonAnswer<RecoveryCodesBody>, Problem> {
    let codes = actions::confirm(&app, &caller, &signed_in, &body.code).await?.map_err(Refusal::told)?;
    let recovery_codes = codes.iter().map(|code| code.grouped().to_string()).collect();
    Ok(JsonAnswer(RecoveryCodesBody { recovery_codes }))
}

/// What to ask a security key that is to be the first factor, in place of an app.
#[utoipa::path(post, path = "/api/v1/two-step/setup/key-options", tag = "two-step", security(("session" = [])),
    responses((status = 200, body = SetupKeyBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn ask_key(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<JsonAnswer<SetupKeyBody>, Problem> {
    let options = actions::ask_key(&app, &signed_in).await?.ok_or_else(|| Refusal::Ended.told())?;
    Ok(JsonAnswer(SetupKeyBody { options }))
}

/// The key's answer, in place of an app's code; answers the recovery codes.
#[utoipa::path(post, path = "/api/v1/two-step/setup/key", tag = "two-step", request_body = SetupCredentialBody,
    security(("session" = [])),
    responses((status = 200, body = RecoveryCodesBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn confirm_key(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<SetupCredentialBody>,
) -> Result<JsonAnswer<RecoveryCodesBody>, Problem> {
    let codes = actions::confirm_key(&app, &caller, &signed_in, &body.credential).await?.map_err(Refusal::told)?;
    let recovery_codes = codes.iter().map(|code| code.grouped().to_string()).collect();
    Ok(JsonAnswer(RecoveryCodesBody { recovery_codes }))
}

/// Drop a set-up that was begun; nothing of it is left.
#[utoipa::path(delete, path = "/api/v1/two-step/setup", tag = "two-step", security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn cancel(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    actions::cancel(&app, &caller, &signed_in).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Switch two-step verification on. Every session ends; the answer carries a new one.
#[utoipa::path(post, path = "/api/v1/two-step/activation", tag = "two-step", request_body = ActivateBody,
    security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn activate(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<ActivateBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let opened = actions::finish(&app, &caller, &signed_in, body.saved).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer((&opened).into()))
}

/// Switch two-step verification off: the password and a second factor, both now.
/// Every session ends; the answer carries a new one.
#[utoipa::path(post, path = "/api/v1/two-step/deactivation", tag = "two-step", request_body = DeactivateBody,
    security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn deactivate(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<DeactivateBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let done = actions::disable(&app, &caller, &signed_in, &body.password, &body.code).await?;
    Ok(JsonAnswer((&done.map_err(Refusal::told)?).into()))
}
