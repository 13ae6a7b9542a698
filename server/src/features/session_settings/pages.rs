//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::actions::{self, Ended, Which};
use super::refusal::Refusal;
use super::views::{self, SessionView, TrustView};
use crate::app::{App, Shared};
use crate::features::known_browsers::Device;
use crate::features::sessions::{Listed, SecondFactor, SignedIn};
use crate::features::step_up;
use crate::features::trusted_browsers::Listed as Trust;
use crate::platform::audit::{Caller, Surface};
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Flash, FlashKind, NoBody, Page, Path, Problem, Query, html, see_other};

const LIST: Row = Row::page("/settings/security/sessions", Credential::Session);
const END: Row = Row::fresh_page("/settings/security/sessions/{id}/end", Credential::Session);
const END_POST: Row = Row::form("/settings/security/sessions/{id}/end", Credential::Session, Proof::Fresh, "");
const OTHERS: Row = Row::fresh_page("/settings/security/sessions/end-others", Credential::Session);
const OTHERS_POST: Row = Row::form("/settings/security/sessions/end-others", Credential::Session, Proof::Fresh, "");

const TRUST: Row = Row::form("/settings/security/sessions/trust/{id}/end", Credential::Session, Proof::Fresh, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&LIST, list)
        .add(&END, end)
        .add(&END_POST, submit_end)
        .add(&OTHERS, end_others)
        .add(&OTHERS_POST, submit_others)
        .add(&TRUST, submit_trust)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
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
        Some("trust-ended") => Some("trusted-browsers-ended"),
        _ => None,
    };
    page.flash = key.map(|key| Flash { kind: FlashKind::Done, text: page.t(key) });
    let sessions = actions::list(&app, &signed_in).await?;
    let sessions = sessions.into_iter().map(|session| in_words(&app, &signed_in, session)).collect();
    let trusted = actions::trusted(&app, &signed_in).await?;
    let trusted = trusted.into_iter().map(|trust| trust_in_words(&app, &signed_in, trust)).collect();
    html(StatusCode::OK, &views::List { page, sessions, trusted })
}

fn trust_in_words(app: &App, current: &SignedIn, trust: Trust) -> TrustView {
    TrustView {
        device: Device::of(&trust.user_agent).words(&app.locale),
        since: trust.created_at.words(),
        until: trust.expires_at.words(),
        is_here: current.session.browser_id.as_deref() == Some(trust.browser_id.as_str()),
        id: trust.id,
    }
}

fn in_words(app: &App, current: &SignedIn, session: Listed) -> SessionView {
    SessionView {
        id: session.id.as_str().to_owned(),
        device: Device::of(&session.user_agent).words(&app.locale),
        user_agent: session.user_agent,
        is_program: session.surface == Surface::Api,
        place: app.places.of(&app.locale, &session.network),
        network: session.network,
        since: session.created_at.words(),
        last_seen: session.last_seen_at.words(),
        opened_by: match session.second_factor {
            None if session.is_trusted => "trusted-browsers-opened",
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
    answer(&app, &signed_in, page, &Which::One(id)).await
}

async fn end_others(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    answer(&app, &signed_in, page, &Which::Others).await
}

async fn answer(app: &App, signed_in: &SignedIn, page: Page, which: &Which) -> Result<Response, Problem> {
    if actions::may_end(app, signed_in, which).await?.is_err() {
        return Ok(step_up::first(&page));
    }
    let session = match which {
        Which::One(id) => {
            let found = actions::find(app, signed_in, id).await?.ok_or_else(Problem::not_found)?;
            Some(in_words(app, signed_in, found))
        }
        Which::Others | Which::Trust(_) => None,
    };
    html(StatusCode::OK, &views::End { page: page.signed_in(&signed_in.account.username), session })
}

async fn submit_end(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    _: NoBody,
) -> Result<Response, Problem> {
    submit(&app, &caller, &signed_in, page, Which::One(id)).await
}

async fn submit_others(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    _: NoBody,
) -> Result<Response, Problem> {
    submit(&app, &caller, &signed_in, page, Which::Others).await
}

async fn submit_trust(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    _: NoBody,
) -> Result<Response, Problem> {
    submit(&app, &caller, &signed_in, page, Which::Trust(id)).await
}

async fn submit(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    page: Page,
    which: Which,
) -> Result<Response, Problem> {
    match actions::end(app, caller, signed_in, which.clone()).await? {
        Ok(Ended::Here) => {
            let cookie = Cookie::Session.remove(&app.config.origin)?;
            let gone = see_other("/sign-in?notice=signed-out");
            Ok((AppendHeaders([(SET_COOKIE, cookie)]), gone).into_response())
        }
        Ok(Ended::Elsewhere) => Ok(see_other(match which {
            Which::One(_) => "/settings/security/sessions?notice=ended",
            Which::Others => "/settings/security/sessions?notice=others-ended",
            Which::Trust(_) => "/settings/security/sessions?notice=trust-ended",
        })),
        Err(Refusal::NotProved(step_up::Refusal::Stale(_))) => step_up::ask(app, signed_in, page, "").await,
        Err(refusal) => Err(refusal.told().into()),
    }
}
