//! From what was written to what it means, a key at a time.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use super::environment::Environment;
use super::error::ConfigError;
use super::layers::Layers;
use super::origin::Origin;
use super::raw::{NumberOrOff, Raw, RawLog, RawPlace, RawSessions, RawTls};
use super::settings::{
    CodeStorage, Config, Language, Log, LogFormat, Place, RecoveryCodes, Sessions, SignUp, Tls, TwoStep,
};
use super::{passwords, rules, services, webauthn};

/// Seconds in a day and in a year: no lifetime here is sensibly outside.
const DAY_SECS: u64 = 86_400;
const YEAR_SECS: u64 = 365 * DAY_SECS;

/// Gives every value its meaning, then looks at those that must go together.
pub(super) fn config(layers: &Layers, environment: &Environment) -> Result<Config, ConfigError> {
    let raw: Raw = layers.extract()?;
    let listen: std::net::SocketAddr = raw
        .listen
        .parse()
        .map_err(|_| layers.refuse("listen", "it must be an address and a port, such as 127.0.0.1:8080"))?;
    let origin = match &raw.origin {
        Some(text) => text.parse().map_err(|reason| layers.refuse("origin", reason))?,
        None => Origin::localhost(listen.port()),
    };
    rules::origin_given(&listen, raw.origin.is_some())?;
    let config = Config {
        listen,
        webauthn: webauthn::webauthn(layers, &raw.webauthn, &origin)?,
        passwords: passwords::passwords(layers, &raw.passwords, &origin)?,
        peppers: services::peppers(layers, environment, raw.passwords.pepper_file.as_deref())?,
        origin,
        data: path(layers, "data", &raw.data)?,
        database: services::database(layers, environment, &raw)?,
        service_name: service_name(layers, &raw.service_name)?,
        language: choice(
            layers,
            "language",
            &raw.language,
            &[("en", Language::English), ("en-x-long", Language::EnglishLong)],
        )?,
        sign_up: sign_up(layers, &raw.sign_up)?,
        sign_up_link: secs(layers, "sign_up_link_secs", raw.sign_up_link_secs, 3_600..=30 * DAY_SECS)?,
        trusted_proxies: all(&raw.trusted_proxies, |text| {
            text.parse().map_err(|reason| layers.refuse("trusted_proxies", format!("{text}: {reason}")))
        })?,
        tls: tls(layers, raw.tls)?,
        smtp: services::smtp(layers, environment, raw.smtp)?,
        two_step: TwoStep {
            also_secure: all(&raw.two_step.also_secure, |p| place(layers, p))?,
            setup: secs(layers, "two_step.setup_secs", raw.two_step.setup_secs, 60..=DAY_SECS)?,
        },
        recovery_codes: RecoveryCodes {
            count: number(layers, "recovery_codes.count", raw.recovery_codes.count, 6..=16)?,
            storage: choice(
                layers,
                "recovery_codes.storage",
                &raw.recovery_codes.storage,
                &[("sealed", CodeStorage::Sealed), ("hashed", CodeStorage::Hashed)],
            )?,
        },
        sessions: sessions(layers, &raw.sessions)?,
        places: raw.places.database.as_deref().map(|file| path(layers, "places.database", file)).transpose()?,
        audit_keep_for: number::<u64>(layers, "audit.keep_for_days", raw.audit.keep_for_days, 90..=36_500)
            .map(|days| Duration::from_secs(days * DAY_SECS))?,
        log: log(layers, &raw.log)?,
        is_for_database: false,
        warnings: Vec::new(),
    };
    rules::together(config, raw.passwords.tiny)
}

/// A number within its bounds.
pub(super) fn number<T: TryFrom<u64>>(
    layers: &Layers,
    key: &str,
    value: u64,
    bounds: RangeInclusive<u64>,
) -> Result<T, ConfigError> {
    let inside = bounds.contains(&value).then_some(value).and_then(|value| T::try_from(value).ok());
    inside.ok_or_else(|| layers.refuse(key, format!("it must be from {} to {}", bounds.start(), bounds.end())))
}

/// A length of time within its bounds.
fn secs(layers: &Layers, key: &str, value: u64, bounds: RangeInclusive<u64>) -> Result<Duration, ConfigError> {
    number(layers, key, value, bounds).map(Duration::from_secs)
}

