//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Brought, Started};
use crate::app::Shared;
use crate::features::second_door;
use crate::features::sessions::{ApiPendingSignIn, ApiSignedIn, SecondFactor, SessionBody};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, NoBody, Problem};

const SIGN_IN: Row = Row::api(
    Verb::Post,
    "/api/v1/sign-in",
    Credential::Nobody,
    Proof::None,
    r#"{"login":"mallory","password":"wrong password x"}"#,
);
const SECOND_STEP: Row = Row::api(
    Verb::Post,
    "/api/v1/sign-in/second-step",
    Credential::ApiPendingSignIn,
    Proof::None,
    r#"{"code":"000000"}"#,
);
const ASK_KEY: Row = Row::api(
    Verb::Post,
    "/api/v1/sign-in/second-step/assertion-options",
    Credential::ApiPendingSignIn,
    Proof::None,
    "",
);
const SIGN_OUT: Row = Row::api(Verb::Delete, "/api/v1/session", Credential::ApiSession, Proof::None, "");
const WHO_AM_I: Row = Row::api_read("/api/v1/me", Credential::ApiSession);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&ASK_KEY, ask_key)
        .add(&SIGN_IN, sign_in)
        .add(&SECOND_STEP, second_step)
        .add(&SIGN_OUT, sign_out)
        .add(&WHO_AM_I, who_am_i)
}

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    /// User name or confirmed e-mail address.
    #[schema(max_length = 254)]
    login: String,
    /// The account's password, at most 4 KiB.
    #[schema(max_length = 4096)]
    password: String,
}

/// Where the first door led.
#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum SignInAnswer {
    /// Signed in: there is no second factor.
    SignedIn {
        /// The session.
        session: SessionBody,
    },
    /// A second factor is needed.
    SecondStep {
        /// What to finish the sign-in with.
        pending: PendingBody,
    },
}

/// A sign-in that waits for its second door.
#[derive(Serialize, ToSchema)]
pub struct PendingBody {
    /// Goes into `Authorization: Bearer` of the second step; begins with `vpen_`.
    token: String,
    /// When it ends.
    expires_at: String,
    /// The kinds of factor that can finish it.
    factors: Vec<&'static str>,
}

/// The code for the second door.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepBody {
    /// Six digits of the app, or a recovery code (a string: leading zeros count), or the JSON of a
    /// security key's answer (`JSON.stringify(credential)`) to `assertion-options`.
    code: String,
}

/// The account that a session is of.
#[derive(Serialize, ToSchema)]
pub struct WhoAmI {
    /// Its identifier, which never changes.
    id: String,
    /// Its user name.
    username: String,
    /// `member` or `administrator`.
    role: &'static str,
    /// Whether two-step verification is on.
    two_step: bool,
}

/// Sign in, first step.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "sign-in", request_body = SignInBody,
    responses((status = 200, body = SignInAnswer), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn sign_in(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<SignInBody>,
) -> Result<JsonAnswer<SignInAnswer>, Problem> {
    let answer = match actions::start(&app, &caller, &body.login, &body.password, Brought::default()).await? {
        // A program brings no trust.
        Ok(Started::SignedIn(opened) | Started::Trusted(opened, _)) => {
            SignInAnswer::SignedIn { session: (&opened).into() }
        }
        Ok(Started::SecondStep(pending) | Started::Stolen(pending)) => {
            let factors = second_door::factors(&app.db, &pending.account).await?;
            let factors = factors.into_iter().map(SecondFactor::as_str).collect();
            let (token, expires_at) = (pending.token.expose().to_owned(), pending.expires_at.rfc3339());
            SignInAnswer::SecondStep { pending: PendingBody { token, expires_at, factors } }
        }
        Err(refusal) => return Err(refusal.told().into()),
    };
    Ok(JsonAnswer(answer))
}

/// Sign in, second step: a code of the app or a recovery code.
#[utoipa::path(post, path = "/api/v1/sign-in/second-step", tag = "sign-in", request_body = SecondStepBody,
    security(("pending" = [])),
    responses((status = 200, body = SessionBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn second_step(
    State(app): State<Shared>,
    caller: Caller,
    ApiPendingSignIn(pending): ApiPendingSignIn,
    Json(body): Json<SecondStepBody>,
) -> Result<JsonAnswer<SessionBody>, Problem> {
    let finished = actions::finish(&app, &caller, pending, (&body.code, false), None).await?;
    let finished = finished.map_err(|refusal| refusal.told())?;
    Ok(JsonAnswer((&finished.opened).into()))
}

/// What a security key is asked.
#[derive(Serialize, ToSchema)]
pub struct AskedKeyBody {
    /// For `navigator.credentials.get()`, as `publicKey`, in WebAuthn's JSON form. Null where the
    /// account has no key that counts.
    #[schema(value_type = Option<Object>)]
    options: Option<serde_json::Value>,
}

/// What to ask a security key whose answer finishes the sign-in.
#[utoipa::path(post, path = "/api/v1/sign-in/second-step/assertion-options", tag = "sign-in",
    security(("pending" = [])),
    responses((status = 200, body = AskedKeyBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn ask_key(
    State(app): State<Shared>,
    ApiPendingSignIn(pending): ApiPendingSignIn,
    _: NoBody,
) -> Result<JsonAnswer<AskedKeyBody>, Problem> {
    Ok(JsonAnswer(AskedKeyBody { options: actions::ask_key(&app, &pending).await? }))
}

/// Sign out: the session counts nowhere from the answer on.
#[utoipa::path(delete, path = "/api/v1/session", tag = "sign-in", security(("session" = [])),
    responses((status = 204), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn sign_out(
    State(app): State<Shared>,
    caller: Caller,
    ApiSignedIn(signed_in): ApiSignedIn,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    actions::sign_out(&app, &caller, signed_in).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", tag = "sign-in", security(("session" = [])),
    responses((status = 200, body = WhoAmI), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn who_am_i(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<WhoAmI>, Problem> {
    let account = signed_in.account;
    let two_step = two_step::is_on(&app.db, &account.id).await?;
    let (id, role) = (account.id.as_str().to_owned(), account.role.as_str());
    Ok(JsonAnswer(WhoAmI { id, username: account.username, role, two_step }))
}
