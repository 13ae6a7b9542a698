//! The HTML door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::actions::{self, Brought, Finished, Started};
use super::next;
use super::refusal::Refusal;
use super::views;
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::known_browsers;
use crate::features::second_door;
use crate::features::sessions::{Opened, Pending, PendingSignIn, SecondFactor, SignedIn, Visitor};
use crate::features::trusted_browsers::{self, Renewed};
use crate::platform::audit::Caller;
use crate::platform::config::SignUp;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{
    Flash, FlashKind, Form, NoBody, Page, Problem, Problems, Query, html, next_page, see_other,
};

const HOME: Row = Row::page("/", Credential::Nobody);
const SIGN_IN: Row = Row::page("/sign-in", Credential::Nobody);
const SIGN_IN_POST: Row =
    Row::form("/sign-in", Credential::Nobody, Proof::None, "login=mallory&password=wrong+password+x");
const SECOND_STEP: Row = Row::page("/sign-in/second-step", Credential::PendingSignIn);
const SECOND_STEP_POST: Row = Row::form("/sign-in/second-step", Credential::PendingSignIn, Proof::None, "code=000000");
const ASK_KEY: Row = Row::form("/sign-in/second-step/assertion-options", Credential::PendingSignIn, Proof::None, "");
const START_AGAIN: Row = Row::form("/sign-in/start-again", Credential::PendingSignIn, Proof::None, "");
const SIGN_OUT: Row = Row::form("/sign-out", Credential::Session, Proof::None, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&HOME, home)
        .add(&SIGN_IN, sign_in)
        .add(&SIGN_IN_POST, submit_sign_in)
        .add(&SECOND_STEP, second_step)
        .add(&SECOND_STEP_POST, submit_second_step)
        .add(&ASK_KEY, ask_key)
        .add(&START_AGAIN, start_again)
        .add(&SIGN_OUT, sign_out)
}

