//! Our cookies (RFC 6265): named so that no other host or path can set them.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use super::problem::Problem;
use crate::platform::config::Origin;

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The full session.
    Session,
    /// The sign-in whose second door is not passed yet.
    PendingSignIn,
    /// The browser that came by the link printed at start.
    StartLink,
    /// The browser that was let in before. It opens nothing: it only keeps the owner apart
    /// from those who guess.
    Browser,
    /// The browser that its owner has spared the second step. It opens nothing without the
    /// password.
    Trust,
}

impl Cookie {
    /// Its name. `__Host-` binds it to this host, to the root path and to https; over
    /// plain http on loopback, where browsers refuse the prefix, it is left out.
    pub fn name(self, origin: &Origin) -> &'static str {
        match (self, origin.is_https()) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::PendingSignIn, true) => "__Host-pending-sign-in",
            (Self::PendingSignIn, false) => "pending-sign-in",
            (Self::StartLink, true) => "__Host-start-link",
            (Self::StartLink, false) => "start-link",
            (Self::Browser, true) => "__Host-browser",
            (Self::Browser, false) => "browser",
            (Self::Trust, true) => "__Host-trust",
            (Self::Trust, false) => "trust",
        }
    }

    /// Its value in a request. Two cookies of one name are refused: somebody who can
    /// set cookies for a neighbouring host may have added one.
    pub fn read<'h>(self, headers: &'h HeaderMap, origin: &Origin) -> Result<Option<&'h str>, Problem> {
        let name = self.name(origin);
        let mut found = None;
        for header in headers.get_all(COOKIE) {
            let text = header.to_str().map_err(|_| Problem::malformed())?;
            for (key, value) in text.split(';').filter_map(|pair| pair.trim().split_once('=')) {
                if key == name && found.replace(value).is_some() {
                    return Err(Problem::malformed());
                }
            }
        }
        Ok(found)
    }

    /// The header that sets it for the rest of the browser's session. The end is the
    /// server's to know, so there is no `Max-Age`.
    pub fn set(self, value: &str, origin: &Origin) -> Result<HeaderValue, Problem> {
        self.header(value, "", origin)
    }

    /// The header that sets it for that long, also when the browser is closed meanwhile.
    pub fn keep(self, value: &str, lasts: Duration, origin: &Origin) -> Result<HeaderValue, Problem> {
        self.header(value, &format!("; Max-Age={}", lasts.as_secs()), origin)
    }

    /// The header that removes it.
    pub fn remove(self, origin: &Origin) -> Result<HeaderValue, Problem> {
        self.header("", "; Max-Age=0", origin)
    }

    fn header(self, value: &str, more: &str, origin: &Origin) -> Result<HeaderValue, Problem> {
        let secure = if origin.is_https() { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", self.name(origin));
        HeaderValue::from_str(&text).map_err(|_| Problem::broken("a cookie value that is not a token"))
    }
}
