//! For ways in that take no body: one that comes all the same is refused, like any
//! field that nobody asked for.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;

use super::problem::Problem;
use crate::app::Shared;

/// Nothing.
pub struct NoBody;

impl FromRequest<Shared> for NoBody {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Problem> {
        match Bytes::from_request(request, app).await {
            Ok(body) if body.is_empty() => Ok(Self),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::too_large()),
            Ok(_) | Err(_) => Err(Problem::malformed()),
        }
    }
}
