//! Where people reach the service: scheme, host and port, and nothing else.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// An origin in its canonical form: lower case, no default port, no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    /// Where the host starts in `text`, and where it ends.
    host_start: usize,
    host_end: usize,
    port: u16,
}

/// Why a text is no origin.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOrigin {
    /// Neither http nor https.
    #[error("it must begin with https:// (or http:// for a loopback host)")]
    Scheme,
    /// Something stands after the host and port.
    #[error("it must end after the host and port: no path, no question mark, no user name")]
    Extra,
    /// The host is not a name in ASCII or an address.
    #[error("its host must be a name in ASCII (a name in another script as xn--…) or an IP address")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("its port must be a number from 1 to 65535")]
    Port,
}

impl Origin {
    /// The origin of a server that listens on `port` of this machine only.
    pub fn localhost(port: u16) -> Self {
        Self::build("http", "localhost", port)
    }

    /// `https://id.example.org`, as browsers send it in `Origin`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host alone, an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        self.text.get(self.host_start..self.host_end).unwrap_or_default()
    }

    /// Host and, unless it is the scheme's own, port: what `Host` must carry.
    pub fn authority(&self) -> &str {
        self.text.get(self.host_start..).unwrap_or_default()
    }

    /// The port, the scheme's own where none was written.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether pages travel over TLS.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Whether only this machine can mean this origin.
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(self.host())
    }

    fn build(scheme: &str, host: &str, port: u16) -> Self {
        let host_start = scheme.len() + "://".len();
        let default = if scheme == "https" { 443 } else { 80 };
        let mut text = format!("{scheme}://{host}");
        if port != default {
            text.push_str(&format!(":{port}"));
        }
        Self { text, host_start, host_end: host_start + host.len(), port }
    }
}

/// Whether a host name or address (IPv6 with or without brackets) is this machine.
pub fn is_loopback_host(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

impl FromStr for Origin {
    type Err = BadOrigin;

    fn from_str(text: &str) -> Result<Self, BadOrigin> {
        let lower = text.to_ascii_lowercase();
        let (scheme, rest) = lower.split_once("://").ok_or(BadOrigin::Scheme)?;
        let default = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(BadOrigin::Scheme),
        };
        // One slash at the end is what people copy from the address bar.
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@', '\\']) {
            return Err(BadOrigin::Extra);
        }
        let (host, port) = split_port(rest);
        let port = match port {
            None => default,
            Some(digits) => parse_port(digits)?,
        };
        Ok(Self::build(scheme, &checked_host(host)?, port))
    }
}

/// Host and port text; the colons inside `[…]` are the address's own.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    }
}

fn parse_port(digits: &str) -> Result<u16, BadOrigin> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|port| plain && *port != 0).ok_or(BadOrigin::Port)
}

/// The host in the form browsers use.
fn checked_host(host: &str) -> Result<String, BadOrigin> {
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().map_err(|_| BadOrigin::Host)?;
        return Ok(format!("[{address}]"));
    }
    if is_host_name(host) { Ok(host.to_owned()) } else { Err(BadOrigin::Host) }
}

/// Whether `host` is a name that DNS and certificates know, or an IPv4 address.
pub(super) fn is_host_name(host: &str) -> bool {
    let label_ok = |label: &str| {
        let inside = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    // A last label of digits is an address to every parser; then it must be one.
    let number_like = host.rsplit('.').next().is_some_and(|l| l.bytes().all(|b| b.is_ascii_digit()));
    let address_ok = !number_like || host.parse::<std::net::Ipv4Addr>().is_ok();
    host.len() <= 253 && host.split('.').all(label_ok) && address_ok
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_canonical() {
        let table = [
            ("https://id.example.org", "https://id.example.org", "id.example.org", 443, false),
            ("HTTPS://ID.Example.org:443/", "https://id.example.org", "id.example.org", 443, false),
            ("http://localhost:8080", "http://localhost:8080", "localhost", 8080, true),
            ("http://127.0.0.1:80", "http://127.0.0.1", "127.0.0.1", 80, true),
            ("http://[::1]:8080", "http://[::1]:8080", "[::1]", 8080, true),
            ("https://[0:0::1]", "https://[::1]", "[::1]", 443, true),
            ("https://192.0.2.7:8443", "https://192.0.2.7:8443", "192.0.2.7", 8443, false),
        ];
        for (given, text, host, port, loopback) in table {
            let origin: Origin = given.parse().unwrap();
            let seen = (origin.as_str(), origin.host(), origin.port(), origin.is_loopback());
            assert_eq!(seen, (text, host, port, loopback), "{given}");
        }
        assert_eq!(Origin::localhost(8080).authority(), "localhost:8080");
        assert_eq!("https://a.test:443".parse::<Origin>().unwrap().authority(), "a.test");
    }

    #[test]
    fn refuses_what_is_more_or_less() {
        let table = [
            ("id.example.org", BadOrigin::Scheme),
            ("ftp://id.example.org", BadOrigin::Scheme),
            ("https://id.example.org/login", BadOrigin::Extra),
            ("https://good@evil.test", BadOrigin::Extra),
            ("https://id.example.org?x", BadOrigin::Extra),
            ("https://id.example.org:0", BadOrigin::Port),
            ("https://id.example.org:+1", BadOrigin::Port),
            ("https://id.example.org:65536", BadOrigin::Port),
            ("https://", BadOrigin::Host),
            ("https://bücher.example", BadOrigin::Host),
            ("https://a..b", BadOrigin::Host),
            ("https://1.2.3", BadOrigin::Host),
            ("https://a.test.", BadOrigin::Host),
            ("https://::1", BadOrigin::Host),
        ];
        for (text, error) in table {
            assert_eq!(text.parse::<Origin>(), Err(error), "{text}");
        }
    }
}
