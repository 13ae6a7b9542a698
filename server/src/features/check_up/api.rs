//! The JSON door.

use axum::Json as JsonAnswer;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use super::finding::{Fine, Severity, Weak};
use crate::app::Shared;
use crate::features::sessions::ApiSignedIn;
use crate::platform::surface::{Credential, Routes, Row};
use crate::platform::web::Problem;

const READ: Row = Row::api_read("/api/v1/check-up", Credential::ApiSession);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&READ, read)
}

/// What is weak about the account, and what is fine.
#[derive(Serialize, ToSchema)]
pub struct CheckUpBody {
    /// What is weak, the worst first.
    weak: Vec<FindingBody>,
    /// The names of what is fine.
    fine: Vec<&'static str>,
}

/// One weakness.
#[derive(Serialize, ToSchema)]
pub struct FindingBody {
    /// Its name, such as `two_step_off`.
    id: &'static str,
    /// `important` or `worth_doing`.
    severity: &'static str,
    /// How many there are, of what can be counted.
    count: Option<u32>,
    /// The page on which it is mended.
    path: &'static str,
}

fn finding(weak: &Weak) -> FindingBody {
    let severity = match weak.severity() {
        Severity::Important => "important",
        Severity::WorthDoing => "worth_doing",
    };
    FindingBody { id: weak.id(), severity, count: weak.count(), path: weak.path() }
}

fn name(fine: &Fine) -> &'static str {
    match fine {
        Fine::TwoStepOn => "two_step",
        Fine::Apps(_) => "factors",
        Fine::Codes(_) => "recovery_codes",
        Fine::Tried(_) => "drill",
        Fine::NoGuessing => "guessing",
        Fine::Sessions(_) => "sessions",
        Fine::Addresses(_) => "addresses",
    }
}

/// What is weak about the account, and where it is mended.
#[utoipa::path(get, path = "/api/v1/check-up", tag = "check-up", security(("session" = [])),
    responses((status = 200, body = CheckUpBody), (status = "default", response = crate::openapi::ProblemResponse)))]
pub async fn read(
    State(app): State<Shared>,
    ApiSignedIn(signed_in): ApiSignedIn,
) -> Result<JsonAnswer<CheckUpBody>, Problem> {
    let found = actions::look(&app, &signed_in).await?;
    let (weak, fine) = (found.weak.iter().map(finding).collect(), found.fine.iter().map(name).collect());
    Ok(JsonAnswer(CheckUpBody { weak, fine }))
}
