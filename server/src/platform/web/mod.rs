//! What all doors on HTTP share: problems, forms, cookies, the frame around answers.

pub mod assets;
mod body;
mod caller;
pub mod cookies;
mod frame;
mod next;
mod no_body;
pub mod page;
mod problem;
pub mod qr;
mod told;

pub use body::{BODY_BYTES_MAX, Form, Json, Path, Query};
pub use caller::BROWSER;
pub use frame::frame;
pub use next::next_page;
pub use no_body::NoBody;
pub use page::{Flash, FlashKind, Page, Problems};
pub use problem::{Problem, problem_json};
pub use told::Told;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{Html, IntoResponse, Response};

/// Sends the browser to one of our own paths with a GET (303, never 307: a form
/// that carried a password is not sent again, RFC 9700 §4.12).
pub fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path.to_owned())]).into_response()
}

/// A page that is kept by no cache.
pub fn html(status: StatusCode, template: &impl askama::Template) -> Result<Response, Problem> {
    let text = template.render().map_err(|_| Problem::broken("a template did not render"))?;
    Ok((status, [(CACHE_CONTROL, "no-store")], Html(text)).into_response())
}
