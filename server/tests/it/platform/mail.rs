//! The outbox and its worker on both engines, against a relay that talks SMTP.
#![allow(clippy::unwrap_used, reason = "tests: what cannot go on, fails")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use db::{Db, Durability, Migration, Sql, Value};
use sealing::{DataKey, Keyring};
use test_postgres::TestPostgres;
use vestibule::platform::clock::{Clock, Timestamp};
use vestibule::platform::entropy::{Entropy as _, SystemEntropy};
use vestibule::platform::locale::Locale;
use vestibule::platform::mail::{
    Action, EmailAddress, Letter, Mailer, Prepared, Security, Sender, SmtpSettings, Transport, delivery, outbox,
};

use crate::support::smtp_sink::SmtpSink;

mod retries;
mod sending;

const START: i64 = 1_795_356_300_000_000;
const OUTBOX: Migration =
    Migration { version: 1, name: "outbox", sql: Sql::Both(include_str!("../../../migrations/0002_outbox.sql")) };

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// One server with its database, its relay and its clock.
struct World {
    db: Db,
    /// The same database, as another node sees it.
    other: Db,
    mailer: Mailer,
    clock: Arc<HandClock>,
    sink: SmtpSink,
    transport: Transport,
    dir: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl World {
    async fn on_sqlite() -> Self {
        let dir = fresh_dir();
        let db = Db::open_sqlite(&dir.join("test.db")).await.unwrap();
        Self::with(db.clone(), db, dir).await
    }

    async fn on_postgres() -> Self {
        let url = TestPostgres::shared().create_database();
        let open = || Db::open_postgres(&url, 4);
        Self::with(open().await.unwrap(), open().await.unwrap(), fresh_dir()).await
    }

    async fn both() -> [Self; 2] {
        [Self::on_sqlite().await, Self::on_postgres().await]
    }

    async fn with(db: Db, other: Db, dir: PathBuf) -> Self {
        db.migrate(&[OUTBOX]).await.unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(START)));
        let key = DataKey::generate(|buffer| SystemEntropy.fill(buffer));
        let keyring = Arc::new(Keyring::new(("k1".to_owned(), key), Vec::new()));
        let sender = Sender {
            from: address("no-reply@forge.test"),
            name: None,
            service: "Forge".into(),
            host: "forge.test".into(),
        };
        let locale = Locale::english().unwrap();
        let mailer =
            Mailer::new(sender, &locale, keyring, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(SystemEntropy));
        let sink = SmtpSink::start().await;
        let transport = relay(sink.port(), Security::None);
        Self { db, other, mailer, clock, sink, transport, dir }
    }

    fn prepare(&self, to: &str) -> Prepared {
        self.mailer.prepare("test.letter", &address(to), &letter()).unwrap()
    }

    async fn put(&self, to: &str) {
        let mail = self.prepare(to);
        self.db
            .write(Durability::Process, move |tx| Box::pin(async move { outbox::put(tx, &mail).await }))
            .await
            .unwrap();
    }

    async fn deliver(&self) -> usize {
        delivery::deliver_due(&self.db, &self.mailer, &self.transport).await
    }

    async fn waiting(&self) -> i64 {
        outbox::waiting(&self.db).await.unwrap()
    }

    async fn execute(&self, sql: &'static str, values: Vec<Value>) {
        let run = self
            .db
            .write(Durability::Process, move |tx| Box::pin(async move { tx.execute(sql, &values).await.map(drop) }));
        run.await.unwrap();
    }

    fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

fn fresh_dir() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("vestibule-mail-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn settings(port: u16, security: Security) -> SmtpSettings {
    let host = "127.0.0.1".into();
    SmtpSettings { host, port: Some(port), security, username: None, password: None, timeout_secs: 5 }
}

fn relay(port: u16, security: Security) -> Transport {
    Transport::smtp(&settings(port, security)).unwrap()
}

fn address(typed: &str) -> EmailAddress {
    EmailAddress::parse(typed).unwrap()
}

fn letter() -> Letter {
    Letter {
        subject: "SUBJECT-CANARY".into(),
        heading: "A heading".into(),
        paragraphs: vec!["BODY-CANARY".into(), ".".into(), ". a line that begins with a dot".into()],
        action: Some(Action { label: "Go".into(), url: "https://forge.test/go?t=LINK-CANARY".into() }),
        ..Letter::default()
    }
}
