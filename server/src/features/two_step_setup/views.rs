//! The pages that switch two-step verification on and off.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/two-step/setup`, step 1 of 3: sends `password` to the same
/// path.
#[derive(Template)]
#[template(path = "two_step_setup/pages/start.html")]
pub struct SetupStart {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`.
    pub problems: Problems,
    /// What is needed, met or missing.
    pub requirements: Vec<Requirement>,
    /// Whether all of it is met.
    pub ready: bool,
}

/// One thing that must be there before two-step verification can be on.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Which.
    pub kind: RequirementKind,
    /// Whether it is there.
    pub met: bool,
    /// Where to see to it.
    pub href: String,
}

/// What can be required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementKind {
    /// A confirmed e-mail address.
    ConfirmedEmail,
    /// A password.
    Password,
}

/// `GET …/setup/app`, step 2 of 3: sends `code` to the same path, or leaves with
/// `POST …/setup/cancel`.
#[derive(Template)]
#[template(path = "two_step_setup/pages/app.html")]
pub struct SetupApp {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `code`.
    pub problems: Problems,
    /// The QR code as an SVG element; trusted, written as it is.
    pub qr: String,
    /// The account's name in the app.
    pub account: String,
    /// The key in groups of four characters.
    pub key_groups: Vec<String>,
    /// The `otpauth://` address, for the phone one reads this on.
    pub uri: String,
}

/// `GET …/setup/key`, step 2 of 3 with a security key: sends `credential` to the same path.
/// `POST …/setup/key/options` is what the key is asked.
#[derive(Template)]
#[template(path = "two_step_setup/pages/key.html")]
pub struct SetupKey {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `credential`.
    pub problems: Problems,
}

/// `GET …/setup/codes`, step 3 of 3: sends `saved=yes` to the same path, or leaves
/// with `POST …/setup/cancel`. `GET …/setup/codes/download` is the text file.
#[derive(Template)]
#[template(path = "two_step_setup/pages/codes.html")]
pub struct SetupCodes {
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

/// `GET …/setup/done`: it is on.
#[derive(Template)]
#[template(path = "two_step_setup/pages/done.html")]
pub struct SetupDone {
    /// The frame.
    pub page: Page,
    /// Other places where the same is worth doing.
    pub elsewhere: Vec<Elsewhere>,
}

/// Another place with two-step verification.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// Its name.
    pub name: String,
    /// Its page on the matter.
    pub url: String,
}

/// `GET /settings/security/two-step/disable`: sends `password` and `code` to the same
/// path.
#[derive(Template)]
#[template(path = "two_step_setup/pages/disable.html")]
pub struct Disable {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The proofs that are asked.
    pub asks: Asks,
}
