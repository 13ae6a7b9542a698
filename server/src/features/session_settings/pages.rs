//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::actions::{self, Ended, Which};
use super::refusal::Refusal;
use super::views::{self, SessionView};
use crate::app::{App, Shared};
use crate::features::known_browsers::Device;
use crate::features::sessions::{Listed, SecondFactor, SignedIn};
use crate::platform::audit::{Caller, Surface};
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Flash, FlashKind, Form, Page, Path, Problem, Problems, Query, html, see_other};

const BOTH: &str = "password=wrong+password+x&code=000000";
const LIST: Row = Row::page("/settings/security/sessions", Credential::Session);
const END: Row = Row::page("/settings/security/sessions/{id}/end", Credential::Session);
const END_POST: Row = Row::form("/settings/security/sessions/{id}/end", Credential::Session, Proof::Fresh, BOTH);
const OTHERS: Row = Row::page("/settings/security/sessions/end-others", Credential::Session);
const OTHERS_POST: Row = Row::form("/settings/security/sessions/end-others", Credential::Session, Proof::Fresh, BOTH);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&LIST, list)
        .add(&END, end)
        .add(&END_POST, submit_end)
        .add(&OTHERS, end_others)
        .add(&OTHERS_POST, submit_others)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    let mut page = page.signed_in(&signed_in.account.username);
    let key = match query.notice.as_deref() {
        Some("ended") => Some("sessions-ended"),
        Some("others-ended") => Some("sessions-others-ended"),
        _ => None,
    };
    page.flash = key.map(|key| Flash { kind: FlashKind::Done, text: page.t(key) });
    let sessions = actions::list(&app, &signed_in).await?;
    let sessions = sessions.into_iter().map(|session| in_words(&app, &signed_in, session)).collect();
    html(StatusCode::OK, &views::List { page, sessions })
}

fn in_words(app: &App, current: &SignedIn, session: Listed) -> SessionView {
    SessionView {
        id: session.id.as_str().to_owned(),
        device: Device::of(&session.user_agent).words(&app.locale),
        user_agent: session.user_agent,
        is_program: session.surface == Surface::Api,
        network: session.network,
        since: session.created_at.words(),
        last_seen: session.last_seen_at.words(),
        opened_by: match session.second_factor {
            None => "sessions-by-password",
            Some(SecondFactor::AuthenticatorApp) => "sessions-by-app",
            Some(SecondFactor::SecurityKey) => "sessions-by-key",
            Some(SecondFactor::RecoveryCode) => "sessions-by-code",
        },
        is_current: session.id == current.session.id,
    }
}

async fn end(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    answer(&app, &signed_in, page, &Which::One(id), None).await
}

async fn end_others(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    answer(&app, &signed_in, page, &Which::Others, None).await
}

async fn answer(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    which: &Which,
    refusal: Option<Refusal>,
) -> Result<Response, Problem> {
    let session = match which {
        Which::One(id) => {
            let found = actions::find(app, signed_in, id).await?.filter(|_| refusal != Some(Refusal::NotFound));
            // A wrong proof is told before whether there is such a session.
            match (found, refusal) {
                (Some(found), _) => Some(in_words(app, signed_in, found)),
                (None, Some(refusal)) => return Err(refusal.told().into()),
                (None, None) => return Err(Problem::not_found()),
            }
        }
        Which::Others => None,
    };
    let is_own = session.as_ref().is_some_and(|session| session.is_current);
    let asks_password = !is_own && actions::asks_proof(app, signed_in);
    let asks_code = asks_password && signed_in.session.second_factor.is_some();
    let told = refusal.map(Refusal::told);
    let problems = told.as_ref().map_or_else(Problems::none, |told| Problems::told(&page, told));
    let page = page.signed_in(&signed_in.account.username);
    let view = views::End { page, problems, session, asks_password, asks_code };
    match told {
        Some(told) => told.answer(html(told.status, &view)),
        None => html(StatusCode::OK, &view),
    }
}

async fn submit_end(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    submit(&app, &caller, &signed_in, page, (Which::One(id), form)).await
}

async fn submit_others(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    submit(&app, &caller, &signed_in, page, (Which::Others, form)).await
}

async fn submit(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    page: Page,
    (which, form): (Which, ProofForm),
) -> Result<Response, Problem> {
    match actions::end(app, caller, signed_in, which.clone(), (&form.password, &form.code)).await? {
        Ok(Ended::Here) => {
            let cookie = Cookie::Session.remove(&app.config.origin)?;
            let gone = see_other("/sign-in?notice=signed-out");
            Ok((AppendHeaders([(SET_COOKIE, cookie)]), gone).into_response())
        }
        Ok(Ended::Elsewhere) => Ok(see_other(match which {
            Which::One(_) => "/settings/security/sessions?notice=ended",
            Which::Others => "/settings/security/sessions?notice=others-ended",
        })),
        Err(refusal) => answer(app, signed_in, page, &which, Some(refusal)).await,
    }
}
