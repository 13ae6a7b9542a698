//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::actions::{self, Shown};
use super::refusal::Refusal;
use super::views;
use crate::app::{App, Shared};
use crate::features::recovery_codes;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::config::CodeStorage;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Problems, Told, html, see_other};

const BOTH: &str = "password=wrong+password+x&code=000000";
const OVERVIEW: Row = Row::page("/settings/security/recovery-codes", Credential::Session);
const VIEW: Row =
    Row::form("/settings/security/recovery-codes/view", Credential::Session, Proof::PasswordNowAppFresh, BOTH);
const NEW: Row = Row::page("/settings/security/recovery-codes/new", Credential::Session);
const NEW_POST: Row = Row::form("/settings/security/recovery-codes/new", Credential::Session, Proof::BothNow, BOTH);
const DOWNLOAD: Row =
    Row::form("/settings/security/recovery-codes/download", Credential::Session, Proof::None, "ticket=x");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&OVERVIEW, overview).add(&VIEW, view).add(&NEW, new).add(&NEW_POST, submit_new).add(&DOWNLOAD, download)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    password: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketForm {
    ticket: String,
}

async fn is_off(app: &App, signed_in: &SignedIn) -> Result<bool, Problem> {
    Ok(!two_step::is_on(&app.db, &signed_in.account.id).await?)
}

fn off() -> Response {
    see_other("/settings/security?notice=already-off")
}

async fn overview(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    if is_off(&app, &signed_in).await? {
        return Ok(off());
    }
    html(StatusCode::OK, &overview_view(&app, &signed_in, page, Problems::none()).await?)
}

async fn overview_view(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    problems: Problems,
) -> Result<views::Overview, Problem> {
    let states = recovery_codes::list(&app.db, &signed_in.account.id).await?;
    let place = |(number, used_at): (u32, &Option<_>)| views::PlaceView {
        number,
        used: used_at.map(|at: crate::platform::clock::Timestamp| at.words()),
    };
    let left = u32::try_from(states.iter().filter(|used_at| used_at.is_none()).count()).unwrap_or(u32::MAX);
    Ok(views::Overview {
        page: page.signed_in(&signed_in.account.username),
        problems,
        places: (1..).zip(&states).map(place).collect(),
        left,
        is_low: left <= recovery_codes::FEW,
        can_view: app.config.recovery_codes.storage == CodeStorage::Sealed,
        asks: step_up::asks_device(app, signed_in).await?,
    })
}

async fn view(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    let told: Told = match actions::view(&app, &caller, &signed_in, &form.password, &form.code).await? {
        Ok(shown) => return shown_page(&app, &signed_in, page, &shown, false),
        Err(Refusal::TwoStepOff) => return Ok(off()),
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &overview_view(&app, &signed_in, page, problems).await?))
}

async fn new(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    if is_off(&app, &signed_in).await? {
        return Ok(off());
    }
    html(StatusCode::OK, &new_view(&app, &signed_in, page, Problems::none()).await?)
}

async fn new_view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems) -> Result<views::NewCodes, Problem> {
    let asks = step_up::asks(app, signed_in).await?;
    Ok(views::NewCodes { page: page.signed_in(&signed_in.account.username), problems, asks })
}

async fn submit_new(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    let told: Told = match actions::renew(&app, &caller, &signed_in, &form.password, &form.code).await? {
        Ok(shown) => return shown_page(&app, &signed_in, page, &shown, true),
        Err(Refusal::TwoStepOff) => return Ok(off()),
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &new_view(&app, &signed_in, page, problems).await?))
}

fn shown_page(app: &App, signed_in: &SignedIn, page: Page, shown: &Shown, is_new: bool) -> Result<Response, Problem> {
    let account = signed_in.account.username.clone();
    let view = views::ShownCodes {
        page: page.signed_in(&account),
        is_new,
        can_view: app.config.recovery_codes.storage == CodeStorage::Sealed,
        codes: shown.codes.iter().map(|code| code.grouped().to_string()).collect(),
        ticket: shown.ticket.expose().to_owned(),
        account,
        date: app.now().date(),
    };
    html(StatusCode::OK, &view)
}

async fn download(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Form(form): Form<TicketForm>,
) -> Result<Response, Problem> {
    let codes = actions::sheet_of(&app, &signed_in, &form.ticket).await?.map_err(Refusal::told)?;
    let text = recovery_codes::text_file(&app, &signed_in.account.username, &codes);
    let disposition = format!("attachment; filename=\"{}\"", recovery_codes::FILE_NAME);
    let head = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((head, text.to_string()).into_response())
}
