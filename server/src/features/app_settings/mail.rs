//! The notices of what happened to the account's apps.

use token_format::Token;

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;
use crate::platform::mail::Action;

/// What happened, with the keys of its words.
#[derive(Clone, Copy)]
pub enum Event {
    /// One more.
    Added,
    /// Another name.
    Renamed,
    /// One less; others are left.
    Removed,
    /// The last one is gone, and two-step verification with it.
    RemovedLast,
    /// A new one in place of others, which are gone.
    Replaced,
    /// A lost device was replaced after a sign-in with a recovery code.
    Recovered,
    /// That was taken back.
    Restored,
}

/// The notice for an event on the app of that name.
pub fn notice(app: &App, account: &Account, event: Event, name: &str) -> Notice {
    let (kind, subject, heading, text) = keys(event);
    let mut paragraphs = vec![app.locale.t2(text, "account", &account.username, "name", name)];
    if matches!(event, Event::Recovered) {
        paragraphs.push(app.locale.t("app-settings-mail-recovered-back"));
    }
    Notice {
        kind,
        subject: app.locale.t1(subject, "service", &app.config.service_name),
        heading: app.locale.t(heading),
        paragraphs,
    }
}

/// The link that takes the replacement of a lost device back.
pub fn restore_link(app: &App, token: &Token) -> Action {
    let path = "/settings/security/apps/restore";
    let url = format!("{}{path}?token={}", app.config.origin.as_str(), token.expose());
    Action { label: app.locale.t("app-settings-mail-recovered-button"), url }
}

fn keys(event: Event) -> (&'static str, &'static str, &'static str, &'static str) {
    match event {
        Event::Added => (
            "app_added",
            "app-settings-mail-added-subject",
            "app-settings-mail-added-heading",
            "app-settings-mail-added",
        ),
        Event::Renamed => (
            "app_renamed",
            "app-settings-mail-renamed-subject",
            "app-settings-mail-renamed-heading",
            "app-settings-mail-renamed",
        ),
        Event::Removed => (
            "app_removed",
            "app-settings-mail-removed-subject",
            "app-settings-mail-removed-heading",
            "app-settings-mail-removed",
        ),
        Event::RemovedLast => {
            ("app_removed", "two-step-mail-off-subject", "two-step-mail-off-heading", "app-settings-mail-removed-last")
        }
        Event::Replaced => (
            "app_replaced",
            "app-settings-mail-replaced-subject",
            "app-settings-mail-replaced-heading",
            "app-settings-mail-replaced",
        ),
        Event::Recovered => (
            "app_recovered",
            "app-settings-mail-recovered-subject",
            "app-settings-mail-recovered-heading",
            "app-settings-mail-recovered",
        ),
        Event::Restored => (
            "app_restored",
            "app-settings-mail-restored-subject",
            "app-settings-mail-restored-heading",
            "app-settings-mail-restored",
        ),
    }
}
