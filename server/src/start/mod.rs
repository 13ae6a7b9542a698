//! From a configuration to a running server, and to the context that a command works in.

mod audit;
mod log;
mod mail;
mod serve;
mod user;

use std::sync::Arc;

use db::Db;
use sealing::{Keyring, MasterKey};
use token_format::Token;

use crate::app::{App, Mailbox, Shared};
use crate::features::{dev_mailbox, passwords};
use crate::migrations;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::{Config, Database, Environment, Language};
use crate::platform::data_dir::DataDir;
use crate::platform::entropy::{Entropy, SystemEntropy};
use crate::platform::fault::Fault;
use crate::platform::hashing::Hashing;
use crate::platform::keys::{self, NoKeys};
use crate::platform::locale::{BadLocale, Locale};
use crate::platform::mail::Mailer;
use crate::platform::master_key::{self, Found, MasterKeyError};
use crate::platform::places::{NoPlaces, Places};
use crate::platform::readiness::Readiness;

pub use audit::audit;
pub use log::start_log;
pub use serve::serve;
pub use user::user;

/// The SQLite file in the data directory.
const SQLITE_FILE: &str = "vestibule.db";
/// Connections that one node keeps to PostgreSQL.
const POSTGRES_CONNECTIONS_MAX: usize = 16;

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be opened or brought up to date.
    #[error("the database: {0}")]
    Database(#[from] db::Error),
    /// The master key cannot be used.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// The database was made with a key, and there is none here.
    #[error(
        "this database was made with the master key {0}, and no key is here: put it back as master.key in the \
         data directory (0600), or name it in VESTIBULE_MASTER_KEY_FILE"
    )]
    MasterKeyMissing(String),
    /// Passwords were hashed with a pepper that is not here.
    #[error(
        "passwords in this database were hashed with the pepper {0}, which is not here: put it back into the file \
         that passwords.pepper_file names, on a line of its own below the one for new passwords"
    )]
    PepperMissing(String),
    /// The database's own keys.
    #[error(transparent)]
    Keys(#[from] NoKeys),
    /// The words do not load.
    #[error(transparent)]
    Locale(#[from] BadLocale),
    /// The sender's address cannot be used.
    #[error("smtp.from is not an address we can write from: name@example.org")]
    From,
    /// The mail server's settings.
    #[error("smtp: {0}")]
    Smtp(#[from] crate::platform::mail::transport::BadSmtp),
    /// The operating system.
    #[error("{0}: {1}")]
    System(&'static str, std::io::Error),
    /// TLS.
    #[error(transparent)]
    Tls(#[from] crate::platform::serve::TlsError),
    /// The file that knows where networks are.
    #[error(transparent)]
    Places(#[from] NoPlaces),
    /// A first write did not work.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] crate::platform::data_dir::DataDirError),
}

/// Opens everything a verb needs, with the machine's own clock and randomness.
pub async fn open(config: Config, dir: &DataDir) -> Result<Shared, StartError> {
    let (clock, rng): (Arc<dyn Clock>, Arc<dyn Entropy>) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let db = match &config.database {
        Database::Sqlite => Db::open_sqlite(&dir.join(SQLITE_FILE)).await?,
        Database::Postgres(url) => Db::open_postgres(url.expose(), POSTGRES_CONNECTIONS_MAX).await?,
    };
    db.migrate(migrations::ALL).await?;
    // Who was told no more than where the database is compares and makes no password.
    if !config.is_for_database
        && let Some(missing) = passwords::missing_pepper(&db, &config.peppers).await?
    {
        return Err(StartError::PepperMissing(missing));
    }
    let keys = Arc::new(open_keys(&db, dir, clock.as_ref(), rng.as_ref()).await?);
    assemble(config, dir, db, keys, clock, rng)
}

/// Puts the context together from its parts; the tests bring their own clock.
pub fn assemble(
    config: Config,
    dir: &DataDir,
    db: Db,
    keys: Arc<Keyring>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Entropy>,
) -> Result<Shared, StartError> {
    let locale = Arc::new(match config.language {
        Language::English => Locale::english()?,
        Language::EnglishLong => Locale::stretched()?,
    });
    let threads = Hashing::start(config.passwords.threads, config.passwords.queue_max);
    let hashing = threads.map_err(|error| StartError::System("the hashing threads did not start", error))?;
    let places = config.places.as_deref().map(Places::open).transpose()?.unwrap_or_default();
    let readiness = Readiness::default();
    let sender = mail::sender(&config)?;
    let mail = Mailer::new(sender, &locale, keys.clone(), clock.clone(), rng.clone());
    let mailbox = config.development().then(|| mailbox(dir, rng.as_ref())).transpose()?;
    Ok(Arc::new(App { db, clock, rng, keys, hashing, mail, places, readiness, locale, config, mailbox }))
}

/// The key of the development mailbox is kept beside the mails, so that a restart
/// does not close the browser that was let in.
fn mailbox(dir: &DataDir, rng: &dyn Entropy) -> Result<Mailbox, StartError> {
    let token = Token::generate(dev_mailbox::KEY, |buffer| rng.fill(buffer));
    let path = dir.join(mail::MAILBOX_KEY_FILE);
    let io = |error| StartError::System("the development mailbox", error);
    let token = match std::fs::read_to_string(&path) {
        Ok(text) => Token::parse(dev_mailbox::KEY, text.trim()).unwrap_or(token),
        Err(_) => token,
    };
    std::fs::write(&path, token.expose()).map_err(io)?;
    Ok(Mailbox { dir: dir.join(mail::MAILBOX_DIR), key_hash: *token.hash().as_bytes() })
}

async fn open_keys(db: &Db, dir: &DataDir, clock: &dyn Clock, rng: &dyn Entropy) -> Result<Keyring, StartError> {
    let master: MasterKey = match master_key::find(dir, &Environment::of_process())? {
        Found::Existing(key) => key,
        // A new key beside a database that another one has sealed would be a wrong one.
        Found::Absent => match keys::expected_master(db).await? {
            None => master_key::create(dir, rng)?,
            Some(expected) => return Err(StartError::MasterKeyMissing(expected)),
        },
    };
    Ok(keys::open(db, &master, clock.now(), rng).await?)
}
