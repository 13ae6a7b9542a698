//! The pages on authenticator apps.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/apps`.
#[derive(Template)]
#[template(path = "app_settings/pages/list.html")]
pub struct List {
    /// The frame.
    pub page: Page,
    /// The apps, oldest first.
    pub apps: Vec<AppView>,
    /// The most there can be.
    pub max: usize,
    /// Whether there are as many.
    pub is_full: bool,
}

/// One app.
#[derive(Clone, Debug)]
pub struct AppView {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The day it was added.
    pub added: String,
    /// When a code of it was last accepted.
    pub last_used: Option<String>,
}

/// `GET …/apps/new` and `…/apps/replace`: sends `password` and `code` to the same path.
#[derive(Template)]
#[template(path = "app_settings/pages/start.html")]
pub struct Start {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// Whether it takes the place of a device.
    pub is_replacement: bool,
    /// The proofs that are asked.
    pub asks: Asks,
}

/// `GET …/apps/new/app`: sends `name` and `code` to the same path, or leaves with
/// `POST …/apps/new/cancel`.
#[derive(Template)]
#[template(path = "app_settings/pages/app.html")]
pub struct NewApp {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `name`, `code`.
    pub problems: Problems,
    /// The QR code as an SVG element; trusted, written as it is.
    pub qr: String,
    /// The account's name in the app.
    pub account: String,
    /// The key in groups of four characters.
    pub key_groups: Vec<String>,
    /// The `otpauth://` address, for the phone one reads this on.
    pub uri: String,
    /// The name as it was typed, or one to begin with.
    pub typed: String,
}

/// `GET …/apps/replace/old`: sends `drop` to the same path.
#[derive(Template)]
#[template(path = "app_settings/pages/old.html")]
pub struct Old {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `drop`.
    pub problems: Problems,
    /// The apps there are.
    pub apps: Vec<AppView>,
    /// Whether all of them can stay.
    pub can_keep: bool,
}

/// `GET …/apps/{id}/rename`: sends `name`, `password` and `code` to the same path.
#[derive(Template)]
#[template(path = "app_settings/pages/rename.html")]
pub struct Rename {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `name`, `password`, `code`.
    pub problems: Problems,
    /// The app.
    pub app: AppView,
    /// The name as it was typed, or as it is.
    pub typed: String,
    /// The proofs that are asked.
    pub asks: Asks,
}

/// `GET …/apps/{id}/remove`: sends `password` and `code` to the same path.
#[derive(Template)]
#[template(path = "app_settings/pages/remove.html")]
pub struct Remove {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The app.
    pub app: AppView,
    /// Whether two-step verification ends with it.
    pub is_last: bool,
    /// The fewest characters of a password that is all there is.
    pub password_min: usize,
    /// The proofs that are asked.
    pub asks: Asks,
}

/// `GET …/apps/lost`: after a sign-in with a recovery code. Begins with a `POST` to the same path.
#[derive(Template)]
#[template(path = "app_settings/pages/lost.html")]
pub struct Lost {
    /// The frame.
    pub page: Page,
    /// How many recovery codes are left.
    pub codes_left: u32,
    /// Whether the sign-in is still the proof.
    pub is_proved: bool,
    /// For how many minutes a sign-in is.
    pub minutes: u64,
}

/// `GET …/apps/lost/codes`: sends `saved=yes` to the same path, or leaves with
/// `POST …/apps/new/cancel`. `GET …/apps/lost/codes/download` is the text file.
#[derive(Template)]
#[template(path = "app_settings/pages/codes.html")]
pub struct LostCodes {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `saved`.
    pub problems: Problems,
    /// The recovery codes, grouped as they are to be read.
    pub codes: Vec<String>,
    /// The user name, for the printed sheet.
    pub account: String,
    /// Today, for the printed sheet.
    pub date: String,
}

/// `GET …/apps/restore?token=…`: what the link does; sends `token` and `code` to the same path.
#[derive(Template)]
#[template(path = "app_settings/pages/restore.html")]
pub struct Restore {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `code`.
    pub problems: Problems,
    /// Goes back with the form.
    pub token: String,
    /// The user name.
    pub account: String,
    /// The names of the apps that come back.
    pub apps: Vec<String>,
    /// Whether a code of one of them is asked.
    pub asks_code: bool,
    /// When they were replaced.
    pub replaced: String,
}

/// `POST …/apps/restore`: it is done.
#[derive(Template)]
#[template(path = "app_settings/pages/restored.html")]
pub struct Restored {
    /// The frame.
    pub page: Page,
}

/// The link was used or is over, or there is nothing for it to do.
#[derive(Template)]
#[template(path = "app_settings/pages/restore_over.html")]
pub struct RestoreOver {
    /// The frame.
    pub page: Page,
    /// Whether two-step verification was turned off since.
    pub is_off: bool,
}
