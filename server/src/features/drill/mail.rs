//! The invitation.

use crate::app::App;
use crate::features::accounts::{self, Account};
use crate::platform::fault::Fault;
use crate::platform::mail::{Letter, Prepared};

/// To the primary address, if it is confirmed. It has no button: a mail of ours that wanted a
/// code behind a link would teach people to follow others'. It says
/// where to go by oneself.
pub async fn invitation(app: &App, account: &Account) -> Result<Option<Prepared>, Fault> {
    let addresses = accounts::confirmed_addresses(&app.db, &account.id).await?;
    let Some(to) = addresses.first() else { return Ok(None) };
    let t = |key| app.locale.t(key);
    let page = format!("{}/settings/security/drill", app.config.origin.as_str());
    let letter = Letter {
        subject: app.locale.t1("drill-mail-subject", "service", &app.config.service_name),
        heading: t("drill-mail-heading"),
        paragraphs: vec![
            app.locale.t1("drill-mail-why", "account", &account.username),
            app.locale.t1("drill-mail-where", "page", page),
        ],
        facts: Vec::new(),
        action: None,
        also: None,
        closing: vec![t("drill-mail-never")],
    };
    Ok(Some(app.mail.prepare("drill", to, &letter)?))
}
