//! What a person or a program may be told of a refusal: the same words behind
//! every door.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::problem::Problem;
use crate::platform::locale::Locale;
use crate::platform::rate_limit::Wait;

/// A refusal in the form in which it leaves the house.
#[derive(Clone, Debug)]
pub struct Told {
    /// The status of the answer.
    pub status: StatusCode,
    /// The stable end of the problem's `type`.
    pub slug: &'static str,
    /// The sentence's key in `locales/`.
    pub key: &'static str,
    /// What is filled into the sentence. Programs are told `missing` as well, a list of words.
    pub values: Vec<(&'static str, String)>,
    /// The field of the form it is about, if it is about one.
    pub field: Option<&'static str>,
    /// When the same request may succeed.
    pub retry_after: Option<Duration>,
}

impl Told {
    /// A refusal with a status and a sentence.
    pub fn new(status: StatusCode, slug: &'static str, key: &'static str) -> Self {
        Self { status, slug, key, values: Vec::new(), field: None, retry_after: None }
    }

    /// Something in one field must be put right (422).
    pub fn field(field: &'static str, slug: &'static str, key: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, slug, key) }
    }

    /// Too many tries (429). The sentence names the time in words.
    pub fn wait(wait: Wait) -> Self {
        let minutes = wait.retry_after.as_secs().div_ceil(60).max(1);
        let told = Self::new(StatusCode::TOO_MANY_REQUESTS, Wait::SLUG, "errors-throttled");
        Self { retry_after: Some(wait.retry_after), ..told.with("minutes", minutes.to_string()) }
    }

    /// Adds a value for the sentence.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The sentence in a language.
    pub fn sentence(&self, locale: &Locale) -> String {
        let values: Vec<(&str, String)> = self.values.iter().map(|(n, v)| (*n, v.clone())).collect();
        locale.with(self.key, &values)
    }

    /// The page that tells it, with the header that says when to come back.
    pub fn answer(&self, page: Result<Response, Problem>) -> Result<Response, Problem> {
        let mut response = page?;
        if let Some(after) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after.as_secs().max(1)));
        }
        Ok(response)
    }
}
