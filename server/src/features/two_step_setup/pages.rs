//! The HTML door.

mod disable;
mod key;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Response};
use recovery_code::Code;
use serde::Deserialize;

use super::actions;
use super::refusal::Refusal;
use super::setup::Setup;
use super::views::{self, RequirementKind};
use crate::app::{App, Shared};
use crate::features::recovery_codes;
use crate::features::sessions::{Opened, SignedIn};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::config::Place;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Flash, FlashKind, Form, NoBody, Page, Problem, Problems, Query, html, qr, see_other};

const PASSWORD: &str = "password=wrong+password+x";
const START: Row = Row::page("/settings/security/two-step/setup", Credential::Session);
const START_POST: Row =
    Row::form("/settings/security/two-step/setup", Credential::Session, Proof::PasswordNow, PASSWORD);
const APP: Row = Row::page("/settings/security/two-step/setup/app", Credential::Session);
const APP_POST: Row =
    Row::form("/settings/security/two-step/setup/app", Credential::Session, Proof::None, "code=000000");
const CODES: Row = Row::page("/settings/security/two-step/setup/codes", Credential::Session);
const DOWNLOAD: Row = Row::page("/settings/security/two-step/setup/codes/download", Credential::Session);
const CODES_POST: Row =
    Row::form("/settings/security/two-step/setup/codes", Credential::Session, Proof::None, "saved=yes");
const CANCEL: Row = Row::form("/settings/security/two-step/setup/cancel", Credential::Session, Proof::None, "");
const DONE: Row = Row::page("/settings/security/two-step/setup/done", Credential::Session);
pub(super) fn routes(routes: Routes) -> Routes {
    key::routes(disable::routes(routes))
        .add(&START, start)
        .add(&START_POST, submit_start)
        .add(&APP, app_page)
        .add(&APP_POST, submit_app)
        .add(&CODES, codes)
        .add(&DOWNLOAD, download)
        .add(&CODES_POST, submit_codes)
        .add(&CANCEL, cancel)
        .add(&DONE, done)
}

const PASSWORD_PAGE: &str = "/settings/security/password";
const OVERVIEW: &str = "/settings/security";
const OVERVIEW_ON_ALREADY: &str = "/settings/security?notice=already-on";
const STARTED_OVER: &str = "/settings/security/two-step/setup?notice=ended";

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeForm {
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedForm {
    #[serde(default)]
    saved: Option<String>,
}

async fn start(
    State(app): State<Shared>,
    signed_in: SignedIn,
    mut page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    if query.notice.as_deref() == Some("ended") {
        page.flash = Some(Flash { kind: FlashKind::Warning, text: page.t("errors-set-up-expired") });
    }
    if two_step::is_on(&app.db, &signed_in.account.id).await? {
        return Ok(see_other(OVERVIEW_ON_ALREADY));
    }
    html(StatusCode::OK, &start_view(&app, &signed_in, page, Problems::none()).await?)
}

async fn start_view(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    problems: Problems,
) -> Result<views::SetupStart, Problem> {
    let requirements = actions::requirements(app, &signed_in.account).await?;
    let ready = requirements.iter().all(|requirement| requirement.is_met);
    let shown = requirements.iter().map(|requirement| views::Requirement {
        kind: if requirement.name == "password" { RequirementKind::Password } else { RequirementKind::ConfirmedEmail },
        met: requirement.is_met,
        href: if requirement.name == "password" { PASSWORD_PAGE } else { OVERVIEW }.to_owned(),
    });
    let page = page.signed_in(&signed_in.account.username);
    Ok(views::SetupStart { page, problems, requirements: shown.collect(), ready })
}

async fn submit_start(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    match actions::begin(&app, &caller, &signed_in, &form.password).await? {
        Ok(()) => Ok(see_other("/settings/security/two-step/setup/app")),
        Err(Refusal::AlreadyOn) => Ok(see_other(OVERVIEW_ON_ALREADY)),
        Err(refusal) => {
            let told = refusal.told();
            let problems = Problems::told(&page, &told);
            told.answer(html(told.status, &start_view(&app, &signed_in, page, problems).await?))
        }
    }
}

async fn app_page(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match actions::current(&app, &signed_in).await? {
        None => Ok(see_other(STARTED_OVER)),
        Some(setup) if setup.confirmed.is_some() => Ok(see_other("/settings/security/two-step/setup/codes")),
        Some(setup) => html(StatusCode::OK, &app_view(&app, &signed_in, &setup, page, Problems::none())?),
    }
}

fn app_view(
    app: &App,
    signed_in: &SignedIn,
    setup: &Setup,
    page: Page,
    problems: Problems,
) -> Result<views::SetupApp, Problem> {
    let secret = setup.secret(app)?;
    let account = signed_in.account.username.clone();
    let uri = otp::uri(&app.config.service_name, &account, &secret).to_string();
    let key_groups = secret.base32_groups().split(' ').map(str::to_owned).collect();
    let page = page.signed_in(&signed_in.account.username);
    Ok(views::SetupApp { page, problems, qr: qr::svg(&uri)?, account, key_groups, uri })
}

async fn submit_app(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<CodeForm>,
) -> Result<Response, Problem> {
    let refusal = match actions::confirm(&app, &caller, &signed_in, &form.code).await? {
        Ok(_) => return Ok(see_other("/settings/security/two-step/setup/codes")),
        Err(refusal) => refusal.told(),
    };
    match actions::current(&app, &signed_in).await? {
        Some(setup) if setup.confirmed.is_none() => {
            let problems = Problems::told(&page, &refusal);
            refusal.answer(html(refusal.status, &app_view(&app, &signed_in, &setup, page, problems)?))
        }
        Some(_) => Ok(see_other("/settings/security/two-step/setup/codes")),
        None => Ok(see_other(STARTED_OVER)),
    }
}

/// The codes of the set-up, where it is at that step.
async fn codes_of(app: &App, signed_in: &SignedIn) -> Result<Option<Vec<Code>>, Problem> {
    let Some(setup) = actions::current(app, signed_in).await? else { return Ok(None) };
    let Some(confirmed) = &setup.confirmed else { return Ok(None) };
    Ok(Some(setup.codes(app, confirmed)?))
}

async fn codes(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match codes_of(&app, &signed_in).await? {
        None => Ok(see_other(STARTED_OVER)),
        Some(codes) => html(StatusCode::OK, &codes_view(&app, &signed_in, page, Problems::none(), &codes)),
    }
}

fn codes_view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems, codes: &[Code]) -> views::SetupCodes {
    let account = signed_in.account.username.clone();
    let page = page.signed_in(&signed_in.account.username);
    let codes = codes.iter().map(|code| code.grouped().to_string()).collect();
    views::SetupCodes { page, problems, codes, account, date: app.now().date() }
}

