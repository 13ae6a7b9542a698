//! Adding an app, and replacing a device that is still at hand.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions::{self, Choice, Next};
use super::super::addition::{Addition, Kind};
use super::super::refusal::Refusal;
use super::super::views;
use super::{BOTH, ProofForm, is_off, off, renewed, shown};
use crate::app::{App, Shared};
use crate::features::authenticator_apps::APPS_MAX;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, NoBody, Page, Problem, Problems, html, qr, see_other};

const NEW: Row = Row::page("/settings/security/apps/new", Credential::Session);
const NEW_POST: Row = Row::form("/settings/security/apps/new", Credential::Session, Proof::BothNow, BOTH);
const REPLACE: Row = Row::page("/settings/security/apps/replace", Credential::Session);
const REPLACE_POST: Row = Row::form("/settings/security/apps/replace", Credential::Session, Proof::BothNow, BOTH);
const APP: Row = Row::page("/settings/security/apps/new/app", Credential::Session);
const APP_POST: Row =
    Row::form("/settings/security/apps/new/app", Credential::Session, Proof::None, "name=Phone&code=000000");
const CANCEL: Row = Row::form("/settings/security/apps/new/cancel", Credential::Session, Proof::None, "");
const OLD: Row = Row::page("/settings/security/apps/replace/old", Credential::Session);
const OLD_POST: Row = Row::form("/settings/security/apps/replace/old", Credential::Session, Proof::None, "drop=none");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&NEW, new)
        .add(&NEW_POST, submit_new)
        .add(&REPLACE, replace)
        .add(&REPLACE_POST, submit_replace)
        .add(&APP, app_page)
        .add(&APP_POST, submit_app)
        .add(&CANCEL, cancel)
        .add(&OLD, old)
        .add(&OLD_POST, submit_old)
}

