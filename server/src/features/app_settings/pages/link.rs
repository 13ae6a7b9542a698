//! The link in the notice that a lost device was replaced.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions::{self, Restorable};
use super::super::refusal::Refusal;
use super::super::views;
use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Problems, Query, html};

const RESTORE: Row = Row::page("/settings/security/apps/restore", Credential::Nobody);
const RESTORE_POST: Row =
    Row::form("/settings/security/apps/restore", Credential::Nobody, Proof::None, "token=x&code=000000");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&RESTORE, look).add(&RESTORE_POST, restore)
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestoreForm {
    token: String,
    /// Not on the page where only keys come back.
    #[serde(default)]
    code: String,
}

async fn look(State(app): State<Shared>, page: Page, Query(query): Query<TokenQuery>) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    match actions::look(&app, &token).await? {
        Some(found) if found.is_on => html(StatusCode::OK, &view(page, Problems::none(), token, found)),
        Some(_) => over(page, Refusal::TwoStepOff),
        None => over(page, Refusal::LinkOver),
    }
}

fn view(page: Page, problems: Problems, token: String, found: Restorable) -> views::Restore {
    let (account, apps, replaced) = (found.account.username, found.names, found.replaced_at.words());
    let asks_code = found.asks_code;
    views::Restore { page, problems, token, account, apps, asks_code, replaced }
}

/// There is nothing to take back, or no more.
fn over(page: Page, why: Refusal) -> Result<Response, Problem> {
    html(why.told().status, &views::RestoreOver { page, is_off: why == Refusal::TwoStepOff })
}

async fn restore(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<RestoreForm>,
) -> Result<Response, Problem> {
    let refusal = match actions::restore(&app, &caller, &form.token, &form.code).await? {
        Ok(()) => return html(StatusCode::OK, &views::Restored { page }),
        Err(refusal @ (Refusal::LinkOver | Refusal::TwoStepOff)) => return over(page, refusal),
        Err(refusal) => refusal,
    };
    let Some(found) = actions::look(&app, &form.token).await? else { return over(page, Refusal::LinkOver) };
    let told = refusal.told();
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(page, problems, form.token, found)))
}
