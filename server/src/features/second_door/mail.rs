//! The notice that a copy of a security key is in use.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;

/// The key's counter went back: what answered is not the only one of its kind.
pub(super) fn copied(app: &App, account: &Account, name: &str) -> Notice {
    Notice {
        kind: "key_copied",
        subject: app.locale.t1("keys-mail-copied-subject", "service", &app.config.service_name),
        heading: app.locale.t("keys-mail-copied-heading"),
        paragraphs: vec![
            app.locale.t2("keys-mail-copied", "account", &account.username, "name", name),
            app.locale.t("keys-mail-copied-next"),
        ],
    }
}
