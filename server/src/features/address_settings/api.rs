//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::accounts;
use crate::features::sessions::{ApiSignedIn, SessionBody};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, NoBody, Path, Problem};

const SESSION: Credential = Credential::ApiSession;
const BOTH: &str = r#"{"password":"wrong password x","code":"000000"}"#;
const LIST: Row = Row::api_read("/api/v1/addresses", SESSION);
const ADD: Row = Row::api(
    Verb::Post,
    "/api/v1/addresses",
    SESSION,
    Proof::BothNow,
    r#"{"email":"new@example.test","password":"wrong password x","code":"000000"}"#,
);
const RESEND: Row = Row::api(Verb::Post, "/api/v1/addresses/{id}/resend", SESSION, Proof::None, "");
const PRIMARY: Row = Row::api(Verb::Post, "/api/v1/addresses/{id}/primary", SESSION, Proof::BothNow, BOTH);
const REMOVE: Row = Row::api(Verb::Post, "/api/v1/addresses/{id}/remove", SESSION, Proof::BothNow, BOTH);
const CONFIRM: Row =
    Row::api(Verb::Post, "/api/v1/address-confirmation", Credential::Nobody, Proof::None, r#"{"token":"x"}"#);
const UNDO: Row = Row::api(Verb::Post, "/api/v1/address-undo", Credential::Nobody, Proof::None, r#"{"token":"x"}"#);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&LIST, list)
        .add(&ADD, add)
        .add(&RESEND, resend)
        .add(&PRIMARY, make_primary)
        .add(&REMOVE, remove)
        .add(&CONFIRM, confirm)
        .add(&UNDO, undo)
}

/// The addresses of the account.
#[derive(Serialize, ToSchema)]
#[schema(as = AddressesBody)]
pub struct ListBody {
    /// The primary one first.
    addresses: Vec<AddressBody>,
    /// Removed ones that are still told what happens.
    former: Vec<FormerBody>,
}

/// One address.
#[derive(Serialize, ToSchema)]
pub struct AddressBody {
    /// Names it in the paths.
    id: String,
    /// As it was typed.
    email: String,
    /// When it was confirmed, if it was.
    confirmed_at: Option<String>,
    /// Whether mails to the account as such go here.
    primary: bool,
}

/// One removed address.
#[derive(Serialize, ToSchema)]
pub struct FormerBody {
    /// As it was typed.
    email: String,
    /// When it is told no longer.
    until: String,
}

/// The new address, and both proofs, now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddBody {
    /// The address to confirm.
    #[schema(max_length = 254)]
    email: String,
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app, or a recovery code, while two-step verification is on.
    #[serde(default)]
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// Both proofs, now.
#[derive(Deserialize, ToSchema)]
#[schema(as = AddressProofBody)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// The account's password.
    #[schema(max_length = 4096)]
    password: String,
    /// Six digits of the app, or a recovery code, while two-step verification is on.
    #[serde(default)]
    /// Or, as text, the JSON of a security key's answer to `assertion-options`.
    code: String,
}

/// What a link carries.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBody {
    /// From the link.
    #[schema(max_length = 64)]
    token: String,
}

/// The name of an address whose link is on its way.
#[derive(Serialize, ToSchema)]
pub struct AddedBody {
    /// Names it in the paths.
    id: String,
}

/// The addresses of the account.
#[utoipa::path(get, path = "/api/v1/addresses", tag = "addresses", security(("session" = [])),
    responses((status = 200, body = ListBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn list(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<ListBody>, Problem> {
    let account = &signed_in.account.id;
    let addresses = accounts::addresses(&app.db, account).await?.into_iter().map(|address| AddressBody {
        id: address.id.as_str().to_owned(),
        email: address.address,
        confirmed_at: address.confirmed_at.map(|at| at.rfc3339()),
        primary: address.is_primary,
    });
    let former = accounts::former_addresses(&app.db, account, app.now()).await?;
    let former = former.into_iter().map(|one| FormerBody { email: one.address, until: one.until.rfc3339() });
    Ok(JsonAnswer(ListBody { addresses: addresses.collect(), former: former.collect() }))
}

/// Add an address: the password and, while two-step verification is on, a second factor,
/// both now. It counts once the link sent to it was followed; until then it reserves
/// nothing. The same answer whoever has the address.
#[utoipa::path(post, path = "/api/v1/addresses", tag = "addresses", request_body = AddBody,
    security(("session" = [])),
    responses((status = 202, body = AddedBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn add(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Json(body): Json<AddBody>,
) -> Result<(StatusCode, JsonAnswer<AddedBody>), Problem> {
    let proofs = (body.password.as_str(), body.code.as_str());
    let id = actions::add(&app, &caller, &signed_in, proofs, &body.email).await?.map_err(Refusal::told)?;
    Ok((StatusCode::ACCEPTED, JsonAnswer(AddedBody { id: id.as_str().to_owned() })))
}

/// Send the confirmation mail again; the link before it is dead.
#[utoipa::path(post, path = "/api/v1/addresses/{id}/resend", tag = "addresses", security(("session" = [])),
    params(("id" = String, Path, description = "The address.")),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn resend(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    actions::resend(&app, &caller, &signed_in, &id).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a confirmed address the primary one, with both proofs now. Every session ends; the
/// answer carries a new one. The address before it is sent a link that undoes this.
#[utoipa::path(post, path = "/api/v1/addresses/{id}/primary", tag = "addresses", request_body = ProofBody,
    params(("id" = String, Path, description = "The address.")), security(("session" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn make_primary(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(body): Json<ProofBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let proofs = (body.password.as_str(), body.code.as_str());
    let opened = actions::make_primary(&app, &caller, &signed_in, proofs, &id).await?.map_err(Refusal::told)?;
    Ok(JsonAnswer((&opened).into()))
}

/// Remove an address, with both proofs now: neither the primary one nor the last that is
/// confirmed. It is told what happens for 14 days more, and sent a link that undoes this.
#[utoipa::path(post, path = "/api/v1/addresses/{id}/remove", tag = "addresses", request_body = ProofBody,
    params(("id" = String, Path, description = "The address.")), security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn remove(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    Path(id): Path<String>,
    Json(body): Json<ProofBody>,
) -> Result<StatusCode, Problem> {
    let proofs = (body.password.as_str(), body.code.as_str());
    actions::remove(&app, &caller, &signed_in, proofs, &id).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirm an address with what its link carries, for the account that added it. Nobody is
/// signed in by it.
#[utoipa::path(post, path = "/api/v1/address-confirmation", tag = "addresses", request_body = LinkBody,
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn confirm(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<LinkBody>,
) -> Result<StatusCode, Problem> {
    actions::confirm(&app, &caller, &body.token).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Undo a change of addresses with what the link in its mail carries. Every session and
/// every sign-in under way ends, and none is opened.
#[utoipa::path(post, path = "/api/v1/address-undo", tag = "addresses", request_body = LinkBody,
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn undo(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<LinkBody>,
) -> Result<StatusCode, Problem> {
    actions::undo(&app, &caller, &body.token).await?.map_err(Refusal::told)?;
    Ok(StatusCode::NO_CONTENT)
}