const APP_PAGE: &str = "/settings/security/apps/new/app";
const OLD_PAGE: &str = "/settings/security/apps/replace/old";
pub(super) const CODES_PAGE: &str = "/settings/security/apps/lost/codes";
pub(super) const ENDED: &str = "/settings/security/apps?notice=ended";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppForm {
    name: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldForm {
    drop: String,
}

async fn new(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    start(&app, &signed_in, page, false).await
}

async fn replace(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    start(&app, &signed_in, page, true).await
}

async fn start(app: &App, signed_in: &SignedIn, page: Page, is_replacement: bool) -> Result<Response, Problem> {
    if is_off(app, signed_in).await? {
        return Ok(off());
    }
    html(StatusCode::OK, &start_view(app, signed_in, page, Problems::none(), is_replacement).await?)
}

async fn start_view(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    problems: Problems,
    is_replacement: bool,
) -> Result<views::Start, Problem> {
    let asks = step_up::asks(app, signed_in).await?;
    Ok(views::Start { page: page.signed_in(&signed_in.account.username), problems, is_replacement, asks })
}

async fn submit_new(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    begin(&app, &caller, &signed_in, page, (Kind::Another, &form)).await
}

async fn submit_replace(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    begin(&app, &caller, &signed_in, page, (Kind::Replacement, &form)).await
}

async fn begin(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    page: Page,
    (kind, form): (Kind, &ProofForm),
) -> Result<Response, Problem> {
    let told = match actions::begin(app, caller, signed_in, kind, &form.password, &form.code).await? {
        Ok(_) => return Ok(see_other(APP_PAGE)),
        Err(Refusal::TwoStepOff) => return Ok(off()),
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    let is_replacement = kind == Kind::Replacement;
    told.answer(html(told.status, &start_view(app, signed_in, page, problems, is_replacement).await?))
}

/// The page of the step that the addition is at.
fn step_of(addition: &Addition) -> &'static str {
    match (addition.confirmed.is_some(), addition.kind) {
        (false, _) => APP_PAGE,
        (true, Kind::Another) => ENDED,
        (true, Kind::Replacement) => OLD_PAGE,
        (true, Kind::Recovery) => CODES_PAGE,
    }
}

async fn app_page(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match actions::current(&app, &signed_in).await? {
        None => Ok(see_other(ENDED)),
        Some(addition) if addition.confirmed.is_some() => Ok(see_other(step_of(&addition))),
        Some(addition) => {
            let typed = page.t("app-settings-new-name");
            html(StatusCode::OK, &app_view(&app, &signed_in, &addition, (page, Problems::none()), typed)?)
        }
    }
}

fn app_view(
    app: &App,
    signed_in: &SignedIn,
    addition: &Addition,
    (page, problems): (Page, Problems),
    typed: String,
) -> Result<views::NewApp, Problem> {
    let secret = addition.secret(app)?;
    let account = signed_in.account.username.clone();
    let uri = otp::uri(&app.config.service_name, &account, &secret).to_string();
    let key_groups = secret.base32_groups().split(' ').map(str::to_owned).collect();
    let page = page.signed_in(&signed_in.account.username);
    Ok(views::NewApp { page, problems, qr: qr::svg(&uri)?, account, key_groups, uri, typed })
}

async fn submit_app(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<AppForm>,
) -> Result<Response, Problem> {
    let refusal = match actions::confirm(&app, &caller, &signed_in, &form.name, &form.code).await? {
        Ok(Next::Added(opened)) => return renewed(&app, &opened, "/settings/security/apps?notice=added"),
        Ok(Next::Choose) => return Ok(see_other(OLD_PAGE)),
        Ok(Next::Save(_)) => return Ok(see_other(CODES_PAGE)),
        Err(Refusal::Ended) => return Ok(see_other(ENDED)),
        Err(refusal) => refusal,
    };
    let told = refusal.told();
    match actions::current(&app, &signed_in).await? {
        Some(addition) if addition.confirmed.is_none() => {
            let problems = Problems::told(&page, &told);
            told.answer(html(told.status, &app_view(&app, &signed_in, &addition, (page, problems), form.name)?))
        }
        Some(addition) if refusal == Refusal::OtherStep => Ok(see_other(step_of(&addition))),
        _ => Err(told.into()),
    }
}

async fn cancel(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<Response, Problem> {
    actions::cancel(&app, &caller, &signed_in).await?;
    Ok(see_other("/settings/security/apps?notice=cancelled"))
}

async fn is_at_choice(app: &App, signed_in: &SignedIn) -> Result<Option<&'static str>, Problem> {
    let step = actions::current(app, signed_in).await?.as_ref().map_or(ENDED, step_of);
    Ok((step != OLD_PAGE).then_some(step))
}

async fn old(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match is_at_choice(&app, &signed_in).await? {
        Some(elsewhere) => Ok(see_other(elsewhere)),
        None => html(StatusCode::OK, &old_view(&app, &signed_in, page, Problems::none()).await?),
    }
}

async fn old_view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems) -> Result<views::Old, Problem> {
    let apps = shown(app, signed_in).await?;
    let can_keep = apps.len() < APPS_MAX;
    Ok(views::Old { page: page.signed_in(&signed_in.account.username), problems, apps, can_keep })
}

async fn submit_old(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<OldForm>,
) -> Result<Response, Problem> {
    let notice = if form.drop == "none" { "added" } else { "replaced" };
    let refusal = match actions::finish(&app, &caller, &signed_in, Choice::Drop(&form.drop)).await? {
        Ok(opened) => return renewed(&app, &opened, &format!("/settings/security/apps?notice={notice}")),
        Err(refusal) => refusal,
    };
    let told = refusal.told();
    match is_at_choice(&app, &signed_in).await? {
        None => {
            let problems = Problems::told(&page, &told);
            told.answer(html(told.status, &old_view(&app, &signed_in, page, problems).await?))
        }
        Some(_) => Err(told.into()),
    }
}
