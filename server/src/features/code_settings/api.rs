//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Shown};
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::recovery_codes;
use crate::features::sessions::ApiSignedIn;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Problem};

const SESSION: Credential = Credential::ApiSession;
const BOTH: &str = r#"{"password":"wrong password x","code":"000000"}"#;
const LIST: Row = Row::api_read("/api/v1/recovery-codes", SESSION);
const VIEW: Row = Row::api(Verb::Post, "/api/v1/recovery-codes/view", SESSION, Proof::PasswordNowAppFresh, BOTH);
const RENEW: Row = Row::api(Verb::Post, "/api/v1/recovery-codes", SESSION, Proof::BothNow, BOTH);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LIST, list).add(&VIEW, view).add(&RENEW, renew)
}

/// The set of recovery codes, without the codes.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryCodeSetBody)]
pub struct ListBody {
    /// Not used yet.
    left: u32,
    /// All of the set, in the order of the sheet; empty while two-step verification is off.
    codes: Vec<CodeBody>,
}

/// One code's place in the set.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryCodeBody)]
pub struct CodeBody {
    /// When it was used, if it was.
    used_at: Option<String>,
}

/// The proofs for seeing the codes.
#[derive(Deserialize, ToSchema)]
#[schema(as = RecoveryCodesProofBody)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app; may be left out within ten minutes of the last ones in this
    /// session. A recovery code does not count.
    #[serde(default)]
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// Both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app, or a recovery code that was not used yet.
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// Recovery codes that can be used.
#[derive(Serialize, ToSchema)]
pub struct CodesBody {
    /// In the groups in which they are read.
    recovery_codes: Vec<String>,
}

fn body(shown: &Shown) -> JsonAnswer<CodesBody> {
    let recovery_codes = shown.codes.iter().map(|code| code.grouped().to_string()).collect();
    JsonAnswer(CodesBody { recovery_codes })
}

/// Which recovery codes are used.
#[utoipa::path(get, path = "/api/v1/recovery-codes", tag = "recovery-codes", security(("session" = [])),
    responses((status = 200, body = ListBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn list(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<ListBody>, Problem> {
    let states = recovery_codes::list(&app.db, &signed_in.account.id).await?;
    let left = u32::try_from(states.iter().filter(|used_at| used_at.is_none()).count()).unwrap_or(u32::MAX);
    let codes = states.iter().map(|used_at| CodeBody { used_at: used_at.map(|at| at.rfc3339()) }).collect();
    Ok(JsonAnswer(ListBody { left, codes }))
}

/// See the recovery codes that are left: the password now, and the app's code now or in
/// the last ten minutes. Every confirmed address is told.
#[utoipa::path(post, path = "/api/v1/recovery-codes/view", tag = "recovery-codes", request_body = ProofBody,
    security(("session" = [])),
    responses((status = 200, body = CodesBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn view(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(proof): Json<ProofBody>,
) -> Result<JsonAnswer<CodesBody>, Problem> {
    let shown = actions::view(&app, &caller, &signed_in, &proof.password, &proof.code).await?;
    Ok(body(&shown.map_err(Refusal::told)?))
}

/// Make new recovery codes: the password and a second factor, both now. The old ones stop
/// working at once.
#[utoipa::path(post, path = "/api/v1/recovery-codes", tag = "recovery-codes", request_body = RenewBody,
    security(("session" = [])),
    responses((status = 200, body = CodesBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn renew(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(proof): Json<RenewBody>,
) -> Result<JsonAnswer<CodesBody>, Problem> {
    let shown = actions::renew(&app, &caller, &signed_in, &proof.password, &proof.code).await?;
    Ok(body(&shown.map_err(Refusal::told)?))
}
