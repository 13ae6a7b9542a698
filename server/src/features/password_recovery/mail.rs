//! The mail with the link.

use token_format::Token;

use super::actions::LASTS;
use crate::app::App;
use crate::platform::fault::Fault;
use crate::platform::mail::{Action, EmailAddress, Letter, Prepared};

/// To an address of the account, never to what was typed.
pub fn link(app: &App, to: &EmailAddress, username: &str, token: &Token) -> Result<Prepared, Fault> {
    let t = |key| app.locale.t(key);
    let url = format!("{}/password-recovery/new?token={}", app.config.origin.as_str(), token.expose());
    let minutes = LASTS.as_secs() / 60;
    let letter = Letter {
        subject: app.locale.t1("password-recovery-mail-subject", "service", &app.config.service_name),
        heading: t("password-recovery-mail-heading"),
        paragraphs: vec![app.locale.t1("password-recovery-mail", "account", username)],
        facts: Vec::new(),
        also: None,
        action: Some(Action { label: t("password-recovery-mail-button"), url }),
        closing: vec![
            app.locale.t1("password-recovery-mail-lasts", "minutes", minutes),
            t("password-recovery-mail-not-you"),
        ],
    };
    Ok(app.mail.prepare("password_recovery", to, &letter)?)
}
