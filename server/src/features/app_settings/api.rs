//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Choice, Next};
use super::addition::{Addition, Kind};
use super::refusal::Refusal;
use crate::app::{App, Shared};
use crate::features::authenticator_apps as apps;
use crate::features::sessions::{ApiSignedIn, SessionBody, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, NoBody, Path, Problem};

const SESSION: Credential = Credential::ApiSession;
const BOTH: &str = r#"{"password":"wrong password x","code":"000000"}"#;
const NAMED: &str = r#"{"name":"Phone","password":"wrong password x","code":"000000"}"#;
const CONFIRM_BODY: &str = r#"{"name":"Phone","code":"000000"}"#;
const LIST: Row = Row::api_read("/api/v1/authenticator-apps", SESSION);
const START: Row = Row::api(Verb::Post, "/api/v1/authenticator-apps/addition", SESSION, Proof::BothNow, BOTH);
const REPLACE: Row = Row::api(Verb::Post, "/api/v1/authenticator-apps/replacement", SESSION, Proof::BothNow, BOTH);
const RECOVER: Row = Row::api(Verb::Post, "/api/v1/authenticator-apps/recovery", SESSION, Proof::None, "");
const CONFIRM: Row =
    Row::api(Verb::Post, "/api/v1/authenticator-apps/confirmation", SESSION, Proof::None, CONFIRM_BODY);
const CANCEL: Row = Row::api(Verb::Delete, "/api/v1/authenticator-apps/addition", SESSION, Proof::None, "");
const ACTIVATE_REPLACEMENT: Row = Row::api(
    Verb::Post,
    "/api/v1/authenticator-apps/replacement/activation",
    SESSION,
    Proof::None,
    r#"{"drop":"none"}"#,
);
const ACTIVATE_RECOVERY: Row =
    Row::api(Verb::Post, "/api/v1/authenticator-apps/recovery/activation", SESSION, Proof::None, r#"{"saved":true}"#);
const RENAME: Row = Row::api(Verb::Post, "/api/v1/authenticator-apps/{id}/name", SESSION, Proof::BothNow, NAMED);
const REMOVE: Row = Row::api(Verb::Post, "/api/v1/authenticator-apps/{id}/removal", SESSION, Proof::BothNow, BOTH);
const RESTORED: &str = r#"{"token":"x","code":"000000"}"#;
const RESTORE: Row =
    Row::api(Verb::Post, "/api/v1/authenticator-apps/restoration", Credential::Nobody, Proof::None, RESTORED);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&LIST, list)
        .add(&START, start)
        .add(&REPLACE, replace)
        .add(&RECOVER, recover)
        .add(&CONFIRM, confirm)
        .add(&CANCEL, cancel)
        .add(&ACTIVATE_REPLACEMENT, activate_replacement)
        .add(&ACTIVATE_RECOVERY, activate_recovery)
        .add(&RENAME, rename)
        .add(&REMOVE, remove)
        .add(&RESTORE, restore)
}

/// The account's authenticator apps.
#[derive(Serialize, ToSchema)]
#[schema(as = AuthenticatorAppsBody)]
pub struct ListBody {
    /// Oldest first; empty while two-step verification is off.
    authenticator_apps: Vec<AppBody>,
}

/// An authenticator app.
#[derive(Serialize, ToSchema)]
#[schema(as = AuthenticatorAppBody)]
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

/// Both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BothProofsBody)]
pub struct BothBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of an app, or a recovery code that was not used yet.
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// What to put into an authenticator app.
#[derive(Serialize, ToSchema)]
#[schema(as = AppKeyBody)]
pub struct KeyBody {
    /// The account's name in the app.
    account: String,
    /// The key in base32 (RFC 4648 §6).
    key: String,
    /// The same as an `otpauth://` address, for a QR code.
    uri: String,
    /// When the addition is dropped, if it is not finished.
    expires_at: String,
}

/// The first code of the app, and its name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppConfirmBody)]
pub struct ConfirmBody {
    /// What to call it: 1 to 64 characters.
    #[schema(max_length = 64)]
    name: String,
    /// Six digits, as a string: leading zeros count.
    #[schema(max_length = 64)]
    code: String,
}

/// What comes after the first code.
#[derive(Serialize, ToSchema)]
#[schema(as = AppConfirmedBody)]
pub struct ConfirmedBody {
    /// The session in which it goes on, where the app is added now.
    session: Option<SessionBody>,
    /// New recovery codes, to be saved before the activation, where a lost device is replaced.
    recovery_codes: Option<Vec<String>>,
}

/// What becomes of the apps there are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppDropBody)]
pub struct DropBody {
    /// `none`, `all`, or the identifier of one.
    #[schema(max_length = 64)]
    drop: String,
}

/// The confirmation that the codes are saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppSavedBody)]
pub struct SavedBody {
    /// Must be `true`.
    saved: bool,
}

