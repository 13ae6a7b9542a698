//! The mails on addresses: the link that confirms one, and the notices.

use token_format::Token;

use super::actions::CONFIRM_WITHIN;
use super::change::Change;
use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::{Notice, Undo};
use crate::platform::fault::Fault;
use crate::platform::mail::{Action, EmailAddress, Letter, Prepared};

/// To the address itself: the link.
pub fn confirm(app: &App, to: &EmailAddress, username: &str, token: &Token) -> Result<Prepared, Fault> {
    let t = |key| app.locale.t(key);
    let service = app.config.service_name.as_str();
    let url = format!("{}/address-confirmation?token={}", app.config.origin.as_str(), token.expose());
    let letter = Letter {
        subject: app.locale.t1("address-settings-mail-confirm-subject", "service", service),
        heading: t("address-settings-mail-confirm-heading"),
        paragraphs: vec![app.locale.t2("address-settings-mail-confirm", "account", username, "service", service)],
        facts: Vec::new(),
        also: None,
        action: Some(Action { label: t("address-settings-mail-confirm-button"), url }),
        closing: vec![
            app.locale.t1("address-settings-mail-confirm-lasts", "hours", CONFIRM_WITHIN.as_secs() / 3_600),
            t("address-settings-mail-confirm-not-you"),
        ],
    };
    Ok(app.mail.prepare("address_confirm", to, &letter)?)
}

/// To somebody whose account has the address: that it was typed elsewhere, and nothing of
/// where.
pub fn known(app: &App, to: &EmailAddress, owner: &Account) -> Result<Prepared, Fault> {
    let t = |key| app.locale.t(key);
    let letter = Letter {
        subject: app.locale.t1("address-settings-mail-known-subject", "service", &app.config.service_name),
        heading: t("address-settings-mail-known-heading"),
        paragraphs: vec![app.locale.t1("address-settings-mail-known", "account", &owner.username)],
        facts: Vec::new(),
        also: None,
        action: None,
        closing: vec![t("address-settings-mail-known-not-you")],
    };
    Ok(app.mail.prepare("address_known", to, &letter)?)
}

/// An address was added, and is not confirmed yet.
pub fn added(app: &App, account: &Account, address: &str) -> Notice {
    let text = app.locale.t2("address-settings-mail-added", "account", &account.username, "address", address);
    notice(app, "address_added", ["address-settings-mail-added-subject", "address-settings-mail-added-heading"], text)
}

/// An address was confirmed.
pub fn confirmed(app: &App, account: &Account, address: &str) -> Notice {
    let text = app.locale.t2("address-settings-mail-confirmed", "account", &account.username, "address", address);
    let keys = ["address-settings-mail-confirmed-subject", "address-settings-mail-confirmed-heading"];
    notice(app, "address_confirmed", keys, text)
}

/// An address was removed.
pub fn removed(app: &App, account: &Account, address: &str) -> Notice {
    let text = app.locale.t2("address-settings-mail-removed", "account", &account.username, "address", address);
    let keys = ["address-settings-mail-removed-subject", "address-settings-mail-removed-heading"];
    notice(app, "address_removed", keys, text)
}

/// Another address is the primary one.
pub fn primary(app: &App, account: &Account, address: &str) -> Notice {
    let text = app.locale.t2("address-settings-mail-primary", "account", &account.username, "address", address);
    let keys = ["address-settings-mail-primary-subject", "address-settings-mail-primary-heading"];
    notice(app, "address_primary", keys, text)
}

/// A change was undone by the link that an address was sent.
pub fn undone(app: &App, account: &Account, change: Change, address: &str) -> Notice {
    let key = match change {
        Change::Removed => "address-settings-mail-undone-removed",
        Change::Replaced => "address-settings-mail-undone-replaced",
    };
    let text = app.locale.t2(key, "account", &account.username, "address", address);
    let keys = ["address-settings-mail-undone-subject", "address-settings-mail-undone-heading"];
    notice(app, "address_undone", keys, text)
}

fn notice(app: &App, kind: &'static str, [subject, heading]: [&str; 2], text: String) -> Notice {
    Notice {
        kind,
        subject: app.locale.t1(subject, "service", &app.config.service_name),
        heading: app.locale.t(heading),
        paragraphs: vec![text],
    }
}

/// What stands in the mail to the address that a change takes away.
pub fn undo(app: &App, change: Change, to: &EmailAddress, token: &Token) -> Undo {
    let (label, told) = match change {
        Change::Removed => ("address-settings-mail-undo-removed-button", "address-settings-mail-undo-removed"),
        Change::Replaced => ("address-settings-mail-undo-replaced-button", "address-settings-mail-undo-replaced"),
    };
    let url = format!("{}/address-undo?token={}", app.config.origin.as_str(), token.expose());
    Undo {
        to: to.clone(),
        action: Action { label: app.locale.t(label), url },
        closing: vec![app.locale.t(told), app.locale.t("address-settings-mail-undo-lasts")],
    }
}
