//! The HTML door: the list, and what a key is asked in place of a code. Below `pages/` stand
//! adding one, and what is done with one of them.

mod addition;
mod one;

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::api::AskedBody;
use super::views;
use crate::app::{App, Shared};
use crate::features::security_keys::{self as keys, KEYS_MAX, SecurityKey};
use crate::features::sessions::{Opened, SignedIn};
use crate::features::step_up;
use crate::features::two_step;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Flash, FlashKind, NoBody, Page, Problem, Query, html, see_other};

const LIST: Row = Row::page("/settings/security/keys", Credential::Session);
const ASK: Row = Row::form("/settings/security/keys/assertion-options", Credential::Session, Proof::None, "");

pub(super) fn routes(routes: Routes) -> Routes {
    one::routes(addition::routes(routes)).add(&LIST, list).add(&ASK, ask)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

fn flash(page: &Page, notice: Option<&str>) -> Option<Flash> {
    let (kind, key) = match notice? {
        "added" => (FlashKind::Done, "keys-added"),
        "renamed" => (FlashKind::Done, "keys-renamed"),
        "removed" => (FlashKind::Done, "keys-removed"),
        "cancelled" => (FlashKind::Done, "keys-cancelled"),
        "ended" => (FlashKind::Warning, "keys-ended"),
        _ => return None,
    };
    Some(Flash { kind, text: page.t(key) })
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    mut page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    if is_off(&app, &signed_in).await? {
        return Ok(off());
    }
    page.flash = flash(&page, query.notice.as_deref());
    let page = page.signed_in(&signed_in.account.username);
    let keys = shown(&app, &signed_in).await?;
    let is_full = keys.len() >= KEYS_MAX;
    html(StatusCode::OK, &views::List { page, keys, max: KEYS_MAX, is_full })
}

/// What the page's script asks a key, on every form that takes a code of this session.
async fn ask(State(app): State<Shared>, signed_in: SignedIn, _: NoBody) -> Result<JsonAnswer<AskedBody>, Problem> {
    Ok(JsonAnswer(AskedBody::of(step_up::ask_key(&app, &signed_in).await?)))
}

async fn is_off(app: &App, signed_in: &SignedIn) -> Result<bool, Problem> {
    Ok(!two_step::is_on(&app.db, &signed_in.account.id).await?)
}

fn off() -> Response {
    see_other("/settings/security?notice=already-off")
}

async fn shown(app: &App, signed_in: &SignedIn) -> Result<Vec<views::KeyView>, Problem> {
    Ok(keys::list(&app.db, &signed_in.account.id).await?.into_iter().map(view).collect())
}

fn view(key: SecurityKey) -> views::KeyView {
    views::KeyView {
        id: key.id.as_str().to_owned(),
        name: key.name,
        model: keys::provider(&key.aaguid).map(str::to_owned),
        added: key.created_at.date(),
        last_used: key.last_used_at.map(|at| at.words()),
        copied: key.copied_at.map(|at| at.words()),
    }
}

/// The browser goes on in the session that has just replaced its old one.
fn renewed(app: &App, opened: &Opened, path: &str) -> Result<Response, Problem> {
    let cookie = Cookie::Session.set(opened.token.expose(), &app.config.origin)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), see_other(path)).into_response())
}
