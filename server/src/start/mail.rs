//! Which way mails leave.

use std::time::Duration;

use zeroize::Zeroizing;

use super::StartError;
use crate::platform::config::{Config, Smtp, SmtpSecurity};
use crate::platform::data_dir::DataDir;
use crate::platform::mail::{EmailAddress, Security, Sender, SmtpSettings, Transport};

/// Where the mails of a server without SMTP are written.
pub(super) const MAILBOX_DIR: &str = "mailbox";
/// The key in the link to them.
pub(super) const MAILBOX_KEY_FILE: &str = "mailbox-key";
/// Who writes them.
const DEVELOPMENT_FROM: &str = "vestibule@localhost";
/// How long the mail server may take.
const TIMEOUT: Duration = Duration::from_secs(30);

pub(super) fn sender(config: &Config) -> Result<Sender, StartError> {
    let (address, name) = match &config.smtp {
        Some(smtp) => (smtp.from.email.to_string(), smtp.from.name.clone()),
        None => (DEVELOPMENT_FROM.to_owned(), None),
    };
    let from = EmailAddress::parse(&address).map_err(|_| StartError::From)?;
    Ok(Sender { from, name, service: config.service_name.clone(), host: config.origin.host().to_owned() })
}

pub(super) fn transport(config: &Config, dir: &DataDir) -> Result<Transport, StartError> {
    Ok(match &config.smtp {
        None => Transport::Mailbox(dir.join(MAILBOX_DIR)),
        Some(smtp) => Transport::smtp(&settings(smtp))?,
    })
}

fn settings(smtp: &Smtp) -> SmtpSettings {
    SmtpSettings {
        host: smtp.host.clone(),
        port: Some(smtp.port),
        security: match smtp.security {
            SmtpSecurity::Tls => Security::Tls,
            SmtpSecurity::StartTls => Security::StartTls,
            SmtpSecurity::None => Security::None,
        },
        username: smtp.login.as_ref().map(|login| login.username.clone()),
        password: smtp.login.as_ref().map(|login| Zeroizing::new(login.password.expose().to_owned())),
        timeout_secs: TIMEOUT.as_secs(),
    }
}
