//! The pages of a new password by mail.

use askama::Template;

use crate::platform::web::page::{Page, Problems};

/// `GET /password-recovery`: sends `login` to the same path.
#[derive(Template)]
#[template(path = "password_recovery/pages/request.html")]
pub struct Request {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `login`.
    pub problems: Problems,
    /// The user name or address as typed.
    pub login: String,
}

/// The same page for everybody who has asked.
#[derive(Template)]
#[template(path = "password_recovery/pages/sent.html")]
pub struct Sent {
    /// The frame.
    pub page: Page,
    /// For how many minutes a link works.
    pub minutes: u64,
    /// Whether no mail server takes the message: it is in the mailbox of development.
    pub stays_here: bool,
}

/// `GET /password-recovery/new`: names the account; sends `token` and `new_password` to
/// the same path.
#[derive(Template)]
#[template(path = "password_recovery/pages/new.html")]
pub struct New {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `new_password`.
    pub problems: Problems,
    /// The link's token.
    pub token: String,
    /// The account's user name.
    pub account: String,
    /// Whether two-step verification is on.
    pub has_two_step: bool,
    /// How many characters the new one needs.
    pub password_min: usize,
}

/// `GET /password-recovery/new` with a link that was used or is too old.
#[derive(Template)]
#[template(path = "password_recovery/pages/over.html")]
pub struct Over {
    /// The frame.
    pub page: Page,
}