/// One of a few words.
pub(super) fn choice<T: Copy>(layers: &Layers, key: &str, given: &str, words: &[(&str, T)]) -> Result<T, ConfigError> {
    let found = words.iter().find(|(word, _)| *word == given).map(|(_, meaning)| *meaning);
    let all = || words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| layers.refuse(key, format!("it must be one of {}", all())))
}

/// A path that names something.
pub(super) fn path(layers: &Layers, key: &str, text: &str) -> Result<PathBuf, ConfigError> {
    let fine = !text.is_empty() && !text.contains('\0');
    if fine { Ok(PathBuf::from(text)) } else { Err(layers.refuse(key, "it must be a path")) }
}

fn all<A, B>(items: &[A], parse: impl Fn(&A) -> Result<B, ConfigError>) -> Result<Vec<B>, ConfigError> {
    items.iter().map(parse).collect()
}

/// The name goes into mail subjects and into `otpauth://` labels, where a colon ends
/// the issuer.
fn service_name(layers: &Layers, text: &str) -> Result<String, ConfigError> {
    let fits = (1..=64).contains(&text.chars().count()) && text.trim() == text;
    let fine = fits && !text.contains(|c: char| c.is_control() || c == ':');
    let reason =
        "it must have 1 to 64 characters, none of them a colon or a control character, and no space at its ends";
    if fine { Ok(text.to_owned()) } else { Err(layers.refuse("service_name", reason)) }
}

fn sign_up(layers: &Layers, text: &str) -> Result<SignUp, ConfigError> {
    let words = [("open", SignUp::Open), ("invitation", SignUp::Invitation), ("closed", SignUp::Closed)];
    choice(layers, "sign_up", text, &words)
}

fn tls(layers: &Layers, raw: RawTls) -> Result<Option<Tls>, ConfigError> {
    match (raw.certificate, raw.key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(Tls {
            certificate: path(layers, "tls.certificate", &certificate)?,
            key: path(layers, "tls.key", &key)?,
        })),
        (Some(_), None) => Err(layers.refuse("tls.certificate", "tls.key must be set too")),
        (None, Some(_)) => Err(layers.refuse("tls.key", "tls.certificate must be set too")),
    }
}

fn place(layers: &Layers, raw: &RawPlace) -> Result<Place, ConfigError> {
    let refuse = |reason: &str| layers.refuse("two_step.also_secure", format!("{}: {reason}", raw.name));
    let uri: axum::http::Uri = raw.url.parse().map_err(|_| refuse("its url is no address"))?;
    let secure = uri.scheme_str() == Some("https") && uri.host().is_some_and(|host| !host.is_empty());
    match (secure, raw.name.trim().is_empty()) {
        (true, false) => Ok(Place { name: raw.name.clone(), url: raw.url.clone() }),
        (_, true) => Err(refuse("it needs a name")),
        (false, _) => Err(refuse("its url must begin with https://")),
    }
}

fn sessions(layers: &Layers, raw: &RawSessions) -> Result<Sessions, ConfigError> {
    let absolute = secs(layers, "sessions.absolute_secs", raw.absolute_secs, 300..=YEAR_SECS)?;
    Ok(Sessions {
        absolute,
        idle: secs(layers, "sessions.idle_secs", raw.idle_secs, 60..=raw.absolute_secs)?,
        pending: secs(layers, "sessions.pending_secs", raw.pending_secs, 60..=3600)?,
        trusted_browsers: trusted_browsers(layers, &raw.trusted_browsers)?,
    })
}

fn trusted_browsers(layers: &Layers, raw: &NumberOrOff) -> Result<Option<Duration>, ConfigError> {
    let key = "sessions.trusted_browsers";
    match raw {
        NumberOrOff::Word(word) if word == "off" => Ok(None),
        NumberOrOff::Word(_) => Err(layers.refuse(key, "it must be a number of days, or \"off\"")),
        NumberOrOff::Number(days) => {
            let days: u64 = number(layers, key, *days, 1..=90)?;
            Ok(Some(Duration::from_secs(days * DAY_SECS)))
        }
    }
}

fn log(layers: &Layers, raw: &RawLog) -> Result<Log, ConfigError> {
    use tracing::Level;
    let levels = [
        ("error", Level::ERROR),
        ("warn", Level::WARN),
        ("info", Level::INFO),
        ("debug", Level::DEBUG),
        ("trace", Level::TRACE),
    ];
    Ok(Log {
        format: choice(layers, "log.format", &raw.format, &[("text", LogFormat::Text), ("json", LogFormat::Json)])?,
        level: choice(layers, "log.level", &raw.level, &levels)?,
    })
}
