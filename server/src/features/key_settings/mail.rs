//! The notices of what happened to the account's keys.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;

/// What happened, with the keys of its words.
#[derive(Clone, Copy)]
pub enum Event {
    /// One more.
    Added,
    /// Another name.
    Renamed,
    /// One less; other factors are left.
    Removed,
    /// The last factor is gone, and two-step verification with it.
    RemovedLast,
}

/// The notice for an event on the key of that name.
pub fn notice(app: &App, account: &Account, event: Event, name: &str) -> Notice {
    let (kind, subject, heading, text) = match event {
        Event::Added => ("key_added", "keys-mail-added-subject", "keys-mail-added-heading", "keys-mail-added"),
        Event::Renamed => {
            ("key_renamed", "keys-mail-renamed-subject", "keys-mail-renamed-heading", "keys-mail-renamed")
        }
        Event::Removed => {
            ("key_removed", "keys-mail-removed-subject", "keys-mail-removed-heading", "keys-mail-removed")
        }
        Event::RemovedLast => {
            ("key_removed", "two-step-mail-off-subject", "two-step-mail-off-heading", "keys-mail-removed-last")
        }
    };
    Notice {
        kind,
        subject: app.locale.t1(subject, "service", &app.config.service_name),
        heading: app.locale.t(heading),
        paragraphs: vec![app.locale.t2(text, "account", &account.username, "name", name)],
    }
}
