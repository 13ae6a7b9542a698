//! The one context every door and verb is given.

use std::path::PathBuf;
use std::sync::Arc;

use db::Db;
use sealing::Keyring;

use crate::platform::clock::{Clock, Timestamp};
use crate::platform::config::Config;
use crate::platform::entropy::Entropy;
use crate::platform::hashing::Hashing;
use crate::platform::locale::Locale;
use crate::platform::mail::Mailer;
use crate::platform::places::Places;
use crate::platform::readiness::Readiness;

/// Everything a verb may reach: there are no globals beside it.
pub struct App {
    /// The database, of either engine.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where unpredictable bytes come from.
    pub rng: Arc<dyn Entropy>,
    /// The keys that seal secrets at rest.
    pub keys: Arc<Keyring>,
    /// The threads that hash passwords.
    pub hashing: Hashing,
    /// What writes mails into the outbox.
    pub mail: Mailer,
    /// What knows where networks are, where the operator has a file for it.
    pub places: Places,
    /// Whether this node can serve.
    pub readiness: Readiness,
    /// The words on screen and in mails.
    pub locale: Arc<Locale>,
    /// What the operator decided.
    pub config: Config,
    /// The development mailbox, where there is no SMTP server.
    pub mailbox: Option<Mailbox>,
}

/// The mails of a server that is only being tried out.
pub struct Mailbox {
    /// The folder they are written to.
    pub dir: PathBuf,
    /// SHA-256 of the key in the link printed at start, without which no browser sees them.
    pub key_hash: [u8; 32],
}

/// The shape in which handlers receive the context.
pub type Shared = Arc<App>;

impl App {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A source for the leaf crates that ask for a filler.
    pub fn fill(&self) -> impl FnMut(&mut [u8]) + '_ {
        |buffer| self.rng.fill(buffer)
    }
}
