//! The pages on e-mail addresses.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/addresses`.
#[derive(Template)]
#[template(path = "address_settings/pages/list.html")]
pub struct List {
    /// The frame.
    pub page: Page,
    /// What was wrong with what was sent from here.
    pub problems: Problems,
    /// All addresses, the primary one first.
    pub entries: Vec<Entry>,
    /// Those that were removed and are still told what happens.
    pub former: Vec<Former>,
    /// How many there may be.
    pub max: usize,
    /// Whether there may be one more.
    pub can_add: bool,
}

/// One address.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Names it in the paths of what can be done with it.
    pub id: String,
    /// The address.
    pub email: String,
    /// Whether its owner confirmed it.
    pub is_confirmed: bool,
    /// Whether it is the one that the account goes by.
    pub is_primary: bool,
}

/// One removed address.
#[derive(Clone, Debug)]
pub struct Former {
    /// The address.
    pub email: String,
    /// The day on which it is told for the last time.
    pub until: String,
}

/// `GET …/addresses/new`: sends `email`, `password` and, when it is asked, `code` to the
/// same path.
#[derive(Template)]
#[template(path = "address_settings/pages/new.html")]
pub struct New {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `email`, `password`, `code`.
    pub problems: Problems,
    /// The address as typed.
    pub email: String,
    /// The proofs that are asked.
    pub asks: Asks,
}

/// `GET …/addresses/{id}/primary`: what that does; sends `password` and, when it is asked,
/// `code` to the same path.
#[derive(Template)]
#[template(path = "address_settings/pages/primary.html")]
pub struct Primary {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The address.
    pub entry: Entry,
    /// The proofs that are asked.
    pub asks: Asks,
}

/// `GET …/addresses/{id}/remove`: the same for removing it.
#[derive(Template)]
#[template(path = "address_settings/pages/remove.html")]
pub struct Remove {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The address.
    pub entry: Entry,
    /// The proofs that are asked.
    pub asks: Asks,
}

/// `GET /address-confirmation`: names the account and the address; sends `token` to the
/// same path.
#[derive(Template)]
#[template(path = "address_settings/pages/confirmation.html")]
pub struct Confirmation {
    /// The frame.
    pub page: Page,
    /// The link's token.
    pub token: String,
    /// The account's user name.
    pub account: String,
    /// The address that becomes its.
    pub email: String,
}

/// `GET /address-undo`: says what it will do; sends `token` to the same path.
#[derive(Template)]
#[template(path = "address_settings/pages/undo.html")]
pub struct Undo {
    /// The frame.
    pub page: Page,
    /// The link's token.
    pub token: String,
    /// The account's user name.
    pub account: String,
    /// The address that comes back.
    pub email: String,
    /// Whether it becomes the primary one again.
    pub is_primary: bool,
}

/// What came of a link: done, or over.
#[derive(Template)]
#[template(path = "address_settings/pages/outcome.html")]
pub struct Outcome {
    /// The frame.
    pub page: Page,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub sentence: String,
    /// The address it is about, where it may be named.
    pub email: Option<String>,
    /// The next steps: their words and their addresses, the first one the likeliest.
    pub next: Vec<(String, &'static str)>,
}
