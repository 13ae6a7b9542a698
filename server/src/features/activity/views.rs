//! The page.

use askama::Template;

use crate::platform::web::page::Page;

/// `GET /settings/security/activity`. The file is asked for with `POST …/activity/export`.
#[derive(Template)]
#[template(path = "activity/pages/activity.html")]
pub struct Activity {
    /// The frame.
    pub page: Page,
    /// The kinds of events to choose from.
    pub kinds: Vec<KindView>,
    /// The events, newest first.
    pub events: Vec<EventView>,
    /// The address of those before them, if there are any.
    pub older: Option<String>,
    /// The address of the newest ones, if these are not.
    pub newest: Option<String>,
}

/// A kind of events.
#[derive(Clone, Debug)]
pub struct KindView {
    /// Its words.
    pub label: String,
    /// Its address.
    pub address: String,
    /// Whether it is shown.
    pub is_shown: bool,
}

/// An event in words.
#[derive(Clone, Debug)]
pub struct EventView {
    /// What was asked.
    pub what: String,
    /// What came of it.
    pub result: String,
    /// Whether it was let through.
    pub is_allowed: bool,
    /// When, from where, how.
    pub facts: String,
}