async fn download(State(app): State<Shared>, signed_in: SignedIn) -> Result<Response, Problem> {
    let Some(codes) = codes_of(&app, &signed_in).await? else { return Ok(see_other(STARTED_OVER)) };
    let text = recovery_codes::text_file(&app, &signed_in.account.username, &codes);
    let disposition = format!("attachment; filename=\"{}\"", recovery_codes::FILE_NAME);
    let head = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((head, text.to_string()).into_response())
}

async fn submit_codes(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<SavedForm>,
) -> Result<Response, Problem> {
    let is_saved = form.saved.as_deref() == Some("yes");
    let refusal = match actions::finish(&app, &caller, &signed_in, is_saved).await? {
        Ok(opened) => return renewed(&app, &opened, "/settings/security/two-step/setup/done"),
        Err(refusal) => refusal.told(),
    };
    match codes_of(&app, &signed_in).await? {
        None => Ok(see_other(STARTED_OVER)),
        Some(codes) => {
            let problems = Problems::told(&page, &refusal);
            refusal.answer(html(refusal.status, &codes_view(&app, &signed_in, page, problems, &codes)))
        }
    }
}

async fn cancel(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<Response, Problem> {
    actions::cancel(&app, &caller, &signed_in).await?;
    Ok(see_other("/settings/security?notice=cancelled"))
}

async fn done(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    if !two_step::is_on(&app.db, &signed_in.account.id).await? {
        return Ok(see_other(OVERVIEW));
    }
    let place = |place: &Place| views::Elsewhere { name: place.name.clone(), url: place.url.clone() };
    let elsewhere = app.config.two_step.also_secure.iter().map(place).collect();
    html(StatusCode::OK, &views::SetupDone { page: page.signed_in(&signed_in.account.username), elsewhere })
}

/// The browser goes on in the session that has just replaced its old one.
fn renewed(app: &App, opened: &Opened, path: &str) -> Result<Response, Problem> {
    let cookie = Cookie::Session.set(opened.token.expose(), &app.config.origin)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), see_other(path)).into_response())
}
