//! The notice of a sign-in from somewhere new, or with a recovery code.

use crate::app::App;
use crate::features::accounts::Account;
use crate::features::known_browsers::Device;
use crate::features::notices::{self, Change, Kind, Mails, Notice};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

/// What is worth a mail about a sign-in.
#[derive(Clone, Copy)]
pub(super) enum About {
    /// That it is from somewhere new.
    NewDevice,
    /// That it has used a recovery code up, from wherever (ASVS v5-6.3.7).
    RecoveryCode,
}

/// Composes it before it is known whether it is sent: sealing takes too long for a
/// transaction.
pub(super) async fn prepare(app: &App, caller: &Caller, account: &Account, about: About) -> Result<Mails, Fault> {
    let device = Device::of(&caller.user_agent).words(&app.locale);
    let (kind, [subject, heading, what, next]) = match about {
        About::NewDevice => (
            "new_device",
            ["sessions-mail-new-subject", "sessions-mail-new-heading", "sessions-mail-new", "sessions-mail-new-you"],
        ),
        About::RecoveryCode => (
            "recovery_code_used",
            [
                "sessions-mail-code-subject",
                "sessions-mail-code-heading",
                "sessions-mail-code",
                "sessions-mail-code-you",
            ],
        ),
    };
    let notice = Notice {
        kind,
        subject: app.locale.t1(subject, "service", &app.config.service_name),
        heading: app.locale.t(heading),
        paragraphs: vec![app.locale.t2(what, "account", &account.username, "device", &device), app.locale.t(next)],
    };
    notices::prepare_change(app, caller, account, notice, Change::new(Kind::SignIn, "", device)).await
}