#[derive(Deserialize)]
struct SignInQuery {
    notice: Option<String>,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    login: String,
    password: String,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeForm {
    code: String,
    trust: Option<Ticked>,
    next: Option<String>,
}

/// A box that is not ticked is not sent.
#[derive(Deserialize)]
enum Ticked {
    #[serde(rename = "yes")]
    Yes,
}

#[derive(Deserialize)]
struct NextQuery {
    next: Option<String>,
}

async fn home(visitor: Visitor) -> Response {
    see_other(if visitor.0.is_some() { next::HOME } else { "/sign-in" })
}

/// What has just happened elsewhere, by the name it has in the address.
fn flash(page: &Page, notice: Option<&str>) -> Option<Flash> {
    let (kind, key) = match notice? {
        "confirmed" => (FlashKind::Done, "sign-in-notice-confirmed"),
        "signed-out" => (FlashKind::Done, "sign-in-notice-signed-out"),
        "password-set" => (FlashKind::Done, "sign-in-notice-password-set"),
        "first" => (FlashKind::Warning, "sign-in-notice-first"),
        "pending-ended" => (FlashKind::Warning, "sign-in-notice-pending-ended"),
        _ => return None,
    };
    Some(Flash { kind, text: page.t(key) })
}

async fn sign_in(
    State(app): State<Shared>,
    visitor: Visitor,
    mut page: Page,
    Query(query): Query<SignInQuery>,
) -> Result<Response, Problem> {
    let next = next_page(query.next.as_deref());
    if visitor.0.is_some() {
        return Ok(see_other(next.unwrap_or(next::HOME)));
    }
    page.flash = flash(&page, query.notice.as_deref());
    let sign_up_open = app.config.sign_up == SignUp::Open;
    let next = next.map(str::to_owned);
    html(StatusCode::OK, &views::SignIn { page, problems: Problems::none(), login: String::new(), next, sign_up_open })
}

async fn submit_sign_in(
    State(app): State<Shared>,
    caller: Caller,
    (Visitor(session), trusted_browsers::Brought(trust)): (Visitor, trusted_browsers::Brought),
    page: Page,
    Form(form): Form<SignInForm>,
) -> Result<Response, Problem> {
    let next = next_page(form.next.as_deref());
    let refusal = match actions::start(&app, &caller, &form.login, &form.password, Brought { session, trust }).await? {
        Ok(Started::SignedIn(opened)) => {
            let cookies = cookies(&app, &opened)?;
            return Ok(with_cookies(cookies, see_other(next.unwrap_or(next::HOME))));
        }
        Ok(Started::Trusted(opened, renewed)) => {
            let mut cookies = cookies(&app, &opened)?;
            cookies.push(trust_cookie(&app, &renewed)?);
            return Ok(with_cookies(cookies, see_other(next.unwrap_or(next::HOME))));
        }
        Ok(Started::SecondStep(pending) | Started::Stolen(pending)) => {
            let pending = Cookie::PendingSignIn.set(pending.token.expose(), &app.config.origin)?;
            let path =
                next.map_or_else(|| SECOND_STEP.path.to_owned(), |next| format!("{}?next={next}", SECOND_STEP.path));
            return Ok(with_cookies([pending], see_other(&path)));
        }
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &refusal);
    let sign_up_open = app.config.sign_up == SignUp::Open;
    let next = next.map(str::to_owned);
    let view = views::SignIn { page, problems, login: form.login, next, sign_up_open };
    refusal.answer(html(refusal.status, &view))
}

/// What the page's script asks a key; null where the account has none.
#[derive(Serialize)]
struct Asked {
    options: Option<serde_json::Value>,
}

async fn ask_key(
    State(app): State<Shared>,
    PendingSignIn(pending): PendingSignIn,
    _: NoBody,
) -> Result<JsonAnswer<Asked>, Problem> {
    Ok(JsonAnswer(Asked { options: actions::ask_key(&app, &pending).await? }))
}

async fn second_step(
    State(app): State<Shared>,
    PendingSignIn(pending): PendingSignIn,
    page: Page,
    Query(query): Query<NextQuery>,
) -> Result<Response, Problem> {
    let next = next_page(query.next.as_deref()).map(str::to_owned);
    let view = second_step_view(&app, page, &pending, next).await?;
    html(StatusCode::OK, &view)
}

/// The page as it is first shown.
async fn second_step_view(
    app: &App,
    page: Page,
    pending: &Pending,
    next: Option<String>,
) -> Result<views::SecondStep, Problem> {
    let account = accounts::find(&app.db, pending.account_id()).await?;
    let has_key = second_door::factors(&app.db, pending.account_id()).await?.contains(&SecondFactor::SecurityKey);
    Ok(views::SecondStep {
        page,
        account: pending.username().to_owned(),
        problems: Problems::none(),
        next,
        has_key,
        trust_days: account.and_then(|account| trusted_browsers::days(app, account.role)),
        is_trust_ticked: false,
    })
}

async fn submit_second_step(
    State(app): State<Shared>,
    caller: Caller,
    PendingSignIn(pending): PendingSignIn,
    visitor: Visitor,
    page: Page,
    Form(form): Form<CodeForm>,
) -> Result<Response, Problem> {
    let next = next_page(form.next.as_deref());
    let is_trust_ticked = form.trust.is_some();
    let view = second_step_view(&app, page, &pending, next.map(str::to_owned)).await?;
    let typed = (form.code.as_str(), is_trust_ticked);
    let refusal = match actions::finish(&app, &caller, pending, typed, visitor.0).await? {
        Ok(Finished { opened, trust }) => {
            let mut cookies = cookies(&app, &opened)?;
            if let Some(renewed) = trust {
                cookies.push(trust_cookie(&app, &renewed)?);
            }
            cookies.push(Cookie::PendingSignIn.remove(&app.config.origin)?);
            let is_by_code = opened.second_factor == Some(SecondFactor::RecoveryCode);
            let to = if is_by_code { next::AFTER_RECOVERY_CODE } else { next.unwrap_or(next::HOME) };
            return Ok(with_cookies(cookies, see_other(to)));
        }
        Err(Refusal::PendingEnded) => return Ok(see_other("/sign-in?notice=pending-ended")),
        Err(refusal) => refusal,
    };
    let told = refusal.told();
    let problems = Problems::told(&view.page, &told);
    told.answer(html(told.status, &views::SecondStep { problems, is_trust_ticked, ..view }))
}

async fn start_again(
    State(app): State<Shared>,
    caller: Caller,
    PendingSignIn(pending): PendingSignIn,
    _: NoBody,
) -> Result<Response, Problem> {
    actions::start_again(&app, &caller, pending).await?;
    Ok(with_cookies([Cookie::PendingSignIn.remove(&app.config.origin)?], see_other("/sign-in")))
}

async fn sign_out(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<Response, Problem> {
    actions::sign_out(&app, &caller, signed_in).await?;
    let session = Cookie::Session.remove(&app.config.origin)?;
    Ok(with_cookies([session], see_other("/sign-in?notice=signed-out")))
}

/// The session's cookie, and that of the browser, which is known from now on.
fn cookies(app: &App, opened: &Opened) -> Result<Vec<HeaderValue>, Problem> {
    let origin = &app.config.origin;
    let mut cookies = vec![Cookie::Session.set(opened.token.expose(), origin)?];
    if let Some(browser) = &opened.browser {
        cookies.push(Cookie::Browser.keep(browser.expose(), known_browsers::KNOWN_FOR, origin)?);
    }
    Ok(cookies)
}

/// What the browser keeps of the trust, for as long as that lasts.
fn trust_cookie(app: &App, renewed: &Renewed) -> Result<HeaderValue, Problem> {
    Cookie::Trust.keep(&renewed.value, renewed.lasts, &app.config.origin)
}

fn with_cookies(cookies: impl IntoIterator<Item = HeaderValue>, response: Response) -> Response {
    (AppendHeaders(cookies.into_iter().map(|cookie| (SET_COOKIE, cookie))), response).into_response()
}
