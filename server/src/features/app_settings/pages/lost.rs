//! After a sign-in with a recovery code: is the device lost?

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use recovery_code::Code;
use serde::Deserialize;

use super::super::actions::{self, Choice};
use super::super::refusal::Refusal;
use super::super::views;
use super::addition::{CODES_PAGE, ENDED};
use super::{is_off, off, renewed};
use crate::app::{App, Shared};
use crate::features::recovery_codes;
use crate::features::sessions::{FRESH_FOR, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, NoBody, Page, Problem, Problems, html, see_other};

const LOST: Row = Row::page("/settings/security/apps/lost", Credential::Session);
const LOST_POST: Row = Row::form("/settings/security/apps/lost", Credential::Session, Proof::None, "");
const CODES: Row = Row::page("/settings/security/apps/lost/codes", Credential::Session);
const DOWNLOAD: Row = Row::page("/settings/security/apps/lost/codes/download", Credential::Session);
const CODES_POST: Row = Row::form("/settings/security/apps/lost/codes", Credential::Session, Proof::None, "saved=yes");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&LOST, lost)
        .add(&LOST_POST, submit_lost)
        .add(&CODES, codes)
        .add(&DOWNLOAD, download)
        .add(&CODES_POST, submit_codes)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedForm {
    #[serde(default)]
    saved: Option<String>,
}

async fn lost(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    if is_off(&app, &signed_in).await? {
        return Ok(off());
    }
    html(StatusCode::OK, &lost_view(&app, &signed_in, page).await?)
}

async fn lost_view(app: &App, signed_in: &SignedIn, page: Page) -> Result<views::Lost, Problem> {
    let remaining = recovery_codes::remaining(&app.db, &signed_in.account.id).await?;
    Ok(views::Lost {
        page: page.signed_in(&signed_in.account.username),
        codes_left: remaining.map_or(0, |remaining| remaining.left),
        is_proved: signed_in.session.proves_replacement(app.now()),
        minutes: FRESH_FOR.as_secs() / 60,
    })
}

async fn submit_lost(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    _: NoBody,
) -> Result<Response, Problem> {
    match actions::begin_recovery(&app, &caller, &signed_in).await? {
        Ok(_) => Ok(see_other("/settings/security/apps/new/app")),
        Err(Refusal::TwoStepOff) => Ok(off()),
        Err(Refusal::NotProved(refusal)) => Err(refusal.told().into()),
        // The page says what there is instead.
        Err(refusal) => html(refusal.told().status, &lost_view(&app, &signed_in, page).await?),
    }
}

/// The new codes, where the replacement is at that step.
async fn codes_of(app: &App, signed_in: &SignedIn) -> Result<Option<Vec<Code>>, Problem> {
    let Some(addition) = actions::current(app, signed_in).await? else { return Ok(None) };
    Ok(addition.codes(app)?)
}

async fn codes(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match codes_of(&app, &signed_in).await? {
        None => Ok(see_other(ENDED)),
        Some(codes) => html(StatusCode::OK, &codes_view(&app, &signed_in, page, Problems::none(), &codes)),
    }
}

fn codes_view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems, codes: &[Code]) -> views::LostCodes {
    let account = signed_in.account.username.clone();
    let page = page.signed_in(&account);
    let codes = codes.iter().map(|code| code.grouped().to_string()).collect();
    views::LostCodes { page, problems, codes, account, date: app.now().date() }
}

async fn download(State(app): State<Shared>, signed_in: SignedIn) -> Result<Response, Problem> {
    let Some(codes) = codes_of(&app, &signed_in).await? else { return Ok(see_other(ENDED)) };
    let text = recovery_codes::text_file(&app, &signed_in.account.username, &codes);
    let disposition = format!("attachment; filename=\"{}\"", recovery_codes::FILE_NAME);
    let head = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((head, text.to_string()).into_response())
}

async fn submit_codes(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<SavedForm>,
) -> Result<Response, Problem> {
    let is_saved = form.saved.as_deref() == Some("yes");
    let told = match actions::finish(&app, &caller, &signed_in, Choice::Lost { is_saved }).await? {
        Ok(opened) => return renewed(&app, &opened, "/settings/security/apps?notice=recovered"),
        Err(Refusal::OtherStep) => return Ok(see_other(CODES_PAGE)),
        Err(refusal) => refusal.told(),
    };
    match codes_of(&app, &signed_in).await? {
        None => Ok(see_other(ENDED)),
        Some(codes) => {
            let problems = Problems::told(&page, &told);
            told.answer(html(told.status, &codes_view(&app, &signed_in, page, problems, &codes)))
        }
    }
}
