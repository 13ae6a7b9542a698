//! The pages of the step-up.

use askama::Template;

use super::asks::Asks;
use crate::platform::web::page::{Page, Problems};

/// `GET /step-up`, and the answer of an act that wants a fresh session: sends `password`,
/// `code` when it is asked, `way`, and `next`, or `act` with `fields`, to `POST /step-up`. With
/// `to` it asks for another way instead.
#[derive(Template)]
#[template(path = "step_up/pages/step_up.html")]
pub struct StepUp {
    /// The frame.
    pub page: Page,
    /// What is wrong with what was sent: `password`, `code`.
    pub problems: Problems,
    /// Who is asked.
    pub account: String,
    /// The proofs that are asked, in the way that was chosen.
    pub asks: Asks,
    /// The name of that way.
    pub way: &'static str,
    /// The other ways there are.
    pub others: Vec<Way>,
    /// For how many minutes a proof counts.
    pub minutes: u64,
    /// The page to go on to.
    pub next: Option<String>,
    /// The act to go on with.
    pub act: Option<ActView>,
    /// The page to go back to without a proof.
    pub back: String,
}

/// A second factor that can be used instead.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Its name in the form.
    pub name: &'static str,
    /// The key of its button.
    pub label: &'static str,
}

/// An act that waits in the page.
#[derive(Clone, Debug)]
pub struct ActView {
    /// Where its form goes.
    pub path: String,
    /// Its fields, as they are sent.
    pub fields: String,
    /// Their names and values.
    pub pairs: Vec<(String, String)>,
    /// The key of the sentence that says what it does.
    pub words: &'static str,
    /// The key of the button that does it.
    pub submit: &'static str,
}

/// `POST /step-up` with an act: it is proved, and the act is one press away.
#[derive(Template)]
#[template(path = "step_up/pages/confirm.html")]
pub struct Confirm {
    /// The frame.
    pub page: Page,
    /// The act.
    pub act: ActView,
    /// The page to go back to without it.
    pub back: &'static str,
}
