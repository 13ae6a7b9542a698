//! The page.

use askama::Template;

use crate::platform::web::page::Page;

/// `GET /settings/security/check-up`.
#[derive(Template)]
#[template(path = "check_up/pages/check_up.html")]
pub struct CheckUpView {
    /// The frame.
    pub page: Page,
    /// What is weak, the worst first.
    pub weak: Vec<WeakView>,
    /// What is fine, in sentences.
    pub fine: Vec<String>,
}

/// One weakness in words.
#[derive(Clone, Debug)]
pub struct WeakView {
    /// Its name.
    pub id: &'static str,
    /// Whether it is to be mended first.
    pub is_important: bool,
    /// What is weak.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// Where it is mended.
    pub path: &'static str,
    /// What the button says.
    pub button: String,
}
