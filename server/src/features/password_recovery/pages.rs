//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, LASTS};
use super::refusal::Refusal;
use super::views;
use crate::app::{App, Shared};
use crate::features::accounts::Account;
use crate::features::passwords;
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Problems, Query, html, see_other};

const REQUEST: Row = Row::page("/password-recovery", Credential::Nobody);
const REQUEST_POST: Row = Row::form("/password-recovery", Credential::Nobody, Proof::None, "login=nobody+here");
const NEW: Row = Row::page("/password-recovery/new", Credential::Nobody);
const NEW_POST: Row =
    Row::form("/password-recovery/new", Credential::Nobody, Proof::None, "token=x&new_password=five+calm+otters+sing");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&REQUEST, request).add(&REQUEST_POST, submit_request).add(&NEW, new).add(&NEW_POST, submit_new)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginForm {
    login: String,
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewForm {
    token: String,
    new_password: String,
}

async fn request(page: Page) -> Result<Response, Problem> {
    html(StatusCode::OK, &views::Request { page, problems: Problems::none(), login: String::new() })
}

async fn submit_request(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<LoginForm>,
) -> Result<Response, Problem> {
    let told = match actions::request(&app, &caller, &form.login).await? {
        Ok(()) => {
            let (minutes, stays_here) = (LASTS.as_secs() / 60, app.mailbox.is_some());
            return html(StatusCode::OK, &views::Sent { page, minutes, stays_here });
        }
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &views::Request { page, problems, login: form.login }))
}

async fn view(
    app: &App,
    page: Page,
    problems: Problems,
    token: String,
    account: Account,
) -> Result<views::New, Problem> {
    let has_two_step = two_step::is_on(&app.db, &account.id).await?;
    let password_min = passwords::chars_min(app, has_two_step);
    Ok(views::New { page, problems, token, account: account.username, has_two_step, password_min })
}

async fn new(State(app): State<Shared>, page: Page, Query(query): Query<TokenQuery>) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    match actions::look(&app, &token).await? {
        None => html(StatusCode::GONE, &views::Over { page }),
        Some(account) => html(StatusCode::OK, &view(&app, page, Problems::none(), token, account).await?),
    }
}

async fn submit_new(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<NewForm>,
) -> Result<Response, Problem> {
    let refusal = match actions::set(&app, &caller, &form.token, &form.new_password).await? {
        Ok(()) => return Ok(see_other("/sign-in?notice=password-set")),
        Err(refusal) => refusal,
    };
    let Some(account) = actions::look(&app, &form.token).await?.filter(|_| refusal != Refusal::LinkOver) else {
        return html(StatusCode::GONE, &views::Over { page });
    };
    let told = refusal.told();
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(&app, page, problems, form.token, account).await?))
}
