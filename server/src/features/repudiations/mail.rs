//! The notice that a change was repudiated.

use super::words;
use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::{Notice, Repudiable};
use crate::platform::clock::Timestamp;

/// To all addresses, with nothing in it that could be followed: what to do needs none.
pub(super) fn repudiated(app: &App, account: &Account, change: &Repudiable, until: Timestamp) -> Notice {
    let (service, values) = (app.config.service_name.as_str(), words_of(account, change));
    Notice {
        kind: "repudiated",
        subject: app.locale.t1("repudiations-mail-subject", "service", service),
        heading: app.locale.t("repudiations-mail-heading"),
        paragraphs: vec![
            app.locale.with(words::what(change.kind), &values),
            app.locale.t1("repudiations-mail-done", "until", until.words()),
            app.locale.t("repudiations-mail-next"),
        ],
    }
}

/// What the sentences on a change are filled with.
pub(super) fn words_of(account: &Account, change: &Repudiable) -> [(&'static str, String); 2] {
    [("account", account.username.clone()), ("name", change.name.clone())]
}
