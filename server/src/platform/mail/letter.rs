//! What a mail says, before it is a message: words and one link, no markup.

use askama::Template;

use super::line::{self, one_line};
use crate::platform::locale::Locale;

/// A mail's contents, in the order a person reads them. Features fill it with
/// sentences from `locales/`; any value may hold what a user typed.
#[derive(Clone, Default)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// What happened or what to do, in a few words.
    pub heading: String,
    /// The body.
    pub paragraphs: Vec<String>,
    /// What, when, where: a label and a value each.
    pub facts: Vec<(String, String)>,
    /// The one thing to do.
    pub action: Option<Action>,
    /// What stands after the action: how long it holds, what if it was not you.
    pub closing: Vec<String>,
    /// One more thing to do, for those whom the first does not help.
    pub also: Option<Action>,
}

/// A link with a name.
#[derive(Clone)]
pub struct Action {
    /// What following it does.
    pub label: String,
    /// An absolute `http` or `https` URL.
    pub url: String,
}

/// The words around every letter.
pub(super) struct Frame {
    lang: &'static str,
    service: String,
    greeting: String,
    link_hint: String,
    footer: String,
}

impl Frame {
    pub(super) fn new(locale: &Locale, service: &str) -> Self {
        let service = one_line(service);
        Self {
            lang: locale.tag(),
            greeting: locale.t("mail-greeting"),
            link_hint: locale.t("mail-link-hint"),
            footer: locale.t1("mail-footer", "service", &service),
            service,
        }
    }
}

#[derive(Template)]
#[template(path = "letter.html", config = "src/platform/mail/askama.toml")]
struct Html<'a> {
    letter: &'a Letter,
    frame: &'a Frame,
}

#[derive(Template)]
#[template(path = "letter.txt", config = "src/platform/mail/askama.toml", escape = "none")]
struct Text<'a> {
    letter: &'a Letter,
    frame: &'a Frame,
}

impl Letter {
    /// The same letter with every value one harmless line, or nothing where its link
    /// is not one that a mail may carry.
    pub(super) fn cleaned(&self) -> Option<Self> {
        let lines = |texts: &[String]| texts.iter().map(|text| one_line(text)).collect();
        let action = cleaned(self.action.as_ref())?;
        let also = cleaned(self.also.as_ref())?;
        Some(Self {
            subject: one_line(&self.subject),
            heading: one_line(&self.heading),
            paragraphs: lines(&self.paragraphs),
            facts: self.facts.iter().map(|(label, value)| (one_line(label), one_line(value))).collect(),
            action,
            closing: lines(&self.closing),
            also,
        })
    }

    pub(super) fn html(&self, frame: &Frame) -> askama::Result<String> {
        Html { letter: self, frame }.render()
    }

    pub(super) fn text(&self, frame: &Frame) -> askama::Result<String> {
        Text { letter: self, frame }.render()
    }
}

/// None where there is an action whose link no mail may carry.
fn cleaned(action: Option<&Action>) -> Option<Option<Action>> {
    match action {
        Some(action) => Some(Some(Action { label: one_line(&action.label), url: safe_url(&action.url)? })),
        None => Some(None),
    }
}

/// Only a web address of printable ASCII: no `javascript:`, nothing that a mail
/// program would cut at or break over a line.
fn safe_url(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_whole = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'`\\".contains(&byte));
    (is_web && is_whole).then(|| url.to_owned())
}

#[cfg(test)]
mod tests;
