//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::{actions, views};
use crate::app::{App, Shared};
use crate::features::passwords;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Form, Page, Problem, Problems, html, see_other};

const CHANGE: Row = Row::page("/settings/security/password", Credential::Session);
const CHANGE_POST: Row = Row::form(
    "/settings/security/password",
    Credential::Session,
    Proof::BothNow,
    "password=wrong+password+x&code=000000&new_password=five+calm+otters+sing",
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&CHANGE, change).add(&CHANGE_POST, submit)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeForm {
    password: String,
    #[serde(default)]
    code: String,
    new_password: String,
}

async fn change(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    html(StatusCode::OK, &view(&app, &signed_in, page, Problems::none()).await?)
}

async fn view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems) -> Result<views::Change, Problem> {
    let account = signed_in.account.username.clone();
    let asks = step_up::asks(app, signed_in).await?;
    Ok(views::Change {
        page: page.signed_in(&account),
        problems,
        has_password: passwords::stored(&app.db, Some(&signed_in.account.id)).await?.is_some(),
        account,
        password_min: passwords::chars_min(app, asks.code()),
        asks,
    })
}

async fn submit(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ChangeForm>,
) -> Result<Response, Problem> {
    let typed = (form.password.as_str(), form.code.as_str());
    let told = match actions::change(&app, &caller, &signed_in, typed, &form.new_password).await? {
        Ok(opened) => {
            let cookie = Cookie::Session.set(opened.token.expose(), &app.config.origin)?;
            let back = see_other("/settings/security?notice=password-changed");
            return Ok((AppendHeaders([(SET_COOKIE, cookie)]), back).into_response());
        }
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(&app, &signed_in, page, problems).await?))
}