/// Another name, with both proofs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppRenameBody)]
pub struct RenameBody {
    /// What to call it: 1 to 64 characters.
    #[schema(max_length = 64)]
    name: String,
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of an app, or a recovery code that was not used yet.
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// What the link in the notice carries, and a code of the device that was said to be lost.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppRestoreBody)]
pub struct RestoreBody {
    /// Begins with `vrst_`.
    #[schema(max_length = 64)]
    token: String,
    /// Six digits, of one of the apps that come back; where only keys do, none is asked.
    #[serde(default)]
    #[schema(max_length = 64)]
    code: String,
}

fn key(app: &App, signed_in: &SignedIn, addition: &Addition) -> Result<JsonAnswer<KeyBody>, Problem> {
    let (secret, account) = (addition.secret(app)?, signed_in.account.username.clone());
    let uri = otp::uri(&app.config.service_name, &account, &secret).to_string();
    let key = secret.base32_groups().replace(' ', "");
    Ok(JsonAnswer(KeyBody { account, key, uri, expires_at: addition.expires_at.rfc3339() }))
}

/// The authenticator apps.
#[utoipa::path(get, path = "/api/v1/authenticator-apps", tag = "authenticator-apps", security(("session" = [])),
    responses((status = 200, body = ListBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn list(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<ListBody>, Problem> {
    let body = |app: apps::AuthenticatorApp| AppBody {
        id: app.id.as_str().to_owned(),
        name: app.name,
        created_at: app.created_at.rfc3339(),
        last_used_at: app.last_used_at.map(|at| at.rfc3339()),
    };
    let listed = apps::list(&app.db, &signed_in.account.id).await?;
    Ok(JsonAnswer(ListBody { authenticator_apps: listed.into_iter().map(body).collect() }))
}

/// Begin to add an app: the password and a second factor, both now.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/addition", tag = "authenticator-apps", request_body = BothBody,
    security(("session" = [])),
    responses((status = 200, body = KeyBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn start(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(proof): Json<BothBody>,
) -> Result<JsonAnswer<KeyBody>, Problem> {
    let begun = actions::begin(&app, &caller, &signed_in, Kind::Another, &proof.password, &proof.code).await?;
    key(&app, &signed_in, &begun.map_err(Refusal::told)?)
}

/// Begin to replace a device: the password and a second factor, both now.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/replacement", tag = "authenticator-apps",
    request_body = BothBody, security(("session" = [])),
    responses((status = 200, body = KeyBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn replace(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(proof): Json<BothBody>,
) -> Result<JsonAnswer<KeyBody>, Problem> {
    let begun = actions::begin(&app, &caller, &signed_in, Kind::Replacement, &proof.password, &proof.code).await?;
    key(&app, &signed_in, &begun.map_err(Refusal::told)?)
}

/// Begin to replace a lost device, within ten minutes of signing in with a recovery code:
/// that is the proof.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/recovery", tag = "authenticator-apps",
    security(("session" = [])),
    responses((status = 200, body = KeyBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn recover(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<JsonAnswer<KeyBody>, Problem> {
    let begun = actions::begin_recovery(&app, &caller, &signed_in).await?;
    key(&app, &signed_in, &begun.map_err(Refusal::told)?)
}

/// The first code of the new app. One that comes beside the others is added by it.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/confirmation", tag = "authenticator-apps",
    request_body = ConfirmBody, security(("session" = [])),
    responses((status = 200, body = ConfirmedBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn confirm(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<ConfirmBody>,
) -> Result<JsonAnswer<ConfirmedBody>, Problem> {
    let next = actions::confirm(&app, &caller, &signed_in, &body.name, &body.code).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer(match next {
        Next::Added(opened) => ConfirmedBody { session: Some((&opened).into()), recovery_codes: None },
        Next::Choose => ConfirmedBody { session: None, recovery_codes: None },
        Next::Save(codes) => {
            let codes = codes.iter().map(|code| code.grouped().to_string()).collect();
            ConfirmedBody { session: None, recovery_codes: Some(codes) }
        }
    }))
}

/// Drop what this session has begun.
#[utoipa::path(delete, path = "/api/v1/authenticator-apps/addition", tag = "authenticator-apps",
    security(("session" = [])),
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

/// Finish a replacement: the new app is added, and those it replaces are removed, at once.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/replacement/activation", tag = "authenticator-apps",
    request_body = DropBody, security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn activate_replacement(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<DropBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let opened = actions::finish(&app, &caller, &signed_in, Choice::Drop(&body.drop)).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer((&opened).into()))
}

/// Finish replacing a lost device: the new app and the new codes count, the old app is
/// suspended for 72 hours.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/recovery/activation", tag = "authenticator-apps",
    request_body = SavedBody, security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn activate_recovery(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<SavedBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let choice = Choice::Lost { is_saved: body.saved };
    let opened = actions::finish(&app, &caller, &signed_in, choice).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer((&opened).into()))
}

/// Rename an app: the password and a second factor, both now.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/{id}/name", tag = "authenticator-apps",
    params(("id" = String, Path)), request_body = RenameBody, security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn rename(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(body): Json<RenameBody>,
) -> Result<StatusCode, Problem> {
    let (what, proof) = ((id.as_str(), body.name.as_str()), (body.password.as_str(), body.code.as_str()));
    actions::rename(&app, &caller, &signed_in, what, proof).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove an app: the password and a second factor, both now. With the last one, two-step
/// verification ends.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/{id}/removal", tag = "authenticator-apps",
    params(("id" = String, Path)), request_body = BothBody, security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn remove(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(body): Json<BothBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let proof = (body.password.as_str(), body.code.as_str());
    let opened = actions::remove(&app, &caller, &signed_in, &id, proof).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer((&opened).into()))
}

/// Take the replacement of a lost device back, while two-step verification is on. Every session
/// ends, and none is opened.
#[utoipa::path(post, path = "/api/v1/authenticator-apps/restoration", tag = "authenticator-apps",
    request_body = RestoreBody,
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn restore(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<RestoreBody>,
) -> Result<StatusCode, Problem> {
    actions::restore(&app, &caller, &body.token, &body.code).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
