//! One key of the list: its name, and its end.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::refusal::Refusal;
use super::super::{actions, views};
use super::{is_off, off, renewed, shown};
use crate::app::{App, Shared};
use crate::features::passwords;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Path, Problem, Problems, html, see_other};

const RENAME: Row = Row::page("/settings/security/keys/{id}/rename", Credential::Session);
const RENAME_POST: Row = Row::form(
    "/settings/security/keys/{id}/rename",
    Credential::Session,
    Proof::BothNow,
    "name=Key&password=wrong+password+x&code=000000",
);
const REMOVE: Row = Row::page("/settings/security/keys/{id}/remove", Credential::Session);
const REMOVE_POST: Row = Row::form(
    "/settings/security/keys/{id}/remove",
    Credential::Session,
    Proof::BothNow,
    "password=wrong+password+x&code=000000",
);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&RENAME, rename).add(&RENAME_POST, submit_rename).add(&REMOVE, remove).add(&REMOVE_POST, submit_remove)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    password: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RenameForm {
    name: String,
    password: String,
    code: String,
}

/// The key of that identifier, and whether it is the only factor.
async fn find(app: &App, signed_in: &SignedIn, id: &str) -> Result<Option<(views::KeyView, bool)>, Problem> {
    let keys = shown(app, signed_in).await?;
    let is_last = two_step::enrolments(&app.db, &signed_in.account.id).await?.len() == 1;
    Ok(keys.into_iter().find(|key| key.id == id).map(|key| (key, is_last)))
}

async fn rename(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (found, _) = find(&app, &signed_in, &id).await?.ok_or_else(Problem::not_found)?;
    let (page, typed) = (page.signed_in(&signed_in.account.username), found.name.clone());
    let asks = step_up::asks(&app, &signed_in).await?;
    html(StatusCode::OK, &views::Rename { page, problems: Problems::none(), key: found, asks, typed })
}

async fn submit_rename(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<RenameForm>,
) -> Result<Response, Problem> {
    let (what, proof) = ((id.as_str(), form.name.as_str()), (form.password.as_str(), form.code.as_str()));
    let told = match actions::rename(&app, &caller, &signed_in, what, proof).await? {
        Ok(()) => return Ok(see_other("/settings/security/keys?notice=renamed")),
        Err(refusal) => refusal.told(),
    };
    let Some((found, _)) = find(&app, &signed_in, &id).await? else { return Err(told.into()) };
    let problems = Problems::told(&page, &told);
    let page = page.signed_in(&signed_in.account.username);
    let asks = step_up::asks(&app, &signed_in).await?;
    told.answer(html(told.status, &views::Rename { page, problems, key: found, asks, typed: form.name }))
}

async fn remove(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (found, is_last) = find(&app, &signed_in, &id).await?.ok_or_else(Problem::not_found)?;
    html(StatusCode::OK, &remove_view(&app, &signed_in, page, Problems::none(), (found, is_last)).await?)
}

async fn remove_view(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    problems: Problems,
    (found, is_last): (views::KeyView, bool),
) -> Result<views::Remove, Problem> {
    let page = page.signed_in(&signed_in.account.username);
    let (asks, password_min) = (step_up::asks(app, signed_in).await?, passwords::chars_min(app, false));
    Ok(views::Remove { page, problems, key: found, is_last, asks, password_min })
}

async fn submit_remove(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    if is_off(&app, &signed_in).await? {
        return Ok(off());
    }
    let was_last = find(&app, &signed_in, &id).await?.is_some_and(|(_, is_last)| is_last);
    let refusal = match actions::remove(&app, &caller, &signed_in, &id, (&form.password, &form.code)).await? {
        Ok(opened) if was_last => return renewed(&app, &opened, "/settings/security?notice=two-step-off"),
        Ok(opened) => return renewed(&app, &opened, "/settings/security/keys?notice=removed"),
        Err(refusal) => refusal,
    };
    let told = refusal.told();
    match find(&app, &signed_in, &id).await? {
        Some(found) if refusal != Refusal::NoSuchKey => {
            let problems = Problems::told(&page, &told);
            told.answer(html(told.status, &remove_view(&app, &signed_in, page, problems, found).await?))
        }
        _ => Err(told.into()),
    }
}
