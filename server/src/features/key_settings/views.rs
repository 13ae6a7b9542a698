//! The pages on security keys.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/keys`.
#[derive(Template)]
#[template(path = "key_settings/pages/list.html")]
pub struct List {
    /// The frame.
    pub page: Page,
    /// The keys, oldest first.
    pub keys: Vec<KeyView>,
    /// The most there can be.
    pub max: usize,
    /// Whether there are as many.
    pub is_full: bool,
}

/// One key.
#[derive(Clone, Debug)]
pub struct KeyView {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its model, where it says one that is known.
    pub model: Option<String>,
    /// The day it was added.
    pub added: String,
    /// When an answer of it was last accepted.
    pub last_used: Option<String>,
    /// Since when it signs nobody in, because a copy of it was noticed.
    pub copied: Option<String>,
}

/// `GET …/keys/new`: sends `name`, `password` and `code` to the same path.
#[derive(Template)]
#[template(path = "key_settings/pages/start.html")]
pub struct Start {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `name`, `password`, `code`.
    pub problems: Problems,
    /// What proves it.
    pub asks: Asks,
    /// The name as it was typed, or one to begin with.
    pub typed: String,
}

/// `GET …/keys/new/key`: sends `credential` to the same path, or leaves with
/// `POST …/keys/new/cancel`. `POST …/keys/new/options` is what the key is asked.
#[derive(Template)]
#[template(path = "key_settings/pages/touch.html")]
pub struct Touch {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `credential`.
    pub problems: Problems,
    /// What the key will be called.
    pub name: String,
}

/// `GET …/keys/{id}/rename`: sends `name`, `password` and `code` to the same path.
#[derive(Template)]
#[template(path = "key_settings/pages/rename.html")]
pub struct Rename {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `name`, `password`, `code`.
    pub problems: Problems,
    /// The key.
    pub key: KeyView,
    /// What proves it.
    pub asks: Asks,
    /// The name as it was typed, or as it is.
    pub typed: String,
}

/// `GET …/keys/{id}/remove`: sends `password` and `code` to the same path.
#[derive(Template)]
#[template(path = "key_settings/pages/remove.html")]
pub struct Remove {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The key.
    pub key: KeyView,
    /// Whether two-step verification ends with it.
    pub is_last: bool,
    /// What proves it.
    pub asks: Asks,
    /// The fewest characters of a password that is all there is.
    pub password_min: usize,
}
