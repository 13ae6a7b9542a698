//! The pages on recovery codes.

use askama::Template;

use crate::features::step_up::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /settings/security/recovery-codes`: which are used. Sends `password` and, when
/// it is asked, `code` to `POST …/recovery-codes/view`.
#[derive(Template)]
#[template(path = "code_settings/pages/overview.html")]
pub struct Overview {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// All places of the set.
    pub places: Vec<PlaceView>,
    /// How many are left.
    pub left: u32,
    /// Whether that is few enough to say so.
    pub is_low: bool,
    /// Whether they can be shown again at all.
    pub can_view: bool,
    /// The proofs that are asked: the app's code where none was proved a moment ago.
    pub asks: Asks,
}

/// One place in the set.
#[derive(Clone, Debug)]
pub struct PlaceView {
    /// Its number on the sheet.
    pub number: u32,
    /// When its code was used, if it was.
    pub used: Option<String>,
}

/// `POST …/recovery-codes/view` and `…/new`: the codes, with the ticket for their file.
#[derive(Template)]
#[template(path = "code_settings/pages/shown.html")]
pub struct ShownCodes {
    /// The frame.
    pub page: Page,
    /// Whether they have just been made.
    pub is_new: bool,
    /// Whether they can be shown again later.
    pub can_view: bool,
    /// The codes, grouped as they are to be read.
    pub codes: Vec<String>,
    /// Sent to `POST …/recovery-codes/download`.
    pub ticket: String,
    /// The user name, for the printed sheet.
    pub account: String,
    /// Today, for the printed sheet.
    pub date: String,
}

/// `GET …/recovery-codes/new`: what making new codes does; sends `password` and `code`.
#[derive(Template)]
#[template(path = "code_settings/pages/new.html")]
pub struct NewCodes {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// The proofs that are asked.
    pub asks: Asks,
}
