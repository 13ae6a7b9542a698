//! The HTML door. Nobody has to be signed in, and nobody is by it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, FROZEN_FOR, Found};
use super::refusal::Refusal;
use super::{mail, views, words};
use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Form, Page, Problem, Problems, Query, html};

const ASK: Row = Row::page("/wasnt-me", Credential::Nobody);
const SAY: Row = Row::form("/wasnt-me", Credential::Nobody, Proof::None, "token=x&password=");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&ASK, ask).add(&SAY, say)
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SayForm {
    token: String,
    #[serde(default)]
    password: String,
}

async fn ask(State(app): State<Shared>, page: Page, Query(query): Query<TokenQuery>) -> Result<Response, Problem> {
    let token = query.token.unwrap_or_default();
    match actions::look(&app, &token).await? {
        None => html(StatusCode::GONE, &views::Over { page }),
        Some(found) => html(StatusCode::OK, &view(page, Problems::none(), token, &found)),
    }
}

fn view(page: Page, problems: Problems, token: String, found: &Found) -> views::Ask {
    let values = mail::words_of(&found.account, &found.change);
    let does = words::does(found.change.kind, found.asks_password);
    views::Ask {
        problems,
        token,
        what: page.locale.with(words::what(found.change.kind), &values),
        when: found.change.at.words(),
        network: found.change.network.clone(),
        does: does.map(|key| page.locale.with(key, &values)),
        hours: FROZEN_FOR.as_secs() / 3_600,
        asks_password: found.asks_password,
        page,
    }
}

async fn say(
    State(app): State<Shared>,
    caller: Caller,
    page: Page,
    Form(form): Form<SayForm>,
) -> Result<Response, Problem> {
    let refusal = match actions::repudiate(&app, &caller, &form.token, &form.password).await? {
        Ok(done) => {
            let key = words::outcome(done.change.kind, done.outcome);
            let outcome = page.t1(key, "name", &done.change.name);
            return html(StatusCode::OK, &views::Done { page, outcome, until: done.frozen_until.words() });
        }
        Err(refusal) => refusal,
    };
    let Some(found) = actions::look(&app, &form.token).await?.filter(|_| refusal != Refusal::LinkOver) else {
        return html(StatusCode::GONE, &views::Over { page });
    };
    let told = refusal.told();
    let problems = Problems::told(&page, &told);
    told.answer(html(told.status, &view(page, problems, form.token, &found)))
}
