//! The notice that the password was changed, by whatever way.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;

/// It was changed.
pub fn changed_notice(app: &App, account: &Account) -> Notice {
    Notice {
        kind: "password_changed",
        subject: app.locale.t1("password-settings-mail-subject", "service", &app.config.service_name),
        heading: app.locale.t("password-settings-mail-heading"),
        paragraphs: vec![app.locale.t1("password-settings-mail", "account", &account.username)],
    }
}
