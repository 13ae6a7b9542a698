//! The link in the notice that a lost device was replaced.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions;
use super::super::refusal::Refusal;
use super::super::views;
use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Query, html};

const RESTORE: Row = Row::page("/settings/security/apps/restore", Credential::Nobody);
const RESTORE_POST: Row = Row::form("/settings/security/apps/restore", Credential::Nobody, Proof::None, "token=x");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&RESTORE, look).add(&RESTORE_POST, restore)
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenForm {
    token: String,
}

async fn look(State(app): State<Shared>, page: Page, Query(query): Query<TokenQuery>) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    let Some(found) = actions::look(&app, &token).await? else {
        return html(StatusCode::GONE, &views::RestoreOver { page });
    };
    let (account, apps, replaced) = (found.account.username, found.names, found.replaced_at.words());
    html(StatusCode::OK, &views::Restore { page, token, account, apps, replaced })
}

async fn restore(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<TokenForm>,
) -> Result<Response, Problem> {
    match actions::restore(&app, &caller, &form.token).await? {
        Ok(()) => html(StatusCode::OK, &views::Restored { page }),
        Err(Refusal::LinkOver) => html(StatusCode::GONE, &views::RestoreOver { page }),
        Err(refusal) => Err(refusal.told().into()),
    }
}
