//! Where a finished message goes: to a relay by SMTP, or in development into a
//! directory.

use std::error::Error;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use zeroize::Zeroizing;

use super::mailbox;
use super::parcel::Parcel;
use crate::platform::clock::Timestamp;

/// The longest wait for one answer of a relay, whatever the settings say.
const TIMEOUT_MAX_SECS: u64 = 60;

/// How the way to the relay is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314 §3.3), port 465 by default.
    Tls,
    /// STARTTLS, required (RFC 3207), port 587 by default. A relay that does not offer
    /// it gets neither password nor mail.
    StartTls,
    /// Nothing; only to a relay on this machine. Port 25 by default.
    None,
}

/// How to reach the relay. No `Debug`: it holds a password.
pub struct SmtpSettings {
    /// Host name or address; the certificate must be for it.
    pub host: String,
    /// The port, where it is not the usual one.
    pub port: Option<u16>,
    /// The protection.
    pub security: Security,
    /// The user to sign in as; without one, nobody signs in.
    pub username: Option<String>,
    /// That user's password.
    pub password: Option<Zeroizing<String>>,
    /// How long to wait for an answer, 60 at most.
    pub timeout_secs: u64,
}

/// Why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSmtp {
    /// Plain SMTP to another machine.
    #[error("mail to another machine must be protected: security \"tls\" or \"starttls\" (\"none\" is for localhost)")]
    Unprotected,
    /// A user without a password, or the reverse.
    #[error("the mail relay's user name and password go together")]
    HalfCredentials,
    /// The host is not a name that a certificate could be for, or TLS has no roots.
    #[error("the mail relay cannot be used: {0}")]
    Tls(String),
}

/// A way for messages to leave.
pub enum Transport {
    /// By SMTP to a relay.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Into this directory (`DIR/mailbox`), which only this user can read, for development.
    Mailbox(PathBuf),
}

/// Why a message did not leave, in words that contain nothing of it.
pub(super) struct SendFailure {
    /// Whether the relay said that it will never take this message.
    pub(super) permanent: bool,
    /// For the log: a class and a code, never the relay's own text.
    pub(super) reason: String,
}

impl Transport {
    /// The relay of these settings. Does not connect.
    pub fn smtp(settings: &SmtpSettings) -> Result<Self, BadSmtp> {
        let mut builder =
            builder(settings)?.timeout(Some(Duration::from_secs(settings.timeout_secs.clamp(1, TIMEOUT_MAX_SECS))));
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        builder = match (&settings.username, &settings.password) {
            (Some(user), Some(password)) => builder.credentials(Credentials::new(user.clone(), password.to_string())),
            (None, None) => builder,
            _ => return Err(BadSmtp::HalfCredentials),
        };
        Ok(Self::Smtp(builder.build()))
    }

    /// Hands one message over; `id` is its row's.
    pub(super) async fn send(&self, parcel: &Parcel, id: &str, now: Timestamp) -> Result<(), SendFailure> {
        match self {
            Self::Smtp(relay) => {
                relay.send_raw(&envelope(parcel)?, &parcel.message).await.map(|_| ()).map_err(|error| classify(&error))
            }
            Self::Mailbox(dir) => {
                let (dir, name, message) = (dir.clone(), mailbox::entry_id(now, id), parcel.message.clone());
                let written = tokio::task::spawn_blocking(move || mailbox::write(&dir, &name, &message)).await;
                match written {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(error)) => Err(SendFailure::passing(&format!("mailbox: {}", error.kind()))),
                    Err(_) => Err(SendFailure::passing("mailbox: interrupted")),
                }
            }
        }
    }
}

fn builder(settings: &SmtpSettings) -> Result<AsyncSmtpTransportBuilder, BadSmtp> {
    type Smtp = AsyncSmtpTransport<Tokio1Executor>;
    // An IPv6 address may be written as in a URL.
    let host = settings.host.trim_start_matches('[').trim_end_matches(']');
    match settings.security {
        Security::Tls => Smtp::relay(host).map_err(|error| BadSmtp::Tls(error.to_string())),
        Security::StartTls => Smtp::starttls_relay(host).map_err(|error| BadSmtp::Tls(error.to_string())),
        Security::None if is_loopback(host) => Ok(Smtp::builder_dangerous(host)),
        Security::None => Err(BadSmtp::Unprotected),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

fn envelope(parcel: &Parcel) -> Result<Envelope, SendFailure> {
    let address = |text: &str| text.parse::<Address>().map_err(|_| SendFailure::passing("not an address"));
    Envelope::new(Some(address(&parcel.from)?), vec![address(&parcel.to)?])
        .map_err(|_| SendFailure::passing("no recipient"))
}

impl SendFailure {
    pub(super) fn passing(reason: &str) -> Self {
        Self { permanent: false, reason: reason.to_owned() }
    }
}

/// RFC 5321 §4.2.1: 4yz passes, 5yz stays. But a refused sign-in (RFC 4954 §6) is about
/// our settings, not about the mail, and is worth waiting for.
fn classify(error: &lettre::transport::smtp::Error) -> SendFailure {
    if let Some(code) = error.status().map(u16::from) {
        let is_sign_in = matches!(code, 530 | 534 | 535 | 538);
        return SendFailure {
            permanent: error.is_permanent() && !is_sign_in,
            reason: format!("the relay answered {code}"),
        };
    }
    let reason = match cause(error) {
        Some(cause) => cause,
        None if error.is_timeout() => "timed out".to_owned(),
        None if error.is_response() => "not an SMTP answer".to_owned(),
        None if error.is_client() => "the relay lacks something we need".to_owned(),
        None => "connection failed".to_owned(),
    };
    SendFailure { permanent: false, reason }
}

/// What the system or the TLS library said, for an operator who must mend it: words of
/// this machine, about a connection that has not carried a mail.
fn cause(error: &(dyn Error + 'static)) -> Option<String> {
    let tls = |error: &(dyn Error + 'static)| error.downcast_ref::<rustls::Error>().map(|tls| format!("TLS: {tls}"));
    let words = |error: &(dyn Error + 'static)| {
        let io = error.downcast_ref::<std::io::Error>();
        // An I/O error does not show what it wraps as its source.
        let wrapped = io.and_then(|io| io.get_ref()).and_then(|inner| tls(inner));
        tls(error).or(wrapped).or_else(|| io.map(|io| format!("connection: {}", io.kind())))
    };
    std::iter::successors(Some(error), |error| (**error).source()).find_map(words)
}

#[cfg(test)]
mod tests;
