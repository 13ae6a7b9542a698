//! The mails of signing up.

use token_format::Token;

use crate::app::App;
use crate::features::accounts::Account;
use crate::platform::fault::Fault;
use crate::platform::mail::{Action, EmailAddress, Letter, Prepared};

/// To somebody new: the link.
pub fn confirm(app: &App, to: &EmailAddress, username: &str, token: &Token) -> Result<Prepared, Fault> {
    let t = |key| app.locale.t(key);
    let url = format!("{}/sign-up/confirmation?token={}", app.config.origin.as_str(), token.expose());
    let hours = (app.config.sign_up_link.as_secs() / 3_600).max(1);
    let letter = Letter {
        subject: app.locale.t1("sign-up-mail-confirm-subject", "service", &app.config.service_name),
        heading: t("sign-up-mail-confirm-heading"),
        paragraphs: vec![app.locale.t2(
            "sign-up-mail-confirm",
            "account",
            username,
            "service",
            &app.config.service_name,
        )],
        facts: Vec::new(),
        also: None,
        action: Some(Action { label: t("sign-up-mail-confirm-button"), url }),
        closing: vec![app.locale.t1("sign-up-mail-confirm-lasts", "hours", hours), t("sign-up-mail-not-you")],
    };
    Ok(app.mail.prepare("sign_up_confirm", to, &letter)?)
}

/// To somebody who has an account at this address: that it was typed.
pub fn address_known(app: &App, to: &EmailAddress, owner: &Account) -> Result<Prepared, Fault> {
    let t = |key| app.locale.t(key);
    let letter = Letter {
        subject: app.locale.t1("sign-up-mail-known-subject", "service", &app.config.service_name),
        heading: t("sign-up-mail-known-heading"),
        paragraphs: vec![app.locale.t1("sign-up-mail-known", "account", &owner.username)],
        facts: Vec::new(),
        also: None,
        action: Some(Action {
            label: t("sign-up-mail-known-button"),
            url: format!("{}/sign-in", app.config.origin.as_str()),
        }),
        closing: vec![t("sign-up-mail-known-not-you")],
    };
    Ok(app.mail.prepare("sign_up_known", to, &letter)?)
}

/// To somebody invited.
pub fn invitation(app: &App, to: &EmailAddress, token: &Token) -> Result<Prepared, Fault> {
    let t = |key| app.locale.t(key);
    let url = format!("{}/sign-up?invitation={}", app.config.origin.as_str(), token.expose());
    let letter = Letter {
        subject: app.locale.t1("sign-up-mail-invited-subject", "service", &app.config.service_name),
        heading: t("sign-up-mail-invited-heading"),
        paragraphs: vec![app.locale.t1("sign-up-mail-invited", "service", &app.config.service_name)],
        facts: Vec::new(),
        also: None,
        action: Some(Action { label: t("sign-up-mail-invited-button"), url }),
        closing: vec![t("sign-up-mail-invited-lasts")],
    };
    Ok(app.mail.prepare("sign_up_invited", to, &letter)?)
}
