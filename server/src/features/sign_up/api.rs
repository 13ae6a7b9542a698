//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Request};
use super::refusal::Refusal;
use crate::app::Shared;
use crate::features::accounts::Username;
use crate::features::passwords::{self, Context, Password};
use crate::platform::audit::Caller;
use crate::platform::mail::EmailAddress;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Problem, Told};

const SIGN_UP: Row = Row::api(
    Verb::Post,
    "/api/v1/sign-up",
    Credential::Nobody,
    Proof::None,
    r#"{"username":"x","email":"x","password":"x"}"#,
);
const RESEND: Row = Row::api(
    Verb::Post,
    "/api/v1/sign-up/resend",
    Credential::Nobody,
    Proof::None,
    r#"{"username":"x","email":"x@example.test"}"#,
);
const CONFIRM: Row = Row::api(
    Verb::Post,
    "/api/v1/sign-up/confirmation",
    Credential::Nobody,
    Proof::None,
    r#"{"token":"x","password":"x"}"#,
);
const CHECK: Row = Row::api(
    Verb::Post,
    "/api/v1/password-check",
    Credential::Nobody,
    Proof::None,
    r#"{"password":"x","username":"x","email":"x"}"#,
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&SIGN_UP, sign_up).add(&RESEND, resend).add(&CONFIRM, confirm).add(&CHECK, check_password)
}

/// Who wants an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUpBody {
    /// 2 to 39 of a-z, 0-9, `-`, `_`, `.`.
    #[schema(max_length = 39)]
    username: String,
    /// The address to confirm.
    #[schema(max_length = 254)]
    email: String,
    /// At least 15 characters, at most 4 KiB.
    #[schema(max_length = 4096)]
    password: String,
    /// What an invitation's link carries, where one was sent.
    invitation: Option<String>,
}

/// A mail is on its way, or the account is there.
#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum CheckMailBody {
    /// The link in the mail comes next; the same answer whoever owns the address.
    CheckMail,
    /// The invitation was accepted: the account is there.
    Ready,
}

/// Whose confirmation mail to send again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendBody {
    /// The user name of the sign-up.
    #[schema(max_length = 39)]
    username: String,
    /// Its address.
    #[schema(max_length = 254)]
    email: String,
}

/// What the confirmation link carries, and the password chosen at sign-up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationBody {
    /// From the link.
    #[schema(max_length = 64)]
    token: String,
    /// The chosen password.
    #[schema(max_length = 4096)]
    password: String,
}

/// The account that came into being.
#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    /// Its user name.
    username: String,
}

/// A password to be judged, with what it must not be made of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordCheckBody {
    /// The password as typed so far.
    #[schema(max_length = 4096)]
    password: String,
    /// The user name as typed so far.
    #[serde(default)]
    username: String,
    /// The address as typed so far.
    #[serde(default)]
    email: String,
    /// Whether it is for an account with two-step verification, where fewer characters do.
    #[serde(default)]
    two_step: bool,
}

/// The verdict that sign-up would give.
#[derive(Serialize, ToSchema)]
pub struct PasswordVerdict {
    /// 0 (very easy to guess) to 4 (very strong).
    score: u8,
    /// Whether sign-up would take it.
    acceptable: bool,
    /// The verdict in words.
    sentence: String,
}

/// Sign up: a mail with a link goes to the address.
#[utoipa::path(post, path = "/api/v1/sign-up", tag = "sign-up", request_body = SignUpBody,
    responses((status = 202, body = CheckMailBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn sign_up(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<SignUpBody>,
) -> Result<(StatusCode, JsonAnswer<CheckMailBody>), Problem> {
    let first = |refusals: Vec<Refusal>| refusals.first().map(|refusal| Problem::from(refusal.told()));
    let request = Request::parse(&app, &body.username, &body.email, &body.password)
        .map_err(|refusals| first(refusals).unwrap_or_else(Problem::malformed))?;
    if let Some(token) = &body.invitation {
        actions::accept(&app, &caller, token, request).await?.map_err(Refusal::told)?;
        return Ok((StatusCode::ACCEPTED, JsonAnswer(CheckMailBody::Ready)));
    }
    actions::request(&app, &caller, request).await?.map_err(Refusal::told)?;
    Ok((StatusCode::ACCEPTED, JsonAnswer(CheckMailBody::CheckMail)))
}

/// Send the confirmation mail again; the link before it is dead. The same answer where
/// there is no such sign-up.
#[utoipa::path(post, path = "/api/v1/sign-up/resend", tag = "sign-up", request_body = ResendBody,
    responses((status = 202, body = CheckMailBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn resend(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<ResendBody>,
) -> Result<(StatusCode, JsonAnswer<CheckMailBody>), Problem> {
    let username = Username::parse(&body.username).map_err(|not| Refusal::NotAName(not).told())?;
    let address = EmailAddress::parse(&body.email).map_err(|not| Refusal::NotAnAddress(not).told())?;
    actions::resend(&app, &caller, &username, &address).await?.map_err(Told::wait)?;
    Ok((StatusCode::ACCEPTED, JsonAnswer(CheckMailBody::CheckMail)))
}

/// Confirm the address with what the link carries and the chosen password.
#[utoipa::path(post, path = "/api/v1/sign-up/confirmation", tag = "sign-up", request_body = ConfirmationBody,
    responses((status = 201, body = AccountBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn confirm(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<ConfirmationBody>,
) -> Result<(StatusCode, JsonAnswer<AccountBody>), Problem> {
    let username = actions::confirm(&app, &caller, &body.token, &body.password).await?.map_err(Refusal::told)?;
    Ok((StatusCode::CREATED, JsonAnswer(AccountBody { username })))
}

/// What sign-up would say of a password. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/password-check", tag = "sign-up", request_body = PasswordCheckBody,
    responses((status = 200, body = PasswordVerdict), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn check_password(
    State(app): State<Shared>,
    Json(body): Json<PasswordCheckBody>,
) -> Result<JsonAnswer<PasswordVerdict>, Problem> {
    let refused = |told: Told| PasswordVerdict { score: 0, acceptable: false, sentence: told.sentence(&app.locale) };
    let password = match Password::parse(&body.password) {
        Ok(password) => password,
        Err(not) => return Ok(JsonAnswer(refused(Refusal::NotAPassword(not).told()))),
    };
    let context = Context { username: &body.username, address: &body.email, has_two_step: body.two_step };
    let judgement = passwords::judge(&app, &password, &context);
    Ok(JsonAnswer(match judgement.refused {
        Some(weak) => PasswordVerdict { score: judgement.score, ..refused(Refusal::TooWeak(weak).told()) },
        None => {
            let key = match judgement.score {
                0..=2 => "sign-up-strength-2",
                3 => "sign-up-strength-3",
                _ => "sign-up-strength-4",
            };
            PasswordVerdict { score: judgement.score, acceptable: true, sentence: app.locale.t(key) }
        }
    }))
}
