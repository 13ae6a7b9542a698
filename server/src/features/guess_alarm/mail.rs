//! What the owner is told.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::authenticator_apps::AppCodeFactor;
use crate::features::notices::Notice;
use crate::features::passwords::PasswordFactor;
use crate::features::security_keys::SecurityKeyFactor;
use crate::platform::rate_limit::{Alarm, Factor, REFUSED_AFTER, TOLD_AFTER};

/// Strangers guess at one of the account's factors.
pub(super) fn guessed(app: &App, account: &Account, alarm: &Alarm) -> Notice {
    let (key, next) = match alarm.factor.as_str() {
        PasswordFactor::NAME => ("guess-alarm-password", "guess-alarm-password-next"),
        AppCodeFactor::NAME => ("guess-alarm-app", "guess-alarm-app-next"),
        SecurityKeyFactor::NAME => ("guess-alarm-key", "guess-alarm-key-next"),
        _ => ("guess-alarm-code", "guess-alarm-code-next"),
    };
    let values = [
        ("account", account.username.clone()),
        ("told", TOLD_AFTER.to_string()),
        ("refused", REFUSED_AFTER.to_string()),
    ];
    let page = format!("{}/settings/security/guessing", app.config.origin.as_str());
    Notice {
        kind: "guess_alarm",
        subject: app.locale.t1("guess-alarm-subject", "service", &app.config.service_name),
        heading: app.locale.t("guess-alarm-heading"),
        paragraphs: vec![
            app.locale.with(key, &values),
            app.locale.with(next, &values),
            app.locale.t1("guess-alarm-page", "page", page),
        ],
    }
}
