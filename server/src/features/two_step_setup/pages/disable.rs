//! Switching off.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::refusal::Refusal;
use super::super::{actions, views};
use super::renewed;
use crate::app::{App, Shared};
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Problems, Told, html, see_other};

const OVERVIEW_OFF_ALREADY: &str = "/settings/security?notice=already-off";

const DISABLE: Row = Row::page("/settings/security/two-step/disable", Credential::Session);
const DISABLE_POST: Row = Row::form(
    "/settings/security/two-step/disable",
    Credential::Session,
    Proof::BothNow,
    "password=wrong+password+x&code=000000",
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&DISABLE, disable).add(&DISABLE_POST, submit_disable)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisableForm {
    password: String,
    code: String,
}

async fn disable(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    if !two_step::is_on(&app.db, &signed_in.account.id).await? {
        return Ok(see_other(OVERVIEW_OFF_ALREADY));
    }
    html(StatusCode::OK, &view(&app, &signed_in, page, Problems::none()).await?)
}

async fn view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems) -> Result<views::Disable, Problem> {
    let asks = step_up::asks(app, signed_in).await?;
    Ok(views::Disable { page: page.signed_in(&signed_in.account.username), problems, asks })
}

async fn submit_disable(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<DisableForm>,
) -> Result<Response, Problem> {
    let told: Told = match actions::disable(&app, &caller, &signed_in, &form.password, &form.code).await? {
        Ok(opened) => return renewed(&app, &opened, "/settings/security?notice=two-step-off"),
        Err(Refusal::AlreadyOff) => return Ok(see_other(OVERVIEW_OFF_ALREADY)),
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(&app, &signed_in, page, problems).await?))
}
