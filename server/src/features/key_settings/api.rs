//! The JSON door. Options and answers have WebAuthn's own JSON forms (Level 3 §5.1):
//! `parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON` and `toJSON`.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::security_keys::{self as keys, SecurityKey};
use crate::features::sessions::{ApiSignedIn, SessionBody};
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, NoBody, Path, Problem};

const SESSION: Credential = Credential::ApiSession;
const BOTH: &str = r#"{"password":"wrong password x","code":"000000"}"#;
const NAMED: &str = r#"{"name":"Key","password":"wrong password x","code":"000000"}"#;
const ANSWER: &str = r#"{"credential":{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"},"clientExtensionResults":{}}}"#;
const LIST: Row = Row::api_read("/api/v1/security-keys", SESSION);
const ASK: Row = Row::api(Verb::Post, "/api/v1/security-keys/assertion-options", SESSION, Proof::None, "");
const BEGIN: Row = Row::api(Verb::Post, "/api/v1/security-keys/addition", SESSION, Proof::BothNow, NAMED);
const CANCEL: Row = Row::api(Verb::Delete, "/api/v1/security-keys/addition", SESSION, Proof::None, "");
const FINISH: Row = Row::api(Verb::Post, "/api/v1/security-keys/confirmation", SESSION, Proof::None, ANSWER);
const RENAME: Row = Row::api(Verb::Post, "/api/v1/security-keys/{id}/name", SESSION, Proof::BothNow, NAMED);
const REMOVE: Row = Row::api(Verb::Post, "/api/v1/security-keys/{id}/removal", SESSION, Proof::BothNow, BOTH);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&LIST, list)
        .add(&ASK, ask)
        .add(&BEGIN, begin)
        .add(&CANCEL, cancel)
        .add(&FINISH, finish)
        .add(&RENAME, rename)
        .add(&REMOVE, remove)
}

/// The account's security keys.
#[derive(Serialize, ToSchema)]
#[schema(as = SecurityKeysBody)]
pub struct ListBody {
    /// Oldest first.
    security_keys: Vec<KeyBody>,
}

/// A security key.
#[derive(Serialize, ToSchema)]
#[schema(as = SecurityKeyBody)]
pub struct KeyBody {
    /// Its identifier.
    id: String,
    /// What its owner calls it.
    name: String,
    /// Its model as it says itself; not verified.
    aaguid: String,
    /// The model's name, where the public lists have one.
    model: Option<&'static str>,
    /// When it was added.
    created_at: String,
    /// When an answer of it was last accepted.
    last_used_at: Option<String>,
    /// Since when it signs nobody in, because a copy of it was noticed.
    copied_at: Option<String>,
}

/// What a key is asked.
#[derive(Serialize, ToSchema)]
#[schema(as = SecurityKeyAskedBody)]
pub struct AskedBody {
    /// For `navigator.credentials`, as `publicKey`, in WebAuthn's JSON form. Null where there is
    /// no key to be asked.
    #[schema(value_type = Option<Object>)]
    options: Option<Value>,
}

impl AskedBody {
    /// That body.
    pub fn of(options: Option<Value>) -> Self {
        Self { options }
    }
}

/// A name for the new key, and both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityKeyBeginBody)]
pub struct BeginBody {
    /// What to call it: 1 to 64 characters.
    #[schema(max_length = 64)]
    name: String,
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of an app, a recovery code that was not used yet, or the JSON of a security
    /// key's answer (`JSON.stringify(credential)`) to `assertion-options`.
    code: String,
}

/// What to ask the new key.
#[derive(Serialize, ToSchema)]
#[schema(as = SecurityKeyBegunBody)]
pub struct BegunBody {
    /// For `navigator.credentials.create()`, as `publicKey`, in WebAuthn's JSON form.
    #[schema(value_type = Object)]
    options: Value,
    /// When the addition is dropped, if it is not finished.
    expires_at: String,
}

/// What the new key answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityKeyCredentialBody)]
pub struct CredentialBody {
    /// The credential in WebAuthn's JSON form (`credential.toJSON()`).
    #[schema(value_type = Object)]
    pub credential: webauthn::Registration,
}

