//! The pages of signing in.

use askama::Template;

use crate::platform::web::page::{Page, Problems};

/// `GET /sign-in`: sends `login`, `password` and, when there is one, `next` to
/// `POST /sign-in`. Notices (confirmed, signed out…) are the page's flash.
#[derive(Template)]
#[template(path = "sign_in/pages/sign_in.html")]
pub struct SignIn {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent; nearly always a general sentence.
    pub problems: Problems,
    /// The user name or address as typed.
    pub login: String,
    /// The path to go on to afterwards.
    pub next: Option<String>,
    /// Whether one can sign up here.
    pub sign_up_open: bool,
}

/// `GET /sign-in/second-step`: sends `code` to `POST /sign-in/second-step`, or goes
/// back with `POST /sign-in/start-again`.
#[derive(Template)]
#[template(path = "sign_in/pages/second_step.html")]
pub struct SecondStep {
    /// The frame.
    pub page: Page,
    /// Whose sign-in it is.
    pub account: String,
    /// What is wrong with what was sent: `code`, which also opens the list of what to check.
    pub problems: Problems,
    /// The path to go on to afterwards.
    pub next: Option<String>,
    /// For how many days this browser may be spared the code, where it may: sends `trust=yes`.
    pub trust_days: Option<u64>,
    /// Whether that box was ticked.
    pub is_trust_ticked: bool,
    /// Whether the account has a security key, which is offered first.
    pub has_key: bool,
}
