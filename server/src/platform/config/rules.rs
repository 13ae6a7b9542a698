//! What must go together, whatever each value is alone.

use std::net::SocketAddr;

use super::error::ConfigError;
use super::settings::Config;

/// Without an origin the mails would say `localhost` to people on other machines.
pub(super) fn origin_given(listen: &SocketAddr, given: bool) -> Result<(), ConfigError> {
    if given || listen.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    conflict(format!(
        "the server is to listen on {listen}, where other machines reach it, but not told under which address: \
         set origin = \"https://…\" to what people will type (or listen on 127.0.0.1)"
    ))
}

/// Looks at the whole, and writes down what deserves a warning.
pub(super) fn together(mut config: Config, tiny: bool) -> Result<Config, ConfigError> {
    transport(&config)?;
    mail(&config)?;
    if tiny {
        config.warnings.push("passwords.tiny is set: password hashes are nearly worthless. It is for tests only.");
    }
    if config.origin.is_https() && config.tls.is_none() && config.trusted_proxies.is_empty() {
        config.warnings.push(
            "origin is https, but neither [tls] nor trusted_proxies is set. Behind a proxy every client will seem to \
             have the proxy's address, and share one limit: list the proxy in trusted_proxies.",
        );
    }
    Ok(config)
}

fn transport(config: &Config) -> Result<(), ConfigError> {
    let Config { origin, tls, .. } = config;
    if !origin.is_https() && !origin.is_loopback() {
        return conflict(format!(
            "origin = \"{origin}\" would carry passwords over the network unprotected, and browsers refuse our cookies \
             there: use https (with [tls], or behind a proxy listed in trusted_proxies)"
        ));
    }
    if tls.is_some() && !origin.is_https() {
        return conflict(format!("[tls] is set, so origin must begin with https:// (it is {origin})"));
    }
    Ok(())
}

/// Development mode shows everybody's mail to whoever reaches the page.
fn mail(config: &Config) -> Result<(), ConfigError> {
    let reason = if config.smtp.is_some() {
        return Ok(());
    } else if !config.listen.ip().to_canonical().is_loopback() {
        format!("listen = \"{}\" can be reached from other machines", config.listen)
    } else if !config.origin.is_loopback() {
        format!("origin = \"{}\" is not this machine alone", config.origin)
    } else if !config.trusted_proxies.is_empty() {
        "trusted_proxies says that others come through a proxy".to_owned()
    } else {
        return Ok(());
    };
    conflict(format!(
        "there is no mail server, and {reason}. Set smtp.host and smtp.from; or, to try things out with mails written \
         to files, keep listen and origin on loopback and trusted_proxies empty"
    ))
}

fn conflict<T>(sentence: String) -> Result<T, ConfigError> {
    Err(ConfigError::Conflict(sentence))
}
