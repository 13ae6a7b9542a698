//! The HTML door, for whoever is signed in; what the links in mails lead to is in
//! [`links`].

mod links;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::list::{self, ADDRESSES_MAX};
use super::refusal::Refusal;
use super::{actions, views};
use crate::app::{App, Shared};
use crate::features::accounts::{self, Address};
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{
    Flash, FlashKind, Form, NoBody, Page, Path, Problem, Problems, Query, Told, html, see_other,
};

const BOTH: &str = "password=wrong+password+x&code=000000";
const LIST: Row = Row::page("/settings/security/addresses", Credential::Session);
const NEW: Row = Row::page("/settings/security/addresses/new", Credential::Session);
const NEW_POST: Row = Row::form(
    "/settings/security/addresses/new",
    Credential::Session,
    Proof::BothNow,
    "email=new%40example.test&password=wrong+password+x&code=000000",
);
const PRIMARY: Row = Row::page("/settings/security/addresses/{id}/primary", Credential::Session);
const PRIMARY_POST: Row =
    Row::form("/settings/security/addresses/{id}/primary", Credential::Session, Proof::BothNow, BOTH);
const REMOVE: Row = Row::page("/settings/security/addresses/{id}/remove", Credential::Session);
const REMOVE_POST: Row =
    Row::form("/settings/security/addresses/{id}/remove", Credential::Session, Proof::BothNow, BOTH);
const RESEND: Row = Row::form("/settings/security/addresses/{id}/resend", Credential::Session, Proof::None, "");

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .add(&LIST, show)
        .add(&NEW, new)
        .add(&NEW_POST, submit_new)
        .add(&PRIMARY, primary)
        .add(&PRIMARY_POST, submit_primary)
        .add(&REMOVE, remove)
        .add(&REMOVE_POST, submit_remove)
        .add(&RESEND, submit_resend);
    links::routes(routes)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewForm {
    email: String,
    password: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    password: String,
    #[serde(default)]
    code: String,
}

fn flash(page: &Page, notice: Option<&str>) -> Option<Flash> {
    let key = match notice? {
        "added" => "address-settings-added",
        "sent" => "address-settings-resent",
        "primary" => "address-settings-primary-changed",
        "removed" => "address-settings-removed",
        _ => return None,
    };
    Some(Flash { kind: FlashKind::Done, text: page.t(key) })
}

fn back(notice: &str) -> Response {
    see_other(&format!("/settings/security/addresses?notice={notice}"))
}

fn entry(address: &Address) -> views::Entry {
    views::Entry {
        id: address.id.as_str().to_owned(),
        email: address.address.clone(),
        is_confirmed: address.confirmed_at.is_some(),
        is_primary: address.is_primary,
    }
}

async fn show(
    State(app): State<Shared>,
    signed_in: SignedIn,
    mut page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    page.flash = flash(&page, query.notice.as_deref());
    html(StatusCode::OK, &list_view(&app, &signed_in, page, Problems::none()).await?)
}

async fn list_view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems) -> Result<views::List, Problem> {
    let account = &signed_in.account;
    let listed = accounts::addresses(&app.db, &account.id).await?;
    let former = accounts::former_addresses(&app.db, &account.id, app.now()).await?;
    let former = former.into_iter().map(|one| views::Former { email: one.address, until: one.until.date() });
    Ok(views::List {
        page: page.signed_in(&account.username),
        problems,
        can_add: listed.len() < ADDRESSES_MAX,
        entries: listed.iter().map(entry).collect(),
        former: former.collect(),
        max: ADDRESSES_MAX,
    })
}

/// A refusal that is about the list as a whole: the list, as it is now, with the reason.
async fn refused(app: &App, signed_in: &SignedIn, page: Page, told: &Told) -> Result<Response, Problem> {
    let problems = Problems::told(&page, told);
    told.answer(html(told.status, &list_view(app, signed_in, page, problems).await?))
}

