//! The pages on trying the second factor.

use askama::Template;

use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/drill`; sends `code`.
#[derive(Template)]
#[template(path = "drill/pages/drill.html")]
pub struct DrillView {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `code`.
    pub problems: Problems,
    /// When it is due again, if it was done a moment ago.
    pub done: Option<String>,
    /// Whether its owner is asked for it, and may put it off.
    pub is_asked: bool,
    /// The day it was done last.
    pub passed: Option<String>,
    /// The day it is due, if that is to come.
    pub next: Option<String>,
    /// How many recovery codes are left.
    pub codes_left: u32,
    /// How many there were.
    pub codes_total: u32,
}

/// `GET /settings/security/drill/cannot`: what else there is.
#[derive(Template)]
#[template(path = "drill/pages/cannot.html")]
pub struct Cannot {
    /// The frame.
    pub page: Page,
    /// The apps.
    pub apps: Vec<AppEntry>,
    /// How many recovery codes are left.
    pub codes_left: u32,
}

/// An app that may be at hand.
#[derive(Clone, Debug)]
pub struct AppEntry {
    /// What its owner calls it.
    pub name: String,
    /// When it was last used.
    pub last_used: Option<String>,
}
