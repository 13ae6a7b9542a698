//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::actions;
use super::factor::{Counted, Guessed};
use super::refusal::Refusal;
use super::views::{self, FactorView, Here, TryView};
use crate::app::{App, Shared};
use crate::features::activity::words;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::audit::list::Seen;
use crate::platform::rate_limit::REFUSED_AFTER;
use crate::platform::surface::{Credential, Proof, Routes, Row};
use crate::platform::web::{Flash, FlashKind, Form, Page, Path, Problem, Problems, Query, html, see_other};

const BOTH: &str = "password=wrong+password+x&code=000000";
const LOOK: Row = Row::page("/settings/security/guessing", Credential::Session);
const RESET: Row = Row::page("/settings/security/guessing/{id}/reset", Credential::Session);
const RESET_POST: Row = Row::form("/settings/security/guessing/{id}/reset", Credential::Session, Proof::BothNow, BOTH);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&LOOK, look).add(&RESET, reset).add(&RESET_POST, submit)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofForm {
    password: String,
    #[serde(default)]
    code: String,
}

async fn look(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    let mut page = page.signed_in(&signed_in.account.username);
    if query.notice.as_deref() == Some("reset") {
        page.flash = Some(Flash { kind: FlashKind::Done, text: page.t("guessing-done") });
    }
    let look = actions::look(&app, &caller, &signed_in.account).await?;
    let factors = look.factors.iter().map(factor).collect();
    let tries = look.tries.iter().map(|event| in_words(&page, event)).collect();
    let view = views::Guessing { page, factors, is_known: look.is_known, tries, refused_after: REFUSED_AFTER };
    html(StatusCode::OK, &view)
}

fn factor(counted: &Counted) -> FactorView {
    let (heading, refused, anew) = match counted.factor {
        Guessed::Password => (
            "guessing-password",
            Some("guessing-password-refused"),
            ("/settings/security/password", "guessing-password-anew"),
        ),
        Guessed::App => {
            ("guessing-app", Some("guessing-app-refused"), ("/settings/security/apps/replace", "guessing-app-anew"))
        }
        // They only make wait.
        Guessed::Codes => ("guessing-codes", None, ("/settings/security/recovery-codes/new", "guessing-codes-anew")),
    };
    FactorView {
        id: counted.factor.as_str(),
        heading,
        failures: counted.strangers.failures,
        refused: refused.filter(|_| counted.strangers.is_refused),
        waits_until: counted.strangers.waits_until.map(|at| at.words()),
        here: counted.here.map(|here| Here {
            failures: here.failures,
            is_refused: here.is_refused,
            waits_until: here.waits_until.map(|at| at.words()),
        }),
        anew,
    }
}

fn in_words(page: &Page, event: &Seen) -> TryView {
    let (key, _) = words::surface(&event.surface);
    TryView {
        what: page.t(words::action(&event.action)),
        result: page.t(words::result(&event.result)),
        facts: page.t2(key, "when", event.at.words(), "network", &event.network),
    }
}

async fn reset(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    answer(&app, &caller, &signed_in, page, &id, None).await
}

async fn submit(
    State(app): State<Shared>,
    caller: Caller,
    signed_in: SignedIn,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<ProofForm>,
) -> Result<Response, Problem> {
    match actions::reset(&app, &caller, &signed_in, &id, (&form.password, &form.code)).await? {
        Ok(()) => Ok(see_other("/settings/security/guessing?notice=reset")),
        Err(refusal) => answer(&app, &caller, &signed_in, page, &id, Some(refusal)).await,
    }
}

async fn answer(
    app: &App,
    caller: &Caller,
    signed_in: &SignedIn,
    page: Page,
    id: &str,
    refusal: Option<Refusal>,
) -> Result<Response, Problem> {
    let look = actions::look(app, caller, &signed_in.account).await?;
    let found = look.factors.iter().find(|counted| counted.factor.as_str() == id);
    let told = refusal.map(Refusal::told);
    let Some(counted) = found else {
        // A wrong proof is told before whether there is such a factor.
        return Err(told.map_or_else(Problem::not_found, Problem::from));
    };
    let problems = told.as_ref().map_or_else(Problems::none, |told| Problems::told(&page, told));
    let view = views::Reset {
        page: page.signed_in(&signed_in.account.username),
        problems,
        factor: factor(counted),
        asks: step_up::asks(app, signed_in).await?,
    };
    match told {
        Some(told) => told.answer(html(told.status, &view)),
        None => html(StatusCode::OK, &view),
    }
}
