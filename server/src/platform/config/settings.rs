//! The configuration as the rest of the program sees it: every value has a type that
//! can hold nothing wrong.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;

use super::cidr::Cidr;
use super::origin::Origin;
use super::secret::Secret;
use crate::platform::pepper::Peppers;

/// The whole configuration.
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where people reach the service.
    pub origin: Origin,
    /// The data directory, not opened yet.
    pub data: PathBuf,
    /// Which engine.
    pub database: Database,
    /// What the service calls itself.
    pub service_name: String,
    /// The language of pages and mails.
    pub language: Language,
    /// Who may sign up.
    pub sign_up: SignUp,
    /// How long a confirmation link works.
    pub sign_up_link: Duration,
    /// Proxies whose forwarding headers are believed.
    pub trusted_proxies: Vec<Cidr>,
    /// Certificate and key, where we speak TLS ourselves.
    pub tls: Option<Tls>,
    /// The mail server; none in development mode.
    pub smtp: Option<Smtp>,
    /// Hashing and length.
    pub passwords: Passwords,
    /// What goes into every hash besides.
    pub peppers: Peppers,
    /// Two-step verification.
    pub two_step: TwoStep,
    /// Recovery codes.
    pub recovery_codes: RecoveryCodes,
    /// Lifetimes of sessions.
    pub sessions: Sessions,
    /// The file that knows where networks are, not opened yet.
    pub places: Option<PathBuf>,
    /// How long events of the audit log are kept.
    pub audit_keep_for: Duration,
    /// Security keys.
    pub webauthn: WebAuthn,
    /// Logging.
    pub log: Log,
    /// Whether only where the database and the keys are was read: everything else is as if
    /// nobody had set it, and no mail may be written or sent.
    pub is_for_database: bool,
    /// Things that work but that the operator should hear of at start.
    pub warnings: Vec<&'static str>,
}

impl Config {
    /// Whether this is a machine of one's own for trying things out: no mail server,
    /// so mails go to files; loading made sure that nobody else can get here.
    pub fn development(&self) -> bool {
        self.smtp.is_none() && !self.is_for_database
    }
}

/// The database engine.
pub enum Database {
    /// A file in the data directory.
    Sqlite,
    /// A PostgreSQL server by its URL, the password in it.
    Postgres(Secret),
}

/// The language of pages and mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// English with every text 40 % longer.
    EnglishLong,
}

/// Who may sign up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUp {
    /// Anyone.
    Open,
    /// Those who were invited.
    Invitation,
    /// Nobody: accounts come from the operator.
    Closed,
}

/// Files for TLS, both PEM.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The certificate with its chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// The mail server.
pub struct Smtp {
    /// Its name, also what its certificate must say.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// User name and password, if it wants one.
    pub login: Option<SmtpLogin>,
    /// The sender of every mail.
    pub from: Mailbox,
}

/// Who we are to the mail server.
pub struct SmtpLogin {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS, or no mail.
    StartTls,
    /// None: only to this machine.
    None,
}

/// What a password hash costs and how long a password is.
#[derive(Clone, Copy, Debug)]
pub struct Passwords {
    /// Argon2id memory.
    pub memory_kib: u32,
    /// Argon2id passes.
    pub passes: u32,
    /// Argon2id lanes.
    pub lanes: u32,
    /// Hashing threads; 0 is one a core.
    pub threads: usize,
    /// How many may wait for a thread.
    pub queue_max: usize,
    /// The shortest password where it is all there is.
    pub min_chars_alone: usize,
    /// The shortest password beside a second factor.
    pub min_chars_with_two_step: usize,
}

/// Two-step verification.
pub struct TwoStep {
    /// Other places worth securing.
    pub also_secure: Vec<Place>,
    /// How long a set-up may take.
    pub setup: Duration,
}

/// A place on the web with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What people call it.
    pub name: String,
    /// An `https://` address.
    pub url: String,
}

/// Recovery codes.
#[derive(Clone, Copy, Debug)]
pub struct RecoveryCodes {
    /// Codes in a set, 6 to 16.
    pub count: u8,
    /// How they are kept.
    pub storage: CodeStorage,
}

/// How recovery codes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStorage {
    /// Sealed, so that their owner can see them again.
    Sealed,
    /// As digests only, shown once (SP 800-63B-4 §3.1.2.2).
    Hashed,
}

/// Lifetimes of sessions.
#[derive(Clone, Copy, Debug)]
pub struct Sessions {
    /// In all.
    pub absolute: Duration,
    /// Without a request.
    pub idle: Duration,
    /// Between the first door and the second.
    pub pending: Duration,
    /// How long a browser may be spared the second step; none where the operator wants it always.
    pub trusted_browsers: Option<Duration>,
}

/// Who we are to security keys (WebAuthn).
#[derive(Clone, Debug)]
pub struct WebAuthn {
    /// The RP id that keys are bound to: the origin's host, or a domain above it.
    pub rp_id: String,
    /// The origins whose pages may use them, as browsers write them; ours is the first.
    pub origins: Vec<String>,
    /// The AppID of an older U2F deployment, whose keys go on working.
    pub app_id: Option<String>,
}

/// Logging.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// The least serious level that is written.
    pub level: tracing::Level,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}
