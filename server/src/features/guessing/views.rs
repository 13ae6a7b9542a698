//! The pages on guessing.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/guessing`.
#[derive(Template)]
#[template(path = "guessing/pages/guessing.html")]
pub struct Guessing {
    /// The frame.
    pub page: Page,
    /// The factors that the account has.
    pub factors: Vec<FactorView>,
    /// Whether the browser that looks is known to the account.
    pub is_known: bool,
    /// The latest tries that failed.
    pub tries: Vec<TryView>,
    /// After how many failures a factor is refused to strangers.
    pub refused_after: i64,
}

/// One factor in words.
#[derive(Clone, Debug)]
pub struct FactorView {
    /// Its name in addresses.
    pub id: &'static str,
    /// The key of its heading.
    pub heading: &'static str,
    /// How many times strangers failed.
    pub failures: u32,
    /// The key of the sentence on being refused to strangers, if it is.
    pub refused: Option<&'static str>,
    /// Until when strangers wait.
    pub waits_until: Option<String>,
    /// The key of the sentence on this browser's own count, if it has one.
    pub here: Option<Here>,
    /// Where it is bound anew, and the key of the link's words.
    pub anew: (&'static str, &'static str),
}

/// What this browser's own count says.
#[derive(Clone, Debug)]
pub struct Here {
    /// How many times it failed here.
    pub failures: u32,
    /// Whether it is refused here.
    pub is_refused: bool,
    /// Until when tries wait here.
    pub waits_until: Option<String>,
}

/// One try in words.
#[derive(Clone, Debug)]
pub struct TryView {
    /// What was asked.
    pub what: String,
    /// What came of it.
    pub result: String,
    /// When and from where.
    pub facts: String,
}

/// `GET /settings/security/guessing/{id}/reset`: sends `password` and, if it is asked, `code`.
#[derive(Template)]
#[template(path = "guessing/pages/reset.html")]
pub struct Reset {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The factor.
    pub factor: FactorView,
    /// The proofs that are asked.
    pub asks: Asks,
}
