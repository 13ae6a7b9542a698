//! What the owner is told.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::notices::{self, Mails, Notice};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

/// Somebody has used a copy of a trust. Composed before it is known whether it is sent:
/// sealing takes too long for a transaction.
pub async fn stolen(app: &App, caller: &Caller, account: &Account) -> Result<Mails, Fault> {
    let notice = Notice {
        kind: "trust_stolen",
        subject: app.locale.t1("trusted-browsers-mail-subject", "service", &app.config.service_name),
        heading: app.locale.t("trusted-browsers-mail-heading"),
        paragraphs: vec![
            app.locale.t1("trusted-browsers-mail", "account", &account.username),
            app.locale.t("trusted-browsers-mail-next"),
        ],
    };
    notices::prepare(app, caller, account, notice).await
}
