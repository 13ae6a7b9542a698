//! The notice of a sign-in from somewhere new.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::known_browsers::Device;
use crate::features::notices::{self, Change, Kind, Mails, Notice};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

/// Composes it before it is known whether it is sent: sealing takes too long for a
/// transaction.
pub(super) async fn prepare(app: &App, caller: &Caller, account: &Account) -> Result<Mails, Fault> {
    let device = Device::of(&caller.user_agent).words(&app.locale);
    let notice = Notice {
        kind: "new_device",
        subject: app.locale.t1("sessions-mail-new-subject", "service", &app.config.service_name),
        heading: app.locale.t("sessions-mail-new-heading"),
        paragraphs: vec![
            app.locale.t2("sessions-mail-new", "account", &account.username, "device", &device),
            app.locale.t("sessions-mail-new-you"),
        ],
    };
    notices::prepare_change(app, caller, account, notice, Change::new(Kind::SignIn, "", device)).await
}
