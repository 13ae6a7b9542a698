//! What a person types to say who they are: a user name or a confirmed address.

use std::fmt::Write;

use db::{Db, params};

use super::account::Account;
use super::store;
use crate::app::App;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;
use crate::platform::rate_limit::Subject;

/// The most bytes of a login; an address has at most 254 (RFC 5321 §4.5.3.1.3).
pub const BYTES_MAX: usize = 254;

/// A login in its folded form: all spellings of one account's name are one login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Name(String),
    Address(String),
}

impl Login {
    /// What was typed. Spaces around it are forgiven; anything else that is neither
    /// a name nor an address is a login nobody has, not an error that would say so.
    pub fn parse(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        // PostgreSQL's text knows no NUL. Leaving it out would make another login of it.
        let cut: String = text.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c }).take(BYTES_MAX).collect();
        match EmailAddress::parse(&cut) {
            Ok(address) => Self(Kind::Address(address.folded().to_owned())),
            Err(_) => Self(Kind::Name(cut.to_ascii_lowercase())),
        }
    }

    /// The account with this name or confirmed address, in whatever state it is.
    /// One statement, of the same shape whether there is one or not.
    pub async fn find(&self, db: &Db) -> Result<Option<Account>, Fault> {
        let (sql, key) = match &self.0 {
            Kind::Name(folded) => (store::BY_NAME, folded),
            Kind::Address(folded) => (store::BY_ADDRESS, folded),
        };
        let row = db.fetch_optional(sql, params![key]).await?;
        row.as_ref().map(store::account).transpose()
    }

    /// Whom a try is charged to: the account, so that its name and its addresses draw on
    /// one budget; where nobody has the login, a keyed digest of it, so that the counters
    /// do not say which logins were tried.
    pub fn subject(&self, app: &App, account: Option<&Account>) -> Subject {
        let (Kind::Name(folded) | Kind::Address(folded)) = &self.0;
        match account {
            Some(account) => Subject::new(account.id.as_str()),
            None => Subject::stand_in(nobody(app, folded.as_bytes())),
        }
    }
}

fn nobody(app: &App, login: &[u8]) -> String {
    let digest = app.keys.lookup("login", "", login);
    digest.iter().take(16).fold("nobody:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
