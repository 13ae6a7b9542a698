//! The notices that two-step verification was switched.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;

/// It is on.
pub fn switched_on(app: &App, account: &Account) -> Notice {
    Notice {
        kind: "two_step_on",
        subject: app.locale.t1("two-step-mail-on-subject", "service", &app.config.service_name),
        heading: app.locale.t("two-step-mail-on-heading"),
        paragraphs: vec![
            app.locale.t1("two-step-mail-on", "account", &account.username),
            app.locale.t("two-step-mail-on-codes"),
        ],
    }
}

/// It is off.
pub fn switched_off(app: &App, account: &Account) -> Notice {
    Notice {
        kind: "two_step_off",
        subject: app.locale.t1("two-step-mail-off-subject", "service", &app.config.service_name),
        heading: app.locale.t("two-step-mail-off-heading"),
        paragraphs: vec![app.locale.t1("two-step-mail-off", "account", &account.username)],
    }
}
