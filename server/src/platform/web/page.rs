//! What every page has: its language, its nonce, who is looking, and what to tell them.

use std::fmt::Display;
use std::sync::Arc;

use askama::Template;

use crate::platform::locale::Locale;
use crate::platform::web::assets;

/// What the frame around every page needs.
#[derive(Clone)]
pub struct Page {
    /// The language the page speaks.
    pub locale: Arc<Locale>,
    /// The nonce of this answer's Content-Security-Policy.
    pub nonce: String,
    /// The operator's name for the service.
    pub service: String,
    /// The user name, when somebody is signed in.
    pub account: Option<String>,
    /// What has just happened, said once.
    pub flash: Option<Flash>,
    /// The path that was asked for.
    pub path: String,
}

/// A sentence on what has just happened, above the page's content.
#[derive(Clone, Debug)]
pub struct Flash {
    /// How it is shown.
    pub kind: FlashKind,
    /// The sentence.
    pub text: String,
}

/// How a flash is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// It is done.
    Done,
    /// Worth a look.
    Warning,
    /// It did not work.
    Problem,
}

impl FlashKind {
    /// The name of its style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

impl Page {
    /// The text of `key`.
    pub fn t(&self, key: &str) -> String {
        self.locale.t(key)
    }

    /// The text of `key` with one value filled in.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.locale.t1(key, name, value)
    }

    /// The text of `key` with two values filled in.
    pub fn t2(&self, key: &str, n1: &str, v1: impl Display, n2: &str, v2: impl Display) -> String {
        self.locale.t2(key, n1, v1, n2, v2)
    }

    /// The address of a file in `assets/`.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Whether the page is at `path` or below it, for the mark in the navigation.
    pub fn is_within(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// What is wrong with a form that came in: a sentence a field, and one on the whole.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    general: Option<String>,
    fields: Vec<(&'static str, String)>,
}

impl Problems {
    /// A form nobody has sent yet, or one that is fine.
    pub fn none() -> Self {
        Self::default()
    }

    /// One sentence on the whole form.
    pub fn with_general(sentence: impl Into<String>) -> Self {
        Self { general: Some(sentence.into()), fields: Vec::new() }
    }

    /// One sentence on one field.
    pub fn with_field(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { general: None, fields: vec![(field, sentence.into())] }
    }

    /// Adds a sentence on `field`; the first one on a field stays.
    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        if self.of(field).is_none() {
            self.fields.push((field, sentence.into()));
        }
    }

    /// The sentence on `field`.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence.as_str())
    }

    /// The sentence on the whole form.
    pub fn general(&self) -> Option<&str> {
        self.general.as_deref()
    }

    /// All fields with a sentence, in the order they were added.
    pub fn fields(&self) -> &[(&'static str, String)] {
        &self.fields
    }

    /// Whether there is anything to say.
    pub fn any(&self) -> bool {
        self.general.is_some() || !self.fields.is_empty()
    }
}

/// The page that says why there is no other page.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorView {
    /// The frame.
    pub page: Page,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub sentence: String,
    /// The next step: its words and its address.
    pub next: (String, &'static str),
    /// What to name when asking for help; for faults.
    pub id: Option<String>,
}

impl ErrorView {
    /// The page for an answer's status and sentence.
    pub fn new(page: Page, status: u16, sentence: String, id: Option<String>) -> Self {
        let next = match status {
            401 => (page.t("errors-next-sign-in"), "/sign-in"),
            _ => (page.t("errors-next-home"), "/"),
        };
        Self { title: page.t(title_of(status)), page, sentence, next, id }
    }
}

fn title_of(status: u16) -> &'static str {
    match status {
        401 => "errors-401-title",
        403 => "errors-403-title",
        404 => "errors-404-title",
        405 => "errors-405-title",
        413 => "errors-413-title",
        421 => "errors-421-title",
        429 => "errors-429-title",
        503 => "errors-503-title",
        500.. => "errors-500-title",
        _ => "errors-400-title",
    }
}
