//! The mails of development mode, on the screen instead of on their way.

use askama::Template;

use crate::platform::web::page::Page;

/// `GET /dev/mailbox`: the newest mail first.
#[derive(Template)]
#[template(path = "dev_mailbox/pages/mailbox.html")]
pub struct Mailbox {
    /// The frame.
    pub page: Page,
    /// The mails.
    pub mails: Vec<MailRow>,
}

/// One mail in the list.
#[derive(Clone, Debug)]
pub struct MailRow {
    /// The address of its page.
    pub href: String,
    /// Its subject.
    pub subject: String,
    /// Whom it is for.
    pub to: String,
    /// When it was written.
    pub when: String,
}

/// One mail: its plain text, and the links in it to follow.
#[derive(Template)]
#[template(path = "dev_mailbox/pages/mail.html")]
pub struct Mail {
    /// The frame.
    pub page: Page,
    /// Its subject.
    pub subject: String,
    /// Whom it is from.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// When it was written.
    pub when: String,
    /// The text part.
    pub text: String,
    /// The `http` and `https` addresses in it that lead back to this server.
    pub links: Vec<String>,
}
