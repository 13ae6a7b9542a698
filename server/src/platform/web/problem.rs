//! A request that ends in a refusal or a fault, before it is known whether a person
//! or a program reads the answer: `frame` decides that.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::told::Told;
use crate::platform::fault::Fault;
use crate::platform::locale::Locale;

/// The kind of problem that sends a browser to sign in.
pub(super) const NOT_SIGNED_IN: &str = "not-signed-in";

/// When to come back after a fault that passes.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// What an answer that is not a success is made from.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What may be told.
    pub told: Told,
    /// What is only logged, with an id that the answer carries.
    pub logged: Option<String>,
}

impl Problem {
    fn plain(status: StatusCode, slug: &'static str, key: &'static str) -> Self {
        Self { told: Told::new(status, slug, key), logged: None }
    }

    /// No such page or resource.
    pub fn not_found() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "not-found", "errors-not-found")
    }

    /// The path exists, the verb on it does not.
    pub fn method_not_allowed() -> Self {
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "errors-method-not-allowed")
    }

    /// The request did not come from one of our pages.
    pub fn cross_site() -> Self {
        Self::plain(StatusCode::FORBIDDEN, "cross-site", "errors-cross-site")
    }

    /// The request names another host than ours.
    pub fn misdirected() -> Self {
        Self::plain(StatusCode::MISDIRECTED_REQUEST, "misdirected", "errors-wrong-host")
    }

    /// The body or the address cannot be understood.
    pub fn malformed() -> Self {
        Self::plain(StatusCode::BAD_REQUEST, "malformed", "errors-malformed")
    }

    /// The body is longer than anything we ask for.
    pub fn too_large() -> Self {
        Self::plain(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "errors-too-large")
    }

    /// The body is not of the kind this path takes.
    pub fn wrong_media_type() -> Self {
        Self::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong-media-type", "errors-wrong-media-type")
    }

    /// Nobody is signed in.
    pub fn not_signed_in() -> Self {
        Self::plain(StatusCode::UNAUTHORIZED, NOT_SIGNED_IN, "errors-not-signed-in")
    }

    /// A state that the code's own rules exclude.
    pub fn broken(what: &'static str) -> Self {
        Fault::Broken(what).into()
    }
}

impl From<Told> for Problem {
    fn from(told: Told) -> Self {
        Self { told, logged: None }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let passing = StatusCode::SERVICE_UNAVAILABLE;
        let mut told = match &fault {
            Fault::Overloaded => Told::new(passing, "overloaded", "errors-overload"),
            passes if passes.is_passing() => Told::new(passing, "unavailable", "errors-unavailable"),
            _ => Told::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "errors-internal"),
        };
        told.retry_after = fault.is_passing().then_some(RETRY_AFTER);
        Self { told, logged: Some(fault.to_string()) }
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        Fault::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.told.status.into_response();
        if let Some(after) = self.told.retry_after {
            let secs = after.as_secs().max(1);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// RFC 9457: the problem as a program reads it.
pub fn problem_json(problem: &Problem, locale: &Locale, id: Option<&str>) -> String {
    let told = &problem.told;
    let mut json = serde_json::json!({
        "type": format!("urn:vestibule:problem:{}", told.slug),
        "status": told.status.as_u16(),
        "title": told.status.canonical_reason().unwrap_or_default(),
        "detail": told.sentence(locale),
    });
    if let Some(field) = told.field {
        json["field"] = field.into();
    }
    if let Some((_, names)) = told.values.iter().find(|(name, _)| *name == "missing") {
        json["missing"] = names.split(' ').collect::<Vec<_>>().into();
    }
    if let Some(id) = id {
        json["instance"] = format!("urn:vestibule:error:{id}").into();
    }
    json.to_string()
}
