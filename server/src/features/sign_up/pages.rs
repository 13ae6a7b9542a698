//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, Request};
use super::refusal::Refusal;
use super::views::{self, Closed};
use crate::app::{App, Shared};
use crate::features::accounts::Username;
use crate::platform::audit::Caller;
use crate::platform::config::SignUp;
use crate::platform::mail::EmailAddress;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Flash, FlashKind, Form, Page, Problem, Problems, Query, Told, html, see_other};

const NEW: Row = Row::page("/sign-up", Credential::Nobody);
const NEW_POST: Row = Row::form("/sign-up", Credential::Nobody, Proof::None, "username=x&email=x&password=x");
const RESEND: Row = Row::form("/sign-up/resend", Credential::Nobody, Proof::None, "username=x&email=x");
const CONFIRMATION: Row = Row::page("/sign-up/confirmation", Credential::Nobody);
const CONFIRMATION_POST: Row =
    Row::form("/sign-up/confirmation", Credential::Nobody, Proof::None, "token=x&password=x");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&NEW, new)
        .add(&NEW_POST, submit_new)
        .add(&RESEND, resend)
        .add(&CONFIRMATION, confirmation)
        .add(&CONFIRMATION_POST, submit_confirmation)
}

#[derive(Deserialize)]
struct NewQuery {
    invitation: Option<String>,
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignUpForm {
    username: String,
    email: String,
    password: String,
    invitation: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResendForm {
    username: String,
    email: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmationForm {
    token: String,
    password: String,
}

async fn new(State(app): State<Shared>, page: Page, Query(query): Query<NewQuery>) -> Result<Response, Problem> {
    let invited = match &query.invitation {
        Some(token) => actions::invited(&app, token).await?,
        None => None,
    };
    let closed = match (app.config.sign_up, &query.invitation, &invited) {
        (SignUp::Closed, ..) => Some(Closed::ToAll),
        (_, Some(_), None) => Some(Closed::InvitationOver),
        (SignUp::Invitation, None, _) => Some(Closed::WithoutInvitation),
        _ => None,
    };
    if let Some(why) = closed {
        return html(StatusCode::OK, &views::SignUpClosed { page, why });
    }
    let email = invited.map(|address| address.as_str().to_owned()).unwrap_or_default();
    html(StatusCode::OK, &view(&app, page, Problems::none(), String::new(), email, query.invitation))
}

fn view(
    app: &App,
    page: Page,
    problems: Problems,
    username: String,
    email: String,
    invitation: Option<String>,
) -> views::SignUp {
    let password_min = u32::try_from(app.config.passwords.min_chars_alone).unwrap_or(u32::MAX);
    views::SignUp { page, problems, username, email, invitation, password_min }
}

async fn submit_new(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<SignUpForm>,
) -> Result<Response, Problem> {
    let refusals = match Request::parse(&app, &form.username, &form.email, &form.password) {
        Err(refusals) => refusals,
        Ok(request) => {
            let done = match &form.invitation {
                Some(token) => actions::accept(&app, &caller, token, request).await?,
                None => actions::request(&app, &caller, request).await?,
            };
            match done {
                Ok(()) if form.invitation.is_some() => return Ok(see_other("/sign-in?notice=confirmed")),
                Ok(()) => return sent(&app, page, form.username, form.email),
                Err(refusal) => vec![refusal],
            }
        }
    };
    let told: Vec<Told> = refusals.into_iter().map(Refusal::told).collect();
    let status = told.first().map_or(StatusCode::BAD_REQUEST, |told| told.status);
    let mut problems = Problems::none();
    told.iter().for_each(|told| problems.add_told(&page, told));
    let view = view(&app, page, problems, form.username, form.email, form.invitation);
    let response = html(status, &view);
    match told.first() {
        Some(first) => first.answer(response),
        None => response,
    }
}

fn sent(app: &App, page: Page, username: String, email: String) -> Result<Response, Problem> {
    let hours = u32::try_from(app.config.sign_up_link.as_secs() / 3_600).unwrap_or(u32::MAX).max(1);
    let stays_here = app.mailbox.is_some();
    html(StatusCode::OK, &views::SignUpSent { page, username, email, hours, stays_here })
}

async fn resend(
    State(app): State<Shared>,
    caller: Caller,
    mut page: Page,
    Form(form): Form<ResendForm>,
) -> Result<Response, Problem> {
    let username = Username::parse(&form.username).map_err(|not| Refusal::NotAName(not).told())?;
    let address = EmailAddress::parse(&form.email).map_err(|not| Refusal::NotAnAddress(not).told())?;
    if let Err(wait) = actions::resend(&app, &caller, &username, &address).await? {
        return Err(Told::wait(wait).into());
    }
    page.flash = Some(Flash { kind: FlashKind::Done, text: page.t("sign-up-resent") });
    sent(&app, page, form.username, form.email)
}

async fn confirmation(
    State(app): State<Shared>,
    page: Page,
    Query(query): Query<TokenQuery>,
) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    match actions::look(&app, &token).await? {
        None => html(StatusCode::GONE, &views::ConfirmationOver { page }),
        Some(username) => {
            html(StatusCode::OK, &views::Confirmation { page, problems: Problems::none(), token, username })
        }
    }
}

async fn submit_confirmation(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<ConfirmationForm>,
) -> Result<Response, Problem> {
    let refusal = match actions::confirm(&app, &caller, &form.token, &form.password).await? {
        Ok(_) => return Ok(see_other("/sign-in?notice=confirmed")),
        Err(refusal) => refusal,
    };
    let Some(username) = actions::look(&app, &form.token).await?.filter(|_| refusal != Refusal::LinkOver) else {
        return html(StatusCode::GONE, &views::ConfirmationOver { page });
    };
    let told = refusal.told();
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &views::Confirmation { page, problems, token: form.token, username }))
}
