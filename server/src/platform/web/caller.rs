//! Who asks: what a verb notes of a request.

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use super::problem::Problem;
use crate::app::Shared;
use crate::platform::audit::{Caller, Surface};
use crate::platform::client::Client;

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &Shared) -> Result<Self, Problem> {
        let client = parts.extensions.get::<Client>().ok_or_else(|| Problem::broken("a request without a client"))?;
        let surface = if parts.uri.path().starts_with("/api/") { Surface::Api } else { Surface::Web };
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self::new(surface, client, agent))
    }
}
