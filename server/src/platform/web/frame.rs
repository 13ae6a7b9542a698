//! The frame around every answer: the headers that keep browsers strict, and the
//! one place where a refusal or a fault becomes a page or problem-JSON.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::page::{ErrorView, Page, Problems};
use super::problem::{NOT_SIGNED_IN, Problem, problem_json};
use super::told::Told;
use crate::app::{App, Shared};
use crate::platform::entropy::bytes;

/// The value that lets this answer's own script run, and no other (CSP Level 3 §7.1).
#[derive(Clone)]
struct Nonce(String);

/// What is kept of the request for a page that tells of a problem.
struct Asked {
    path: String,
    is_read: bool,
    nonce: Nonce,
}

/// Runs a request inside the frame.
pub async fn frame(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // What programs read runs no script: a nonce for each answer would cost them for nothing.
    let nonce = if is_for_programs(&path) { String::new() } else { hex(&bytes::<16>(app.rng.as_ref())) };
    let asked = Asked { path, is_read: request.method() == Method::GET, nonce: Nonce(nonce) };
    request.extensions_mut().insert(asked.nonce.clone());
    // The process lives, whatever its clock shows.
    let admitted = if asked.path == "/healthz" { Ok(()) } else { app.readiness.admit(app.now()) };
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(fault) => Problem::from(fault).into_response(),
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = tell(&app, &asked, &problem, response);
    }
    secure(response.headers_mut(), &app, &asked.nonce);
    response
}

/// Whether a program reads the answers under this path.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == "/healthz" || path == "/readyz"
}

/// Where a browser goes that asks for a page of somebody signed in.
const SIGN_IN_FIRST: &str = "/sign-in?notice=first";
/// Where it goes when its pending sign-in has ended.
const SIGN_IN_AGAIN: &str = "/sign-in?notice=pending-ended";

/// The way to the sign-in page, which leads back to a page that was only read. What it may
/// lead to is for the sign-in to say; here it is enough that it needs no escaping.
fn sign_in_first(asked: &Asked) -> String {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/');
    match asked.path.as_str() {
        path if path.starts_with("/sign-in/") => SIGN_IN_AGAIN.to_owned(),
        path if asked.is_read && path.bytes().all(is_plain) => format!("{SIGN_IN_FIRST}&next={path}"),
        _ => SIGN_IN_FIRST.to_owned(),
    }
}

fn tell(app: &App, asked: &Asked, problem: &Problem, bare: Response) -> Response {
    let id = problem.logged.as_ref().map(|what| {
        let id = hex(&bytes::<8>(app.rng.as_ref()));
        tracing::error!(error_id = %id, path = %asked.path, "{what}");
        app.readiness.look_again();
        id
    });
    let mut response = if is_for_programs(&asked.path) {
        let json = problem_json(problem, &app.locale, id.as_deref());
        let mut response =
            (problem.told.status, [(header::CONTENT_TYPE, "application/problem+json")], json).into_response();
        if problem.told.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §11.6.1: a 401 names the scheme that would help.
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    } else if problem.told.slug == NOT_SIGNED_IN {
        super::see_other(&sign_in_first(asked))
    } else {
        let page = Page::new(app, asked.nonce.0.clone(), asked.path.clone());
        let view = ErrorView::new(page, problem.told.status.as_u16(), problem.told.sentence(&app.locale), id);
        super::html(problem.told.status, &view).unwrap_or_else(|_| problem.told.status.into_response())
    };
    for (name, value) in bare.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

fn secure(headers: &mut HeaderMap, app: &App, nonce: &Nonce) {
    if let Some(csp) = policy(nonce) {
        headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.config.origin.is_https() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The Content-Security-Policy of a page, or of an answer that is none.
fn policy(Nonce(nonce): &Nonce) -> Option<HeaderValue> {
    if nonce.is_empty() {
        return Some(HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"));
    }
    let csp = [
        "default-src 'none'; script-src 'nonce-",
        nonce,
        "'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ];
    HeaderValue::try_from(csp.concat()).ok()
}

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: under it browsers send `Origin: null` with our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
];

fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

impl Page {
    /// A page for whoever asked for `path`.
    fn new(app: &App, nonce: String, path: String) -> Self {
        let (locale, service) = (app.locale.clone(), app.config.service_name.clone());
        Self { locale, nonce, service, account: None, flash: None, path }
    }

    /// The same page for somebody who is signed in.
    pub fn signed_in(self, username: &str) -> Self {
        Self { account: Some(username.to_owned()), ..self }
    }
}

impl Problems {
    /// What is told of a form that was refused.
    pub fn told(page: &Page, told: &Told) -> Self {
        let sentence = told.sentence(&page.locale);
        match told.field {
            Some(field) => Self::with_field(field, sentence),
            None => Self::with_general(sentence),
        }
    }

    /// Adds what is told of one more thing in it.
    pub fn add_told(&mut self, page: &Page, told: &Told) {
        match told.field {
            Some(field) => self.add(field, told.sentence(&page.locale)),
            None => *self = Self::told(page, told),
        }
    }
}

impl FromRequestParts<Shared> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let nonce = parts.extensions.get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
        Ok(Self::new(app, nonce, parts.uri.path().to_owned()))
    }
}
