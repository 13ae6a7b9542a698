//! LEA-01: the log in both formats at its most talkative, while things go wrong.

use std::io;
use std::sync::{Arc, Mutex};

use test_postgres::TestPostgres;
use tracing_subscriber::fmt;
use vestibule::platform::mail::{Security, SmtpSettings, Transport, delivery};

use super::assert_none;
use super::forms::Canary;
use super::journey::Journey;
use crate::support::TestServer;
use crate::support::smtp_sink::{SmtpSink, Stage};

const SMTP_PASSWORD: &str = "smtp canary badger whistle";

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Kept {
    /// Logs what this thread does from now on, as `serve` would write it.
    fn start(&self, is_json: bool) -> tracing::subscriber::DefaultGuard {
        let kept = self.clone();
        let builder = fmt().with_max_level(tracing::Level::TRACE).with_target(false).with_writer(move || kept.clone());
        if is_json {
            tracing::subscriber::set_default(builder.json().flatten_event(true).finish())
        } else {
            tracing::subscriber::set_default(builder.with_ansi(false).finish())
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn relay(sink: &SmtpSink) -> Transport {
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: Some(sink.port()),
        security: Security::None,
        username: Some("vestibule".to_owned()),
        password: Some(zeroize::Zeroizing::new(SMTP_PASSWORD.to_owned())),
        timeout_secs: 5,
    };
    Transport::smtp(&settings).unwrap()
}

/// Everything, then a mail server that refuses at each stage, repeating what it was told, and
/// at last a database that is gone.
async fn goes_wrong(is_json: bool) {
    let kept = Kept::default();
    let _guard = kept.start(is_json);
    let postgres = tokio::task::spawn_blocking(TestPostgres::start).await.unwrap();
    let server = TestServer::postgres_at(&postgres.create_database()).await;
    let mut journey = Journey::through_everything(&server).await;
    journey.canaries.push(Canary::new("the mail server's password", SMTP_PASSWORD));
    let sink = SmtpSink::start().await;
    for (number, stage) in [Stage::Auth, Stage::Mail, Stage::Rcpt, Stage::Data].into_iter().enumerate() {
        sink.answer_always(stage, "451 4.3.0 not now, for ann@example.test");
        let fields = [("login", "ann")];
        server.advance(3_700 * (1 + number as u64));
        assert_eq!(server.browser().post("/password-recovery", &fields).await.status, 200);
        delivery::deliver_due(&server.app.db, &server.app.mail, &relay(&sink)).await;
        sink.accept_all();
    }
    tokio::task::spawn_blocking(move || postgres.stop()).await.unwrap();
    let fields = [("login", "ann"), ("password", "seven calm otters paint")];
    let answer = server.browser().post("/sign-in", &fields).await;
    assert_eq!(answer.status, 503);
    assert_none(&journey.canaries, &answer.body, "the page of a fault");
    let log = kept.text();
    assert!(log.contains("a mail could not be sent yet") && log.contains("database"), "{log}");
    assert_none(&journey.canaries, &log, "the log");
}

// One thread, so that all of it is logged here.
#[tokio::test]
async fn lea_01_no_secret_is_logged_as_text_when_things_go_wrong() {
    goes_wrong(false).await;
}

#[tokio::test]
async fn lea_01_no_secret_is_logged_as_json_when_things_go_wrong() {
    goes_wrong(true).await;
}
