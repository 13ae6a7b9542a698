//! The pages of signing up.

use askama::Template;

use crate::platform::web::page::{Page, Problems};

/// `GET /sign-up`: sends `username`, `email`, `password` and, when invited,
/// `invitation` to `POST /sign-up`.
#[derive(Template)]
#[template(path = "sign_up/pages/sign_up.html")]
pub struct SignUp {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `username`, `email`, `password`.
    pub problems: Problems,
    /// The user name as typed.
    pub username: String,
    /// The address as typed, or the invited one.
    pub email: String,
    /// The invitation's token: the address is then fixed.
    pub invitation: Option<String>,
    /// How many characters a password needs.
    pub password_min: u32,
}

/// `GET /sign-up` when nobody can sign up by themselves.
#[derive(Template)]
#[template(path = "sign_up/pages/closed.html")]
pub struct SignUpClosed {
    /// The frame.
    pub page: Page,
    /// Why.
    pub why: Closed,
}

/// Why there is no form to sign up with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The operator makes the accounts.
    ToAll,
    /// An invitation is needed.
    WithoutInvitation,
    /// The invitation was used or is too old.
    InvitationOver,
}

/// `GET /sign-up/sent`: a mail is on its way; sends `username` and `email` to
/// `POST /sign-up/resend`.
#[derive(Template)]
#[template(path = "sign_up/pages/sent.html")]
pub struct SignUpSent {
    /// The frame.
    pub page: Page,
    /// The user name, to send again.
    pub username: String,
    /// Where the mail went.
    pub email: String,
    /// For how many hours its link works.
    pub hours: u32,
    /// Whether no mail server takes the message: it is in the mailbox of development.
    pub stays_here: bool,
}

/// `GET /sign-up/confirmation`: names the account and asks its password; sends
/// `token` and `password` to `POST /sign-up/confirmation`.
#[derive(Template)]
#[template(path = "sign_up/pages/confirmation.html")]
pub struct Confirmation {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`.
    pub problems: Problems,
    /// The link's token.
    pub token: String,
    /// The account it makes.
    pub username: String,
}

/// `GET /sign-up/confirmation` with a link that was used or is too old.
#[derive(Template)]
#[template(path = "sign_up/pages/confirmation_over.html")]
pub struct ConfirmationOver {
    /// The frame.
    pub page: Page,
}
