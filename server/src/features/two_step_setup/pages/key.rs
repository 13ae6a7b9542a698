//! A security key as the first factor, in place of an app.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::super::refusal::Refusal;
use super::super::{actions, views};
use super::STARTED_OVER;
use crate::app::Shared;
use crate::features::sessions::SignedIn;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, NoBody, Page, Problem, Problems, html, see_other};

const KEY: Row = Row::page("/settings/security/two-step/setup/key", Credential::Session);
const KEY_POST: Row =
    Row::form("/settings/security/two-step/setup/key", Credential::Session, Proof::None, "credential=%7B%7D");
const OPTIONS: Row = Row::form("/settings/security/two-step/setup/key/options", Credential::Session, Proof::None, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&KEY, key).add(&KEY_POST, submit_key).add(&OPTIONS, options)
}

const CODES_PAGE: &str = "/settings/security/two-step/setup/codes";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    credential: String,
}

/// What the page's script asks the key; null where the set-up is over.
#[derive(Serialize)]
struct Asked {
    options: Option<serde_json::Value>,
}

async fn key(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match actions::current(&app, &signed_in).await? {
        None => Ok(see_other(STARTED_OVER)),
        Some(setup) if setup.confirmed.is_some() => Ok(see_other(CODES_PAGE)),
        Some(_) => {
            let page = page.signed_in(&signed_in.account.username);
            html(StatusCode::OK, &views::SetupKey { page, problems: Problems::none() })
        }
    }
}

async fn options(State(app): State<Shared>, signed_in: SignedIn, _: NoBody) -> Result<JsonAnswer<Asked>, Problem> {
    Ok(JsonAnswer(Asked { options: actions::ask_key(&app, &signed_in).await? }))
}

async fn submit_key(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<KeyForm>,
) -> Result<Response, Problem> {
    let decided = match serde_json::from_str(&form.credential) {
        Ok(given) => actions::confirm_key(&app, &caller, &signed_in, &given).await?,
        Err(_) => Err(Refusal::NotACredential),
    };
    let told = match decided {
        Ok(_) => return Ok(see_other(CODES_PAGE)),
        Err(refusal) => refusal.told(),
    };
    match actions::current(&app, &signed_in).await? {
        Some(setup) if setup.confirmed.is_none() => {
            let problems = Problems::told(&page, &told);
            let page = page.signed_in(&signed_in.account.username);
            told.answer(html(told.status, &views::SetupKey { page, problems }))
        }
        Some(_) => Ok(see_other(CODES_PAGE)),
        None => Ok(see_other(STARTED_OVER)),
    }
}
