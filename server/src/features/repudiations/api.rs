//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::refusal::Refusal;
use super::reverts::Outcome;
use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::surface::{Credential, Proof, Routes, Row, Verb};
use crate::platform::web::{Json, Problem};

const REPUDIATE: Row =
    Row::api(Verb::Post, "/api/v1/repudiations", Credential::Nobody, Proof::None, r#"{"token":"x","password":""}"#);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&REPUDIATE, repudiate)
}

/// What the link in the notice of a change carries.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepudiateBody {
    /// Begins with `vnot_`.
    #[schema(max_length = 64)]
    token: String,
    /// The password that the account had before two-step verification was turned on; only with
    /// it does taking that back turn it off.
    #[serde(default)]
    #[schema(max_length = 4096)]
    password: String,
}

/// What came of it. In any case everybody is signed out, the password is gone and changes are
/// frozen.
#[derive(Serialize, ToSchema)]
pub struct OutcomeBody {
    /// The kind of change, such as `app_added`.
    change: &'static str,
    /// `reverted`, `two_step_off`, `gone` (it had been undone before), `kept` (it can't be undone)
    /// or `nothing` (there was nothing else to undo).
    outcome: &'static str,
    /// Until when only what was enrolled before the change can change anything.
    frozen_until: String,
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Reverted => "reverted",
        Outcome::TwoStepOff => "two_step_off",
        Outcome::Gone => "gone",
        Outcome::Kept => "kept",
        Outcome::Nothing => "nothing",
    }
}

/// Say that a change was not yours, with what the link in its notice carries. It is taken back,
/// every session ends, the password must be chosen anew by mail, and changes are frozen for 72
/// hours. Nobody is signed in by it.
#[utoipa::path(post, path = "/api/v1/repudiations", tag = "repudiations", request_body = RepudiateBody,
    responses((status = 200, body = OutcomeBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn repudiate(
    State(app): State<Shared>,
    caller: Caller,
    Json(body): Json<RepudiateBody>,
) -> Result<JsonAnswer<OutcomeBody>, Problem> {
    let done = actions::repudiate(&app, &caller, &body.token, &body.password).await?.map_err(Refusal::told)?;
    let (change, outcome) = (done.change.kind.as_str(), name(done.outcome));
    Ok(JsonAnswer(OutcomeBody { change, outcome, frozen_until: done.frozen_until.rfc3339() }))
}
