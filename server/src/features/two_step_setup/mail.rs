//! The mails that say that two-step verification was switched.

use crate::app::App;
use crate::features::accounts::{self, Account};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::mail::{Letter, Prepared};

/// To all confirmed addresses: it is on.
pub async fn switched_on(app: &App, caller: &Caller, account: &Account) -> Result<Vec<Prepared>, Fault> {
    let t = |key| app.locale.t(key);
    let letter = Letter {
        subject: app.locale.t1("two-step-mail-on-subject", "service", &app.config.service_name),
        heading: t("two-step-mail-on-heading"),
        paragraphs: vec![app.locale.t1("two-step-mail-on", "account", &account.username), t("two-step-mail-on-codes")],
        action: None,
        facts: facts(app, caller, account),
        closing: vec![t("two-step-mail-not-you")],
    };
    to_all(app, account, "two_step_on", &letter).await
}

/// To all confirmed addresses: it is off.
pub async fn switched_off(app: &App, caller: &Caller, account: &Account) -> Result<Vec<Prepared>, Fault> {
    let t = |key| app.locale.t(key);
    let letter = Letter {
        subject: app.locale.t1("two-step-mail-off-subject", "service", &app.config.service_name),
        heading: t("two-step-mail-off-heading"),
        paragraphs: vec![app.locale.t1("two-step-mail-off", "account", &account.username)],
        action: None,
        facts: facts(app, caller, account),
        closing: vec![t("two-step-mail-not-you")],
    };
    to_all(app, account, "two_step_off", &letter).await
}

fn facts(app: &App, caller: &Caller, account: &Account) -> Vec<(String, String)> {
    let t = |key| app.locale.t(key);
    vec![
        (t("two-step-mail-fact-account"), account.username.clone()),
        (t("two-step-mail-fact-when"), app.now().words()),
        (t("two-step-mail-fact-where"), caller.network.to_string()),
    ]
}

async fn to_all(app: &App, account: &Account, kind: &'static str, letter: &Letter) -> Result<Vec<Prepared>, Fault> {
    let addresses = accounts::confirmed_addresses(&app.db, &account.id).await?;
    addresses.iter().map(|address| app.mail.prepare(kind, address, letter).map_err(Fault::from)).collect()
}
