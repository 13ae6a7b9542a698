//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::act::Act;
use super::asks::asks;
use super::refusal::Refusal;
use super::{fresh, prove, views};
use crate::app::{App, Shared};
use crate::features::sessions::{FRESH_FOR, SecondFactor, SignedIn};
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Form, Page, Problem, Problems, Query, Told, html, next_page, see_other};

const PAGE: Row = Row::page("/step-up", Credential::Session);
const PROVE: Row = Row::form("/step-up", Credential::Session, Proof::BothNow, "password=wrong+password+x&code=000000");

/// Where it leads without a better place.
const HOME: &str = "/settings/security";

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&PAGE, show).add(&PROVE, submit)
}

#[derive(Deserialize)]
struct NextQuery {
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    password: String,
    #[serde(default)]
    code: String,
    way: Option<String>,
    to: Option<String>,
    next: Option<String>,
    act: Option<String>,
    #[serde(default)]
    fields: String,
}

/// Where the page leads, once it is proved.
struct Onward {
    next: Option<String>,
    act: Option<Act>,
}

/// Leads from a page that wants a fresh session to the step-up page, and from there back.
pub fn first(page: &Page) -> Response {
    see_other(&next_page(Some(&page.path)).map_or_else(|| PAGE.path.to_owned(), |next| format!("/step-up?next={next}")))
}

/// The step-up page in place of the answer of a form that wants a fresh session: what was
/// sent stands in it, and is sent again by whoever has proved it, and presses once more.
pub async fn ask(app: &App, signed_in: &SignedIn, page: Page, fields: &str) -> Result<Response, Problem> {
    let act = Act::parse(&page.path, fields).ok_or_else(|| Problem::broken("an act that the step-up does not know"))?;
    let onward = Onward { next: None, act: Some(act) };
    let view = view(app, signed_in, (page, Problems::none()), onward, None).await?;
    html(StatusCode::FORBIDDEN, &view)
}

async fn show(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Query(query): Query<NextQuery>,
) -> Result<Response, Problem> {
    let next = next_page(query.next.as_deref());
    if fresh::fresh(&app, &signed_in).await?.is_ok() {
        return Ok(see_other(next.unwrap_or(HOME)));
    }
    let onward = Onward { next: next.map(str::to_owned), act: None };
    html(StatusCode::OK, &view(&app, &signed_in, (page, Problems::none()), onward, None).await?)
}

async fn submit(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    let act = form.act.as_deref().map(|path| Act::parse(path, &form.fields).ok_or_else(Problem::malformed));
    let onward = Onward { next: next_page(form.next.as_deref()).map(str::to_owned), act: act.transpose()? };
    if let Some(to) = &form.to {
        // Only another way is asked for: nothing is looked at.
        let view = view(&app, &signed_in, (page, Problems::none()), onward, Some(way_named(to)?)).await?;
        return html(StatusCode::OK, &view);
    }
    let way = form.way.as_deref().map(way_named).transpose()?;
    let told: Told = match prove::prove(&app, &caller, &signed_in, &form.password, &form.code).await? {
        Ok(opened) => {
            let cookie = Cookie::Session.set(opened.token.expose(), &app.config.origin)?;
            let answer = match onward {
                Onward { act: Some(act), .. } => confirm(page.signed_in(&signed_in.account.username), &act)?,
                Onward { next, .. } => see_other(next.as_deref().unwrap_or(HOME)),
            };
            return Ok((AppendHeaders([(SET_COOKIE, cookie)]), answer).into_response());
        }
        Err(refusal) => Refusal::told(refusal),
    };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(&app, &signed_in, (page, problems), onward, way).await?))
}

/// The names of the ways in the form.
fn way_named(name: &str) -> Result<SecondFactor, Problem> {
    let ways = [SecondFactor::SecurityKey, SecondFactor::AuthenticatorApp, SecondFactor::RecoveryCode];
    ways.into_iter().find(|way| way.as_str() == name).ok_or_else(Problem::malformed)
}

fn label(way: SecondFactor) -> &'static str {
    match way {
        SecondFactor::SecurityKey => "step-up-use-key",
        SecondFactor::AuthenticatorApp => "step-up-use-app",
        SecondFactor::RecoveryCode => "step-up-use-recovery-code",
    }
}

async fn view(
    app: &App,
    signed_in: &SignedIn,
    (page, problems): (Page, Problems),
    onward: Onward,
    way: Option<SecondFactor>,
) -> Result<views::StepUp, Problem> {
    let all = asks(app, signed_in).await?;
    let way = way.filter(|way| all.has(*way)).or_else(|| all.first());
    let others = all.others(way).map(|other| views::Way { name: other.as_str(), label: label(other) }).collect();
    let account = signed_in.account.username.clone();
    let back = onward.act.as_ref().map_or_else(|| HOME.to_owned(), |act| act.from().to_owned());
    Ok(views::StepUp {
        page: page.signed_in(&account),
        problems,
        account,
        asks: all.only(way),
        way: way.map_or("", SecondFactor::as_str),
        others,
        minutes: FRESH_FOR.as_secs() / 60,
        next: onward.next,
        act: onward.act.as_ref().map(act_view),
        back,
    })
}

fn act_view(act: &Act) -> views::ActView {
    views::ActView {
        path: act.path.clone(),
        fields: act.fields.clone(),
        pairs: act.pairs(),
        words: act.words(),
        submit: act.submit(),
    }
}

fn confirm(page: Page, act: &Act) -> Result<Response, Problem> {
    html(StatusCode::OK, &views::Confirm { page, act: act_view(act), back: act.from() })
}
