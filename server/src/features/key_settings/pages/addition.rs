//! Adding a key.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions;
use super::super::addition::Addition;
use super::super::api::AskedBody;
use super::super::refusal::Refusal;
use super::super::views;
use super::{is_off, off, renewed};
use crate::app::Shared;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, NoBody, Page, Problem, Problems, html, see_other};

const NEW: Row = Row::page("/settings/security/keys/new", Credential::Session);
const NEW_POST: Row = Row::form(
    "/settings/security/keys/new",
    Credential::Session,
    Proof::BothNow,
    "name=Key&password=wrong+password+x&code=000000",
);
const TOUCH: Row = Row::page("/settings/security/keys/new/key", Credential::Session);
const TOUCH_POST: Row =
    Row::form("/settings/security/keys/new/key", Credential::Session, Proof::None, "credential=%7B%7D");
const OPTIONS: Row = Row::form("/settings/security/keys/new/options", Credential::Session, Proof::None, "");
const CANCEL: Row = Row::form("/settings/security/keys/new/cancel", Credential::Session, Proof::None, "");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(&NEW, new)
        .add(&NEW_POST, submit_new)
        .add(&TOUCH, touch)
        .add(&TOUCH_POST, submit_touch)
        .add(&OPTIONS, options)
        .add(&CANCEL, cancel)
}

const TOUCH_PAGE: &str = "/settings/security/keys/new/key";
const ENDED: &str = "/settings/security/keys?notice=ended";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewForm {
    name: String,
    password: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TouchForm {
    credential: String,
}

async fn new(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    if is_off(&app, &signed_in).await? {
        return Ok(off());
    }
    let (page, typed) = (page.signed_in(&signed_in.account.username), app.locale.t("keys-new-name"));
    let asks = step_up::asks(&app, &signed_in).await?;
    html(StatusCode::OK, &views::Start { page, problems: Problems::none(), asks, typed })
}

async fn submit_new(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<NewForm>,
) -> Result<Response, Problem> {
    let proof = (form.password.as_str(), form.code.as_str());
    let told = match actions::begin(&app, &caller, &signed_in, &form.name, proof).await? {
        Ok(_) => return Ok(see_other(TOUCH_PAGE)),
        Err(Refusal::TwoStepOff) => return Ok(off()),
        Err(refusal) => refusal.told(),
    };
    let problems = Problems::told(&page, &told);
    let page = page.signed_in(&signed_in.account.username);
    let asks = step_up::asks(&app, &signed_in).await?;
    told.answer(html(told.status, &views::Start { page, problems, asks, typed: form.name }))
}

fn touch_view(signed_in: &SignedIn, addition: Addition, page: Page, problems: Problems) -> views::Touch {
    views::Touch { page: page.signed_in(&signed_in.account.username), problems, name: addition.name }
}

async fn touch(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    match actions::current(&app, &signed_in).await? {
        None => Ok(see_other(ENDED)),
        Some(addition) => html(StatusCode::OK, &touch_view(&signed_in, addition, page, Problems::none())),
    }
}

async fn options(State(app): State<Shared>, signed_in: SignedIn, _: NoBody) -> Result<JsonAnswer<AskedBody>, Problem> {
    Ok(JsonAnswer(AskedBody::of(actions::ask(&app, &signed_in).await?)))
}

async fn submit_touch(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<TouchForm>,
) -> Result<Response, Problem> {
    let decided = match serde_json::from_str(&form.credential) {
        Ok(given) => actions::finish(&app, &caller, &signed_in, &given).await?,
        Err(_) => Err(Refusal::NotACredential),
    };
    let refusal = match decided {
        Ok(opened) => return renewed(&app, &opened, "/settings/security/keys?notice=added"),
        Err(Refusal::Ended) => return Ok(see_other(ENDED)),
        Err(refusal) => refusal,
    };
    let told = refusal.told();
    match actions::current(&app, &signed_in).await? {
        Some(addition) => {
            let problems = Problems::told(&page, &told);
            told.answer(html(told.status, &touch_view(&signed_in, addition, page, problems)))
        }
        None => Err(told.into()),
    }
}

async fn cancel(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<Response, Problem> {
    actions::cancel(&app, &caller, &signed_in).await?;
    Ok(see_other("/settings/security/keys?notice=cancelled"))
}
