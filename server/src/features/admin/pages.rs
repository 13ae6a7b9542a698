//! The HTML door of the first administrator's link.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::first_admin::{self, Refusal};
use super::views;
use crate::app::Shared;
use crate::features::passwords::NotAPassword;
use crate::features::sessions::{SignedIn, Visitor};
use crate::platform::audit::Caller;
use crate::platform::config::SignUp;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Problems, Query, Told, html, see_other};

const CLAIM: Row = Row::page("/first-admin", Credential::Nobody);
const CLAIM_POST: Row =
    Row::form("/first-admin", Credential::Session, Proof::PasswordNow, "token=x&password=wrong+password+x");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&CLAIM, claim).add(&CLAIM_POST, submit_claim)
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimForm {
    token: String,
    password: String,
}

async fn claim(
    State(app): State<Shared>,
    Visitor(visitor): Visitor,
    page: Page,
    Query(query): Query<TokenQuery>,
) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    if !first_admin::is_open(&app, &token).await? {
        return html(StatusCode::GONE, &views::FirstAdminOver { page });
    }
    let Some(signed_in) = visitor else {
        let sign_up_open = app.config.sign_up == SignUp::Open;
        return html(StatusCode::OK, &views::FirstAdminSignIn { page, sign_in: "/sign-in".into(), sign_up_open });
    };
    let account = signed_in.account.username;
    let page = page.signed_in(&account);
    html(StatusCode::OK, &views::FirstAdmin { page, problems: Problems::none(), token, account })
}

async fn submit_claim(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ClaimForm>,
) -> Result<Response, Problem> {
    let done = first_admin::claim(&app, &caller, &signed_in.account, &form.token, &form.password).await?;
    let told = match done {
        Ok(()) => return Ok(see_other("/settings/security?notice=first-admin")),
        Err(Refusal::Over) => return html(StatusCode::GONE, &views::FirstAdminOver { page }),
        Err(Refusal::NotAPassword(NotAPassword::Empty)) => {
            Told::field("password", "password-missing", "errors-password-missing")
        }
        Err(Refusal::NotAPassword(_) | Refusal::WrongPassword) => {
            Told { status: StatusCode::FORBIDDEN, ..Told::field("password", "wrong-password", "errors-password-wrong") }
        }
        Err(Refusal::Wait(wait)) => Told::wait(wait),
    };
    let account = signed_in.account.username;
    let page = page.signed_in(&account);
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &views::FirstAdmin { page, problems, token: form.token, account }))
}
