//! What handlers take to say who may call them: a session, a pending sign-in, or
//! whoever comes. Each is read from its own cookie or Bearer header and from nothing else.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use db::Durability;
use token_format::{Prefix, Token, TokenHash};

use super::pending::Pending;
use super::session::{PENDING, SESSION, Session};
use super::store;
use crate::app::{App, Shared};
use crate::features::accounts::Account;
use crate::platform::audit::Surface;
use crate::platform::clock::Timestamp;
use crate::platform::web::Problem;
use crate::platform::web::cookies::Cookie;

/// How exactly `last_seen_at` is kept: a write a request would be a write too many.
const SEEN_EVERY: Duration = Duration::from_secs(60);

/// A browser with a full session.
#[derive(Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Its account, active and in the session's epoch.
    pub account: Account,
}

/// A program with a full session.
pub struct ApiSignedIn(pub SignedIn);

/// A browser that has passed the first door.
pub struct PendingSignIn(pub Pending);

/// A program that has passed the first door.
pub struct ApiPendingSignIn(pub Pending);

/// Whoever comes, signed in or not.
pub struct Visitor(pub Option<SignedIn>);

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let token = cookie(app, &parts.headers, Cookie::Session, SESSION)?;
        find(app, token, Surface::Web).await?.ok_or_else(Problem::not_signed_in)
    }
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let token = cookie(app, &parts.headers, Cookie::Session, SESSION)?;
        Ok(Self(find(app, token, Surface::Web).await?))
    }
}

impl FromRequestParts<Shared> for ApiSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let token = bearer(&parts.headers, SESSION)?;
        find(app, token, Surface::Api).await?.map(Self).ok_or_else(Problem::not_signed_in)
    }
}

impl FromRequestParts<Shared> for PendingSignIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let token = cookie(app, &parts.headers, Cookie::PendingSignIn, PENDING)?;
        find_pending(app, token, Surface::Web).await.map(Self)
    }
}

impl FromRequestParts<Shared> for ApiPendingSignIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let token = bearer(&parts.headers, PENDING)?;
        find_pending(app, token, Surface::Api).await.map(Self)
    }
}

fn cookie(app: &App, headers: &HeaderMap, cookie: Cookie, prefix: Prefix) -> Result<Option<TokenHash>, Problem> {
    let value = cookie.read(headers, &app.config.origin)?;
    Ok(value.and_then(|value| Token::parse(prefix, value)).map(|token| token.hash()))
}

/// RFC 6750 §2.1, and no other place: not the query, not the body. Two headers are refused.
fn bearer(headers: &HeaderMap, prefix: Prefix) -> Result<Option<TokenHash>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    if second.is_some() {
        return Err(Problem::malformed());
    }
    let text = first.and_then(|value| value.to_str().ok()).and_then(|text| text.split_once(' '));
    let token = text.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token);
    Ok(token.and_then(|token| Token::parse(prefix, token)).map(|token| token.hash()))
}

async fn find(app: &Shared, token: Option<TokenHash>, surface: Surface) -> Result<Option<SignedIn>, Problem> {
    let Some(token) = token else { return Ok(None) };
    let idle = app.config.sessions.idle;
    let now = app.now();
    let found = store::find(&app.db, &token, surface, now, idle).await?;
    match &found {
        Some((session, _)) => note_seen(app, session, now),
        None => store::end_over(&app.db, &token, now, idle).await?,
    }
    Ok(found.map(|(session, account)| SignedIn { session, account }))
}

/// Beside the request, not before its answer: being late with it harms nobody.
fn note_seen(app: &Shared, session: &Session, now: Timestamp) {
    if now.since(session.last_seen_at) < SEEN_EVERY {
        return;
    }
    let (app, id) = (app.clone(), session.id.clone());
    tokio::spawn(async move {
        let touch =
            app.db.write(Durability::Process, move |tx| Box::pin(async move { store::touch(tx, &id, now).await }));
        if let Err(fault) = touch.await {
            tracing::warn!("a session's last use was not noted: {fault}");
        }
    });
}

async fn find_pending(app: &App, token: Option<TokenHash>, surface: Surface) -> Result<Pending, Problem> {
    let Some(token) = token else { return Err(Problem::not_signed_in()) };
    let now = app.now();
    if let Some(pending) = store::find_pending(&app.db, &token, surface, now).await? {
        return Ok(pending);
    }
    store::end_over_pending(&app.db, &token, now).await?;
    Err(Problem::not_signed_in())
}
