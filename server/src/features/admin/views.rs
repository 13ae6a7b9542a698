//! The pages that make the first administrator.

use askama::Template;

use crate::platform::web::page::{Page, Problems};

/// `GET /first-admin` for somebody signed in: sends `token` and `password` to
/// `POST /first-admin`. The page's account is the one that gets the role.
#[derive(Template)]
#[template(path = "admin/pages/claim.html")]
pub struct FirstAdmin {
    /// The frame, with the account.
    pub page: Page,
    /// What is wrong with what was sent: `password`.
    pub problems: Problems,
    /// The link's token.
    pub token: String,
    /// The account that gets the role.
    pub account: String,
}

/// `GET /first-admin` for somebody not signed in.
#[derive(Template)]
#[template(path = "admin/pages/sign_in_first.html")]
pub struct FirstAdminSignIn {
    /// The frame.
    pub page: Page,
    /// Where to sign in, coming back here.
    pub sign_in: String,
    /// Whether one can sign up here.
    pub sign_up_open: bool,
}

/// `GET /first-admin` with a link that is used, too old, or late.
#[derive(Template)]
#[template(path = "admin/pages/over.html")]
pub struct FirstAdminOver {
    /// The frame.
    pub page: Page,
}
