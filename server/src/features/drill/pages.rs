//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, Standing};
use super::views;
use crate::app::{App, Shared};
use crate::features::sessions::SignedIn;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, NoBody, Page, Problem, Problems, Query, html, see_other};

const DRILL: Row = Row::page("/settings/security/drill", Credential::Session);
const DRILL_POST: Row = Row::form("/settings/security/drill", Credential::Session, Proof::None, "code=000000");
const LATER: Row = Row::form("/settings/security/drill/later", Credential::Session, Proof::None, "");
const CANNOT: Row = Row::page("/settings/security/drill/cannot", Credential::Session);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&DRILL, look).add(&DRILL_POST, submit).add(&LATER, later).add(&CANNOT, cannot)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeForm {
    code: String,
}

fn off() -> Response {
    see_other("/settings/security?notice=already-off")
}

fn view(app: &App, signed_in: &SignedIn, page: Page, problems: Problems, standing: &Standing) -> views::DrillView {
    let (drill, now) = (standing.drill, app.now());
    views::DrillView {
        page: page.signed_in(&signed_in.account.username),
        problems,
        done: None,
        is_asked: drill.is_asked(now),
        passed: drill.passed_at.map(|at| at.date()),
        next: (!drill.is_due(now)).then(|| drill.due_at.date()),
        codes_left: standing.codes.left,
        codes_total: standing.codes.of,
    }
}

async fn look(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    let Some(standing) = actions::look(&app, &signed_in).await? else { return Ok(off()) };
    let is_done = query.notice.as_deref() == Some("right");
    let view = view(&app, &signed_in, page, Problems::none(), &standing);
    let done = view.next.clone().filter(|_| is_done && view.passed.is_some());
    html(StatusCode::OK, &views::DrillView { done, ..view })
}

async fn submit(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Form(form): Form<CodeForm>,
) -> Result<Response, Problem> {
    let told = match actions::attempt(&app, &caller, &signed_in, &form.code).await? {
        Ok(()) => return Ok(see_other("/settings/security/drill?notice=right")),
        Err(refusal) => refusal.told(),
    };
    let Some(standing) = actions::look(&app, &signed_in).await? else { return Ok(off()) };
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(&app, &signed_in, page, problems, &standing)))
}

async fn later(State(app): State<Shared>, caller: Caller, signed_in: SignedIn, _: NoBody) -> Result<Response, Problem> {
    actions::put_off(&app, &caller, &signed_in).await?.map_err(|refusal| refusal.told())?;
    Ok(see_other("/settings/security?notice=later"))
}

async fn cannot(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    let Some(standing) = actions::look(&app, &signed_in).await? else { return Ok(off()) };
    let entry = |app: &crate::features::authenticator_apps::AuthenticatorApp| views::AppEntry {
        name: app.name.clone(),
        last_used: app.last_used_at.map(|at| at.words()),
    };
    let page = page.signed_in(&signed_in.account.username);
    let apps = standing.apps.iter().map(entry).collect();
    html(StatusCode::OK, &views::Cannot { page, apps, codes_left: standing.codes.left })
}
