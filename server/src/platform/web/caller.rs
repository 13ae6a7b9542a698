//! Who asks: what a verb notes of a request.

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use token_format::{Prefix, Token};

use super::cookies::Cookie;
use super::problem::Problem;
use crate::app::Shared;
use crate::platform::audit::{Caller, Surface};
use crate::platform::client::Client;

/// The prefix of the value by which a browser is known again.
pub const BROWSER: Prefix = Prefix::new("vbrw_");

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let client = parts.extensions.get::<Client>().ok_or_else(|| Problem::broken("a request without a client"))?;
        let surface = if parts.uri.path().starts_with("/api/") { Surface::Api } else { Surface::Web };
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // Below /api/ no cookie counts.
        let browser = match surface {
            Surface::Web => Cookie::Browser.read(&parts.headers, &app.config.origin)?,
            _ => None,
        };
        let browser = browser.and_then(|value| Token::parse(BROWSER, value)).map(|token| token.hash());
        Ok(Self { browser, ..Self::new(surface, client, agent) })
    }
}