/// Both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityKeyProofBody)]
pub struct ProofBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// As in the addition.
    code: String,
}

/// Another name, with both proofs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityKeyRenameBody)]
pub struct RenameBody {
    /// What to call it: 1 to 64 characters.
    #[schema(max_length = 64)]
    name: String,
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// As in the addition.
    code: String,
}

fn body(key: SecurityKey) -> KeyBody {
    KeyBody {
        id: key.id.as_str().to_owned(),
        name: key.name,
        model: keys::provider(&key.aaguid),
        aaguid: key.aaguid,
        created_at: key.created_at.rfc3339(),
        last_used_at: key.last_used_at.map(|at| at.rfc3339()),
        copied_at: key.copied_at.map(|at| at.rfc3339()),
    }
}

/// The security keys.
#[utoipa::path(get, path = "/api/v1/security-keys", tag = "security-keys", security(("session" = [])),
    responses((status = 200, body = ListBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn list(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<ListBody>, Problem> {
    let listed = keys::list(&app.db, &signed_in.account.id).await?;
    Ok(JsonAnswer(ListBody { security_keys: listed.into_iter().map(body).collect() }))
}

/// What to ask a key whose answer stands for a code in this session.
#[utoipa::path(post, path = "/api/v1/security-keys/assertion-options", tag = "security-keys",
    security(("session" = [])),
    responses((status = 200, body = AskedBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn ask(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<JsonAnswer<AskedBody>, Problem> {
    Ok(JsonAnswer(AskedBody::of(step_up::ask_key(&app, &signed_in).await?)))
}

/// Begin to add a key: the password and a second factor, both now.
#[utoipa::path(post, path = "/api/v1/security-keys/addition", tag = "security-keys", request_body = BeginBody,
    security(("session" = [])),
    responses((status = 200, body = BegunBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn begin(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(given): Json<BeginBody>,
) -> Result<JsonAnswer<BegunBody>, Problem> {
    let proof = (given.password.as_str(), given.code.as_str());
    let begun = actions::begin(&app, &caller, &signed_in, &given.name, proof).await?.map_err(Refusal::told)?;
    let options = actions::ask(&app, &signed_in).await?.ok_or_else(|| Refusal::Ended.told())?;
    Ok(JsonAnswer(BegunBody { options, expires_at: begun.expires_at.rfc3339() }))
}

/// Drop an addition that was begun; nothing of it is left.
#[utoipa::path(delete, path = "/api/v1/security-keys/addition", tag = "security-keys", security(("session" = [])),
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

/// Add the key that has answered. Every session ends; the answer carries a new one.
#[utoipa::path(post, path = "/api/v1/security-keys/confirmation", tag = "security-keys",
    request_body = CredentialBody, security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn finish(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(given): Json<CredentialBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let opened = actions::finish(&app, &caller, &signed_in, &given.credential).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer((&opened).into()))
}

/// Give a key another name: the password and a second factor, both now.
#[utoipa::path(post, path = "/api/v1/security-keys/{id}/name", tag = "security-keys", request_body = RenameBody,
    params(("id" = String, Path, description = "The key's identifier")), security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn rename(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(given): Json<RenameBody>,
) -> Result<StatusCode, Problem> {
    let (what, proof) = ((id.as_str(), given.name.as_str()), (given.password.as_str(), given.code.as_str()));
    actions::rename(&app, &caller, &signed_in, what, proof).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a key: the password and a second factor, both now. With the last factor, two-step
/// verification ends. Every session ends; the answer carries a new one.
#[utoipa::path(post, path = "/api/v1/security-keys/{id}/removal", tag = "security-keys", request_body = ProofBody,
    params(("id" = String, Path, description = "The key's identifier")), security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn remove(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(given): Json<ProofBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let removed = actions::remove(&app, &caller, &signed_in, &id, (&given.password, &given.code)).await?;
    Ok(JsonAnswer((&removed.map_err(Refusal::told)?).into()))
}
