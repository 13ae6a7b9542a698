//! A server inside the test: the real router, the real database, a clock of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use db::Db;
use test_postgres::TestPostgres;
use tokio::sync::OnceCell;
use vestibule::app::Shared;
use vestibule::platform::clock::Clock;
use vestibule::platform::config::{Config, Environment, Overrides};
use vestibule::platform::data_dir::DataDir;
use vestibule::platform::entropy::{Entropy, SystemEntropy};
use vestibule::platform::mail::{Transport, delivery, mailbox};
use vestibule::platform::master_key::{self, Found};
use vestibule::platform::readiness::Behind;
use vestibule::platform::{keys, surface};
use vestibule::{migrations, routes, start};

use super::secrets::{self, Secrets};
use super::{Browser, FakeClock};

/// How the subject begins of a mail that tells of a sign-in from somewhere new.
const NEW_SIGN_IN: &str = "New sign-in";

/// A directory that goes with the test.
struct Scratch(std::path::PathBuf, Secrets);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("vestibule-it-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        secrets::watch_the_log();
        Self(path, Secrets::default())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.1.are_not_in(&self.0);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a test wants other than usual.
#[derive(Clone, Default)]
pub struct Options {
    /// Keys of the configuration, as environment variables would set them.
    pub config: Vec<(&'static str, String)>,
}

impl Options {
    /// With these keys set.
    pub fn set(keys: &[(&'static str, &str)]) -> Self {
        Self { config: keys.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
    }

    /// Behind a proxy in 10.0.0.0/8, with mails to a relay on this machine.
    pub fn behind_a_proxy(origin: &str) -> Self {
        Self::set(&[
            ("VESTIBULE_ORIGIN", origin),
            ("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/8"),
            ("VESTIBULE_SMTP__HOST", "127.0.0.1"),
            ("VESTIBULE_SMTP__SECURITY", "none"),
            ("VESTIBULE_SMTP__FROM", "no-reply@forge.test"),
        ])
    }
}

/// One node with its own clock; nodes may share a database.
pub struct TestServer {
    pub app: Shared,
    pub clock: Arc<FakeClock>,
    pub router: Router,
    dir: DataDir,
    postgres_url: Option<String>,
    _scratch: Arc<Scratch>,
}

impl TestServer {
    pub async fn sqlite() -> Self {
        Self::sqlite_with(Options::default()).await
    }

    pub async fn postgres() -> Self {
        Self::postgres_with(Options::default()).await
    }

    pub async fn sqlite_with(options: Options) -> Self {
        let scratch = Arc::new(Scratch::new());
        let db = Db::open_sqlite(&scratch.0.join("vestibule.db")).await.unwrap();
        db.migrate(migrations::ALL).await.unwrap();
        Self::assemble(options, scratch, db, Arc::new(FakeClock::new()), None).await
    }

    pub async fn postgres_with(options: Options) -> Self {
        let url = TestPostgres::shared().create_from_template(template().await);
        let db = Db::open_postgres(&url, 8).await.unwrap();
        Self::assemble(options, Arc::new(Scratch::new()), db, Arc::new(FakeClock::new()), Some(url)).await
    }

    /// Another node on the same PostgreSQL database, with the same clock and keys.
    pub async fn second_node(&self) -> Self {
        self.second_node_with(Options::default()).await
    }

    /// The same, configured like that.
    pub async fn second_node_with(&self, options: Options) -> Self {
        let url = self.postgres_url.clone().expect("only PostgreSQL has several nodes");
        let db = Db::open_postgres(&url, 8).await.unwrap();
        let (scratch, clock) = (self._scratch.clone(), self.clock.clone());
        Self::assemble(options, scratch, db, clock, Some(url)).await
    }

    /// The same with a clock of its own, ahead of the database's by so much.
    pub async fn second_node_ahead_by(&self, micros: i64) -> Self {
        let url = self.postgres_url.clone().expect("only PostgreSQL has several nodes");
        let db = Db::open_postgres(&url, 8).await.unwrap();
        let clock = Arc::new(self.clock.of_node_ahead_by(micros));
        Self::assemble(Options::default(), self._scratch.clone(), db, clock, Some(url)).await
    }

    /// On a database of the test's own PostgreSQL, which may go away in the middle.
    pub async fn postgres_at(url: &str) -> Self {
        let db = Db::open_postgres(url, 8).await.unwrap();
        db.migrate(migrations::ALL).await.unwrap();
        let (scratch, clock) = (Arc::new(Scratch::new()), Arc::new(FakeClock::new()));
        Self::assemble(Options::default(), scratch, db, clock, Some(url.to_owned())).await
    }

    /// The same server, started again with other options: database, keys and clock stay.
    pub async fn again_with(&self, options: Options) -> Self {
        let (scratch, db, clock) = (self._scratch.clone(), self.app.db.clone(), self.clock.clone());
        Self::assemble(options, scratch, db, clock, self.postgres_url.clone()).await
    }

    async fn assemble(
        options: Options,
        scratch: Arc<Scratch>,
        db: Db,
        clock: Arc<FakeClock>,
        postgres_url: Option<String>,
    ) -> Self {
        let config = config(&scratch.0, &options);
        let dir = DataDir::open(&scratch.0).unwrap();
        let rng: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let master = match master_key::find(&dir, &Environment::new(&[], None)).unwrap() {
            Found::Existing(key) => key,
            Found::Absent => master_key::create(&dir, rng.as_ref()).unwrap(),
        };
        let keys = Arc::new(keys::open(&db, &master, clock.now(), rng.as_ref()).await.unwrap());
        let app = start::assemble(config, &dir, db, keys, clock.clone(), rng).unwrap();
        let router = routes::service(&app);
        Self { app, clock, router, dir, postgres_url, _scratch: scratch }
    }

    /// A browser that has never been here, at an address of this machine's own network.
    pub fn browser(&self) -> Browser {
        self.browser_at("192.0.2.1:40000")
    }

    /// A browser at that address.
    pub fn browser_at(&self, address: &str) -> Browser {
        let address: SocketAddr = address.parse().unwrap();
        Browser::new(self.router.clone(), self.app.config.origin.as_str(), address, self._scratch.1.clone())
    }

    pub fn advance(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    /// Turns the clock back, and has the server take it for right.
    pub async fn rewind(&self, by: Duration) {
        self.clock.back(by);
        vestibule::jobs::turn(&self.app, Behind::IsRight).await.unwrap();
    }

    /// Lets all waiting mails leave and returns the newest to that address: its
    /// subject and its text.
    pub async fn newest_mail(&self, to: &str) -> Option<(String, String)> {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        let entry = mailbox::list(&dir).into_iter().find(|entry| entry.to.contains(to))?;
        let message = mailbox::read(&dir, &entry.id).unwrap();
        Some((message.entry.subject, message.text))
    }

    /// The HTML of the newest mail to that address.
    pub async fn newest_html(&self, to: &str) -> String {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        let entry = mailbox::list(&dir).into_iter().find(|entry| entry.to.contains(to)).unwrap();
        mailbox::read(&dir, &entry.id).unwrap().html
    }

    /// How many mails have gone to that address so far.
    pub async fn mails_to(&self, to: &str) -> usize {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        mailbox::list(&dir).into_iter().filter(|entry| entry.to.contains(to)).count()
    }

    /// As [`newest_mail`](Self::newest_mail), past those that tell of a sign-in.
    pub async fn newest_notice(&self, to: &str) -> Option<(String, String)> {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        let is_it = |entry: &mailbox::Entry| entry.to.contains(to) && !entry.subject.starts_with(NEW_SIGN_IN);
        let entry = mailbox::list(&dir).into_iter().find(is_it)?;
        let message = mailbox::read(&dir, &entry.id).unwrap();
        Some((message.entry.subject, message.text))
    }

    /// As [`mails_to`](Self::mails_to), but for those that tell of a sign-in.
    pub async fn notices_to(&self, to: &str) -> usize {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        let is_it = |entry: &mailbox::Entry| entry.to.contains(to) && !entry.subject.starts_with(NEW_SIGN_IN);
        mailbox::list(&dir).into_iter().filter(is_it).count()
    }

    /// How many mails with these words in their subject have gone to anybody so far.
    pub async fn mails_about(&self, words: &str) -> usize {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        mailbox::list(&dir).into_iter().filter(|entry| entry.subject.contains(words)).count()
    }

    /// Everything stored but for what every request may change: counters, events,
    /// mails under way and when a session was last seen.
    pub async fn snapshot(&self) -> Vec<String> {
        const SHOWN: &[(&str, &str)] = &[
            ("accounts", "id, state, role, security_epoch, frozen_since, frozen_until"),
            ("repudiable_changes", "id, account_id, kind"),
            ("usernames", "folded, account_id, sign_up_id"),
            ("addresses", "id, account_id, folded, is_primary, confirmed_at"),
            ("former_addresses", "account_id, folded, until"),
            ("address_confirmations", "address_id, account_id, expires_at"),
            ("address_undos", "account_id, kind, address, expires_at"),
            ("passwords", "account_id, hash, changed_at"),
            ("sessions", "id, account_id, security_epoch, expires_at"),
            ("pending_sign_ins", "account_id, expires_at"),
            ("known_browsers", "account_id, browser_id, security_epoch, known_until"),
            ("trusted_browsers", "id, account_id, number"),
            ("sign_ups", "id, expires_at, username"),
            ("enrolments", "kind, factor_id, account_id"),
            ("drills", "account_id, due_at, put_off_until, passed_at"),
            ("authenticator_apps", "id, last_step, last_used_at, name, suspended_by"),
            ("recovery_codes", "set_id, ordinal, used_at, suspended_by"),
            ("password_resets", "account_id, security_epoch, expires_at"),
            ("two_step_setups", "id, confirmed_at, expires_at"),
            ("app_additions", "id, confirmed_step, expires_at"),
            ("app_replacements", "id, account_id, expires_at"),
            ("security_keys", "id, account_id, name, sign_count, last_used_at, copied_at, backed_up, suspended_by"),
            ("key_additions", "id, account_id, name, expires_at"),
        ];
        let mut lines = Vec::new();
        for (table, columns) in SHOWN {
            let sql = format!("SELECT {columns} FROM {table} ORDER BY 1, 2, 3");
            let columns2 = columns.replace(", ", ",");
            let sql = if columns2.matches(',').count() < 2 { sql.replace(", 3", "") } else { sql };
            for row in self.app.db.fetch_all(&sql, db::params![]).await.unwrap() {
                let values: Vec<String> =
                    columns2.split(',').map(|column| format!("{:?}", row.read::<db::Value>(column).unwrap())).collect();
                lines.push(format!("{table}: {}", values.join(" ")));
            }
        }
        lines
    }

    /// The text of the newest mail to them that holds these words.
    pub async fn mails_with(&self, to: &str, words: &str) -> String {
        let dir = self.dir.join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        let texts = mailbox::list(&dir).into_iter().filter(|entry| entry.to.contains(to));
        let mut texts = texts.filter_map(|entry| mailbox::read(&dir, &entry.id).map(|mail| mail.text));
        texts.find(|text| text.contains(words)).expect(words)
    }

    /// The results of the events of that action, oldest first.
    pub async fn events(&self, action: &str) -> Vec<String> {
        let sql = "SELECT result FROM audit_events WHERE action = $1 ORDER BY at, id";
        let rows = self.app.db.fetch_all(sql, db::params![action]).await.unwrap();
        rows.iter().map(|row| row.read("result").unwrap()).collect()
    }

    /// All rows of the surface matrix.
    pub fn matrix(&self) -> Vec<&'static surface::Row> {
        routes::matrix(&self.app).rows().to_vec()
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn postgres_url(&self) -> Option<&str> {
        self.postgres_url.as_deref()
    }
}

fn config(dir: &Path, options: &Options) -> Config {
    let mut variables = vec![("VESTIBULE_PASSWORDS__TINY", "true".to_owned())];
    variables.push(("VESTIBULE_PASSWORDS__THREADS", "1".to_owned()));
    variables.extend(options.config.iter().cloned());
    let borrowed: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let overrides = Overrides { data: Some(dir.to_owned()), ..Overrides::default() };
    Config::load_in(None, &overrides, &Environment::new(&borrowed, None)).unwrap()
}

/// One migrated database that every PostgreSQL test begins with a copy of.
async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let url = TestPostgres::shared().create_database();
            let db = Db::open_postgres(&url, 2).await.unwrap();
            db.migrate(migrations::ALL).await.unwrap();
            drop(db);
            database_name(&url)
        })
        .await
}

fn database_name(url: &str) -> String {
    let rest = url.split("://").nth(1).unwrap_or(url);
    let path = rest.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}
