//! The pages of the link.

use askama::Template;

use crate::platform::web::page::{Page, Problems};

/// `GET /wasnt-me?token=…`: what happened and what the button does; sends `token` and, when
/// `asks_password`, `password` to the same path.
#[derive(Template)]
#[template(path = "repudiations/pages/ask.html")]
pub struct Ask {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`.
    pub problems: Problems,
    /// Goes back with the form.
    pub token: String,
    /// What happened.
    pub what: String,
    /// When.
    pub when: String,
    /// From which network.
    pub network: String,
    /// What becomes of it, where that is not said of every change.
    pub does: Option<String>,
    /// For how many hours changes are frozen.
    pub hours: u64,
    /// Whether it takes the password from before to take all of it back.
    pub asks_password: bool,
}

/// `POST /wasnt-me`: what has become of it, and what to do next.
#[derive(Template)]
#[template(path = "repudiations/pages/done.html")]
pub struct Done {
    /// The frame.
    pub page: Page,
    /// What has become of the change.
    pub outcome: String,
    /// Until when changes are frozen.
    pub until: String,
}

/// The link was used, or is over.
#[derive(Template)]
#[template(path = "repudiations/pages/over.html")]
pub struct Over {
    /// The frame.
    pub page: Page,
}
