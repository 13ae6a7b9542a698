//! The notice that a count was reset.

use super::factor::Guessed;
use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;

/// Strangers' tries at the factor count anew.
pub fn reset(app: &App, account: &Account, factor: Guessed) -> Notice {
    let text = match factor {
        Guessed::Password => "guessing-mail-password",
        Guessed::App => "guessing-mail-app",
        Guessed::Codes => "guessing-mail-codes",
    };
    Notice {
        kind: "guessing_reset",
        subject: app.locale.t1("guessing-mail-subject", "service", &app.config.service_name),
        heading: app.locale.t("guessing-mail-heading"),
        paragraphs: vec![app.locale.t1(text, "account", &account.username)],
    }
}
