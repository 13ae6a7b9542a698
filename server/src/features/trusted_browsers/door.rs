//! What the browser brings, read from its own cookie and from nothing else.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::claim::Claim;
use crate::app::Shared;
use crate::platform::web::Problem;
use crate::platform::web::cookies::Cookie;

/// The trust that came with a page's request, if one did. Programs bring none.
pub struct Brought(pub Option<Claim>);

impl FromRequestParts<Shared> for Brought {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let value = Cookie::Trust.read(&parts.headers, &app.config.origin)?;
        Ok(Self(value.and_then(|value| Claim::parse(app, value))))
    }
}
