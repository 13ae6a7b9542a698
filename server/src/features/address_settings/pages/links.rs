//! What the links in mails lead to. Nobody has to be signed in, and nobody is by it: the
//! link's own account is meant, whoever follows it (abuse case MAI-15).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::change::Change;
use super::super::refusal::Refusal;
use super::super::{actions, views};
use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Query, html};

const CONFIRM: Row = Row::page("/address-confirmation", Credential::Nobody);
const CONFIRM_POST: Row = Row::form("/address-confirmation", Credential::Nobody, Proof::None, "token=x");
const UNDO: Row = Row::page("/address-undo", Credential::Nobody);
const UNDO_POST: Row = Row::form("/address-undo", Credential::Nobody, Proof::None, "token=x");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&CONFIRM, confirm).add(&CONFIRM_POST, submit_confirm).add(&UNDO, undo).add(&UNDO_POST, submit_undo)
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

/// Why a link does nothing.
fn refused(page: Page, refusal: Refusal) -> Result<Response, Problem> {
    let told = refusal.told();
    let is_over = matches!(refusal, Refusal::LinkOver | Refusal::UndoOver);
    let view = views::Outcome {
        title: page.t(if is_over { "address-settings-link-over-title" } else { "address-settings-undo-refused" }),
        sentence: told.sentence(&page.locale),
        email: None,
        next: vec![(page.t("address-settings-to-list"), "/settings/security/addresses")],
        page,
    };
    told.answer(html(told.status, &view))
}

async fn confirm(State(app): State<Shared>, page: Page, Query(query): Query<TokenQuery>) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    match actions::look(&app, &token).await? {
        None => refused(page, Refusal::LinkOver),
        Some(found) => {
            let (account, email) = (found.account.username, found.address.as_str().to_owned());
            html(StatusCode::OK, &views::Confirmation { page, token, account, email })
        }
    }
}

async fn submit_confirm(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<TokenForm>,
) -> Result<Response, Problem> {
    match actions::confirm(&app, &caller, &form.token).await? {
        Err(refusal) => refused(page, refusal),
        Ok(done) => {
            let view = views::Outcome {
                title: page.t("address-settings-confirmed-title"),
                sentence: page.t1("address-settings-confirmed", "account", done.account.username),
                email: Some(done.address.as_str().to_owned()),
                next: vec![(page.t("address-settings-to-list"), "/settings/security/addresses")],
                page,
            };
            html(StatusCode::OK, &view)
        }
    }
}

async fn undo(State(app): State<Shared>, page: Page, Query(query): Query<TokenQuery>) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    match actions::look_undo(&app, &token).await? {
        None => refused(page, Refusal::UndoOver),
        Some(found) => {
            let (account, email) = (found.account.username, found.address.as_str().to_owned());
            let is_primary = found.change == Change::Replaced;
            html(StatusCode::OK, &views::Undo { page, token, account, email, is_primary })
        }
    }
}

async fn submit_undo(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<TokenForm>,
) -> Result<Response, Problem> {
    let done = match actions::undo(&app, &caller, &form.token).await? {
        Ok(done) => done,
        Err(refusal) => return refused(page, refusal),
    };
    let sentence = match done.change {
        Change::Removed => "address-settings-undone-removed",
        Change::Replaced => "address-settings-undone-replaced",
    };
    let view = views::Outcome {
        title: page.t("address-settings-undone-title"),
        sentence: page.t1(sentence, "account", done.account.username),
        email: Some(done.address.as_str().to_owned()),
        next: vec![
            (page.t("address-settings-undone-password"), "/password-recovery"),
            (page.t("address-settings-undone-sign-in"), "/sign-in"),
        ],
        page,
    };
    html(StatusCode::OK, &view)
}
