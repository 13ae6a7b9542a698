//! What comes in a request: parsed into types, or refused with a sentence. Unknown
//! fields, fields that come twice, and values of another kind are refused by the types
//! themselves.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::app::Shared;

/// The most a body may hold, in bytes. Nothing we ask for comes near it.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// An HTML form (`application/x-www-form-urlencoded`).
pub struct Form<T>(pub T);

/// A JSON document (`application/json`).
pub struct Json<T>(pub T);

/// The part of the address behind the question mark.
pub struct Query<T>(pub T);

/// What the address names between its slashes.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Problem> {
        let body = body_of(request, app, "application/x-www-form-urlencoded").await?;
        parse_pairs(&body).map(Self)
    }
}

impl<T: DeserializeOwned> FromRequestParts<Shared> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        parse_pairs(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        // A name that cannot be read is the name of nothing.
        path.map(|path| Self(path.0)).map_err(|_| Problem::not_found())
    }
}

/// The parser below puts U+FFFD in place of what is not UTF-8: two different passwords
/// would become one. So that is refused first.
fn parse_pairs<T: DeserializeOwned>(pairs: &[u8]) -> Result<T, Problem> {
    percent_decode(pairs).decode_utf8().map_err(|_| Problem::malformed())?;
    serde_urlencoded::from_bytes(pairs).map_err(|_| Problem::malformed())
}

impl<T: DeserializeOwned> FromRequest<Shared> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Problem> {
        let body = body_of(request, app, "application/json").await?;
        serde_json::from_slice(&body).map(Self).map_err(|_| Problem::malformed())
    }
}

async fn body_of(request: Request, app: &Shared, media_type: &str) -> Result<Bytes, Problem> {
    if request.method() != Method::GET && !is_of(request.headers(), media_type) {
        return Err(Problem::wrong_media_type());
    }
    // axum's own limit (see `routes`) answers a body that goes on too long with 413.
    Bytes::from_request(request, app).await.map_err(|rejection| {
        if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large()
        } else {
            Problem::malformed()
        }
    })
}

fn is_of(headers: &HeaderMap, media_type: &str) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
}
