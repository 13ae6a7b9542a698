//! The page that changes the password.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/password`: sends `password`, `code` (when it is asked) and
/// `new_password` to the same path.
#[derive(Template)]
#[template(path = "password_settings/pages/change.html")]
pub struct Change {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`, `new_password`.
    pub problems: Problems,
    /// Whether there is one to change.
    pub has_password: bool,
    /// The user name, for password managers.
    pub account: String,
    /// The proofs that are asked.
    pub asks: Asks,
    /// How many characters the new one needs.
    pub password_min: usize,
}
