//! The servers we talk to: the database and the mail server, with their secrets.

use std::path::Path;

use super::environment::{Environment, read_secret};
use super::error::ConfigError;
use super::layers::Layers;
use super::origin::{is_host_name, is_loopback_host};
use super::parse::{choice, number, path};
use super::raw::{Raw, RawSmtp};
use super::secret::Secret;
use super::settings::{Database, Smtp, SmtpLogin, SmtpSecurity};
use crate::platform::pepper::Peppers;

const DATABASE_CREDENTIAL: &str = "vestibule-database-password";
const SMTP_CREDENTIAL: &str = "vestibule-smtp-password";
const PEPPER_CREDENTIAL: &str = "vestibule-pepper";

/// The engine that `database` names.
pub(super) fn database(layers: &Layers, environment: &Environment, raw: &Raw) -> Result<Database, ConfigError> {
    let url = raw.database.expose();
    let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
    if !is_postgres || url.contains(char::is_whitespace) {
        let sqlite = url == "sqlite" && raw.database_password_file.is_none();
        let reason = match url {
            "sqlite" => "the password is for a postgres:// database",
            _ => "it must be \"sqlite\" or begin with postgres://",
        };
        return if sqlite { Ok(Database::Sqlite) } else { Err(layers.refuse("database", reason)) };
    }
    let file = raw.database_password_file.as_deref();
    match secret_file(layers, environment, "database_password_file", file, DATABASE_CREDENTIAL)? {
        None => Ok(Database::Postgres(raw.database.clone())),
        Some(password) => with_password(url, &password).map(Database::Postgres).ok_or_else(|| {
            layers.refuse(
                "database",
                "with a password from a file it must read postgres://user@host/name, and hold no password itself",
            )
        }),
    }
}

/// The URL with the password put after the user's name.
fn with_password(url: &str, password: &Secret) -> Option<Secret> {
    let (scheme, rest) = url.split_once("://")?;
    let (user, rest) = rest.split_once('@')?;
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let password = Secret::new(password.expose().bytes().map(escaped).collect());
    let plain_user = !user.is_empty() && !user.contains([':', '/', '?']);
    plain_user.then(|| Secret::new(format!("{scheme}://{user}:{}@{rest}", password.expose())))
}

/// The mail server; none where not one key of it is set.
pub(super) fn smtp(layers: &Layers, environment: &Environment, raw: RawSmtp) -> Result<Option<Smtp>, ConfigError> {
    let Some(host) = raw.host.clone() else {
        const OTHERS: [&str; 6] = ["port", "security", "username", "password", "password_file", "from"];
        let set = OTHERS.iter().map(|name| format!("smtp.{name}")).find(|key| !layers.is_default(key));
        return set.map_or(Ok(None), |key| Err(layers.refuse(&key, "smtp.host must be set too")));
    };
    if !is_host_name(&host) && host.parse::<std::net::IpAddr>().is_err() {
        return Err(layers.refuse("smtp.host", "it must be a host name or an IP address, without a port"));
    }
    let security = security(layers, &raw.security, &host)?;
    let default_port = match security {
        SmtpSecurity::Tls => 465,
        SmtpSecurity::StartTls => 587,
        SmtpSecurity::None => 25,
    };
    let from = raw
        .from
        .as_deref()
        .ok_or_else(|| layers.refuse("smtp.host", "smtp.from must be set too: the sender of every mail"))?;
    Ok(Some(Smtp {
        port: number(layers, "smtp.port", raw.port.unwrap_or(default_port), 1..=65_535)?,
        from: from.parse().map_err(|_| {
            layers.refuse("smtp.from", "it must be an address, such as Vestibule <vestibule@example.org>")
        })?,
        login: login(layers, environment, raw)?,
        host,
        security,
    }))
}

/// A link in a mail is as good as a password for a moment: it crosses no network bare.
fn security(layers: &Layers, word: &str, host: &str) -> Result<SmtpSecurity, ConfigError> {
    let words = [("tls", SmtpSecurity::Tls), ("starttls", SmtpSecurity::StartTls), ("none", SmtpSecurity::None)];
    let security = choice(layers, "smtp.security", word, &words)?;
    if security == SmtpSecurity::None && !is_loopback_host(host) {
        return Err(layers.refuse(
            "smtp.security",
            "\"none\" is only for a mail server on this machine; use \"tls\" or \"starttls\"",
        ));
    }
    Ok(security)
}

fn login(layers: &Layers, environment: &Environment, raw: RawSmtp) -> Result<Option<SmtpLogin>, ConfigError> {
    let from_file =
        secret_file(layers, environment, "smtp.password_file", raw.password_file.as_deref(), SMTP_CREDENTIAL)?;
    match (raw.username, raw.password, from_file) {
        (None, None, None) => Ok(None),
        (_, Some(_), Some(_)) => {
            Err(layers.refuse("smtp.password", "the password is also in a file or a credential: keep one"))
        }
        (Some(username), Some(password), None) | (Some(username), None, Some(password)) => {
            Ok(Some(SmtpLogin { username, password }))
        }
        (Some(_), None, None) => {
            Err(layers.refuse("smtp.username", "smtp.password or smtp.password_file must be set too"))
        }
        (None, _, _) => Err(layers.refuse("smtp.password", "smtp.username must be set too")),
    }
}

/// The peppers; none where no file is named.
pub(super) fn peppers(layers: &Layers, environment: &Environment, file: Option<&str>) -> Result<Peppers, ConfigError> {
    const KEY: &str = "passwords.pepper_file";
    match secret_file(layers, environment, KEY, file, PEPPER_CREDENTIAL)? {
        None => Ok(Peppers::default()),
        Some(text) => Peppers::parse(&text).ok_or_else(|| {
            layers.refuse(KEY, "the file must hold 1 to 16 lines of 64 hexadecimal digits (openssl rand -hex 32)")
        }),
    }
}

/// A secret from the file that `key` names, or else from a systemd credential.
fn secret_file(
    layers: &Layers,
    environment: &Environment,
    key: &str,
    file: Option<&str>,
    credential: &str,
) -> Result<Option<Secret>, ConfigError> {
    let read =
        |path: &Path| read_secret(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source });
    match file {
        Some(file) => read(&path(layers, key, file)?).map(Some),
        None => environment.credential(credential).map(|path| read(&path)).transpose(),
    }
}
