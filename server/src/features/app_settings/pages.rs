//! The HTML door: the list, and what is done with one of its apps. Below `pages/` stand adding
//! one, a lost device, and the link that takes that back.

mod addition;
mod link;
mod lost;
mod one;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::views;
use crate::app::{App, Shared};
use crate::features::authenticator_apps::{self as apps, APPS_MAX, AuthenticatorApp};
use crate::features::sessions::{Opened, SignedIn};
use crate::features::two_step;
use crate::platform::surface::{Credential, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Flash, FlashKind, Page, Problem, Query, html, see_other};

const BOTH: &str = "password=wrong+password+x&code=000000";
const LIST: Row = Row::page("/settings/security/apps", Credential::Session);

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = one::routes(addition::routes(routes));
    link::routes(lost::routes(routes)).add(&LIST, list)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    password: String,
    code: String,
}

fn flash(page: &Page, notice: Option<&str>) -> Option<Flash> {
    let (kind, key) = match notice? {
        "added" => (FlashKind::Done, "app-settings-added"),
        "renamed" => (FlashKind::Done, "app-settings-renamed"),
        "removed" => (FlashKind::Done, "app-settings-removed"),
        "replaced" => (FlashKind::Done, "app-settings-replaced"),
        "recovered" => (FlashKind::Done, "app-settings-recovered"),
        "cancelled" => (FlashKind::Done, "app-settings-cancelled"),
        "ended" => (FlashKind::Warning, "app-settings-ended"),
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
    let apps = shown(&app, &signed_in).await?;
    let is_full = apps.len() >= APPS_MAX;
    html(StatusCode::OK, &views::List { page, apps, max: APPS_MAX, is_full })
}

async fn is_off(app: &App, signed_in: &SignedIn) -> Result<bool, Problem> {
    Ok(!two_step::is_on(&app.db, &signed_in.account.id).await?)
}

fn off() -> Response {
    see_other("/settings/security?notice=already-off")
}

async fn shown(app: &App, signed_in: &SignedIn) -> Result<Vec<views::AppView>, Problem> {
    Ok(apps::list(&app.db, &signed_in.account.id).await?.into_iter().map(view).collect())
}

fn view(app: AuthenticatorApp) -> views::AppView {
    let (added, last_used) = (app.created_at.date(), app.last_used_at.map(|at| at.words()));
    views::AppView { id: app.id.as_str().to_owned(), name: app.name, added, last_used }
}

/// The browser goes on in the session that has just replaced its old one.
fn renewed(app: &App, opened: &Opened, path: &str) -> Result<Response, Problem> {
    let cookie = Cookie::Session.set(opened.token.expose(), &app.config.origin)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), see_other(path)).into_response())
}
