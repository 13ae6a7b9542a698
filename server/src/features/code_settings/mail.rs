//! The notices that codes were shown or replaced.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::Notice;

/// Somebody has looked at them.
pub fn viewed(app: &App, account: &Account) -> Notice {
    notice(app, account, "recovery_codes_viewed", "viewed")
}

/// There are new ones.
pub fn renewed(app: &App, account: &Account) -> Notice {
    notice(app, account, "recovery_codes_renewed", "renewed")
}

fn notice(app: &App, account: &Account, kind: &'static str, what: &str) -> Notice {
    let (subject, heading, text) = match what {
        "viewed" => {
            ("code-settings-mail-viewed-subject", "code-settings-mail-viewed-heading", "code-settings-mail-viewed")
        }
        _ => ("code-settings-mail-renewed-subject", "code-settings-mail-renewed-heading", "code-settings-mail-renewed"),
    };
    Notice {
        kind,
        subject: app.locale.t1(subject, "service", &app.config.service_name),
        heading: app.locale.t(heading),
        paragraphs: vec![app.locale.t1(text, "account", &account.username)],
    }
}