async fn new_view(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    problems: Problems,
    email: String,
) -> Result<views::New, Problem> {
    let asks = step_up::asks(app, signed_in).await?;
    Ok(views::New { page: page.signed_in(&signed_in.account.username), problems, email, asks })
}

async fn new(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    html(StatusCode::OK, &new_view(&app, &signed_in, page, Problems::none(), String::new()).await?)
}

async fn submit_new(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<NewForm>,
) -> Result<Response, Problem> {
    let proofs = (form.password.as_str(), form.code.as_str());
    let told = match actions::add(&app, &caller, &signed_in, proofs, &form.email).await? {
        Ok(_) => return Ok(back("added")),
        Err(Refusal::TooMany) => return refused(&app, &signed_in, page, &Refusal::TooMany.told()).await,
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &new_view(&app, &signed_in, page, problems, form.email).await?))
}

async fn primary(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    primary_page(&app, &signed_in, page, &id, None).await
}

/// The page that asks the proofs for it, or the list with the reason why it cannot be.
async fn primary_page(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    id: &str,
    told: Option<Told>,
) -> Result<Response, Problem> {
    let listed = accounts::addresses(&app.db, &signed_in.account.id).await?;
    let entry = match list::may_become_primary(&listed, id) {
        Ok(address) => entry(address),
        Err(refusal) => return refused(app, signed_in, page, &refusal.told()).await,
    };
    let problems = told.as_ref().map_or_else(Problems::none, |told| Problems::told(&page, told));
    let asks = step_up::asks(app, signed_in).await?;
    let page = page.signed_in(&signed_in.account.username);
    asked(told, &views::Primary { page, problems, entry, asks })
}

/// A page that asks for proofs, with what was wrong with those that came.
fn asked(told: Option<Told>, view: &impl askama::Template) -> Result<Response, Problem> {
    match told {
        None => html(StatusCode::OK, view),
        Some(told) => told.answer(html(told.status, view)),
    }
}

async fn submit_primary(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    let proofs = (form.password.as_str(), form.code.as_str());
    match actions::make_primary(&app, &caller, &signed_in, proofs, &id).await? {
        Ok(opened) => {
            let cookie = Cookie::Session.set(opened.token.expose(), &app.config.origin)?;
            Ok((AppendHeaders([(SET_COOKIE, cookie)]), back("primary")).into_response())
        }
        Err(refusal) => primary_page(&app, &signed_in, page, &id, Some(refusal.told())).await,
    }
}

async fn remove(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    remove_page(&app, &signed_in, page, &id, None).await
}

async fn remove_page(
    app: &App,
    signed_in: &SignedIn,
    page: Page,
    id: &str,
    told: Option<Told>,
) -> Result<Response, Problem> {
    let listed = accounts::addresses(&app.db, &signed_in.account.id).await?;
    let entry = match list::may_remove(&listed, id) {
        Ok(address) => entry(address),
        Err(refusal) => return refused(app, signed_in, page, &refusal.told()).await,
    };
    let problems = told.as_ref().map_or_else(Problems::none, |told| Problems::told(&page, told));
    let asks = step_up::asks(app, signed_in).await?;
    let page = page.signed_in(&signed_in.account.username);
    asked(told, &views::Remove { page, problems, entry, asks })
}

async fn submit_remove(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    let proofs = (form.password.as_str(), form.code.as_str());
    match actions::remove(&app, &caller, &signed_in, proofs, &id).await? {
        Ok(()) => Ok(back("removed")),
        Err(refusal) => remove_page(&app, &signed_in, page, &id, Some(refusal.told())).await,
    }
}

async fn submit_resend(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    _: NoBody,
) -> Result<Response, Problem> {
    match actions::resend(&app, &caller, &signed_in, &id).await? {
        Ok(()) => Ok(back("sent")),
        Err(refusal) => refused(&app, &signed_in, page, &refusal.told()).await,
    }
}
