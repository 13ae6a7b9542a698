//! The page that shows how an account is protected.

use askama::Template;

use crate::platform::web::page::Page;

/// `GET /settings/security`.
#[derive(Template)]
#[template(path = "profile/pages/overview.html")]
pub struct SecurityOverview {
    /// The frame.
    pub page: Page,
    /// Since and until when changes are frozen, if they are.
    pub frozen: Option<(String, String)>,
    /// How many things the check-up finds weak.
    pub weak: usize,
    /// Whether the second factor is to be tried.
    pub asks_drill: bool,
    /// Whether there is a password.
    pub has_password: bool,
    /// All addresses, the primary one first.
    pub addresses: Vec<Address>,
    /// Two-step verification, when it is on.
    pub two_step: Option<TwoStep>,
}

/// One e-mail address.
#[derive(Clone, Debug)]
pub struct Address {
    /// The address.
    pub email: String,
    /// Whether its owner confirmed it.
    pub confirmed: bool,
    /// Whether it is the one that the account goes by.
    pub primary: bool,
}

/// Two-step verification as it stands.
#[derive(Clone, Debug)]
pub struct TwoStep {
    /// The day it was switched on.
    pub since: String,
    /// The authenticator apps.
    pub apps: Vec<App>,
    /// The security keys.
    pub keys: Vec<App>,
    /// How many recovery codes are left.
    pub codes_left: u32,
    /// How many there were.
    pub codes_total: u32,
    /// Whether that is few enough to say so.
    pub codes_low: bool,
}

/// One authenticator app, or one security key.
#[derive(Clone, Debug)]
pub struct App {
    /// Its name.
    pub name: String,
    /// The day it was added.
    pub added: String,
}
