//! `/readyz`, and what a wrong clock or a full disk does.

use std::time::Duration;

use axum::http::StatusCode;
use test_postgres::TestPostgres;
use vestibule::jobs;
use vestibule::platform::readiness::Behind;

use crate::on_both_engines;
use crate::support::TestServer;

const SECOND: i64 = 1_000_000;
const MARK: &str = "SELECT at AS n FROM clock_mark";

impl TestServer {
    async fn turn(&self) -> bool {
        jobs::turn(&self.app, Behind::Waits).await.is_ok()
    }

    async fn is_ready(&self) -> bool {
        let answer = self.browser().get("/readyz").await;
        assert!([StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE].contains(&answer.status), "{}", answer.body);
        assert!(!answer.body.contains("clock") && !answer.body.contains("database"), "why stands in the log");
        assert_eq!(self.browser().get("/healthz").await.status, StatusCode::OK, "it lives");
        answer.status == StatusCode::OK
    }
}

/// TOT-18, OPS-02: the node that is off takes no app's code and is not ready; the other one
/// takes the same code, and what needs no clock works on both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tot_18_a_node_whose_clock_is_off_takes_no_codes() {
    let server = TestServer::postgres().await;
    for (number, ahead) in [300 * SECOND, -300 * SECOND, SECOND + 1, -SECOND - 1].into_iter().enumerate() {
        let alice = server.two_step_person(&format!("alice-{number}")).await;
        let off = server.second_node_ahead_by(ahead).await;
        let (mut here, mut there) = (server.pending(&alice).await, server.pending(&alice).await.at(&off));
        // The code that the wrong clock would take for right, and the one that is.
        for code in [off.code(&alice.key), server.code(&alice.key)] {
            let refused = there.enter_code(&code).await;
            assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{ahead}: {}", refused.body);
        }
        assert_eq!(server.charged("app_code").await, 0, "a wrong clock is no wrong try");
        assert!(off.turn().await && server.turn().await);
        assert!(!off.is_ready().await && server.is_ready().await);
        assert_eq!(here.enter_code(&server.code(&alice.key)).await.location(), "/settings/security", "{ahead}");
        // Set right, it serves again.
        off.clock.set_ahead(0);
        assert!(off.turn().await && off.is_ready().await);
        server.advance(30);
        assert_eq!(there.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }
    let within = server.second_node_ahead_by(SECOND).await;
    assert!(within.turn().await && within.is_ready().await);
}

/// An app that is set up while the clock is wrong would be off for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tot_18_nor_is_an_app_set_up_there() {
    let server = TestServer::postgres().await;
    let alice = server.person("alice").await;
    let mut browser = server.signed_in(&alice).await;
    let setup = "/settings/security/two-step/setup";
    browser.post(setup, &[("password", &alice.password)]).await;
    let off = server.second_node_ahead_by(30 * SECOND).await;
    let refused = browser.at(&off).post(&format!("{setup}/app"), &[("code", "000000")]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    let wrong = browser.post(&format!("{setup}/app"), &[("code", "000000")]).await;
    assert_ne!(wrong.status, StatusCode::SERVICE_UNAVAILABLE);
}

on_both_engines! {
    /// TOT-18, SES-14: a clock that goes back brings back no session that nobody has looked at since.
    async fn tot_18_a_clock_that_goes_back_revives_nothing(server) {
        let alice = server.two_step_person("alice").await;
        let mut over = server.signed_in_twice(&alice).await;
        server.advance(1_800);
        let (mut open, mut pending) = (server.signed_in_twice(&alice).await, server.pending(&alice).await);
        assert!(server.turn().await);
        server.advance(3_000);
        // Served then: so the server has seen the time.
        assert!(open.is_signed_in().await && server.turn().await && server.is_ready().await);
        server.clock.back(Duration::from_secs(2_700));
        // Until what was over is ended, nobody is served.
        for browser in [&mut over, &mut open] {
            assert_eq!(browser.get("/settings/security").await.status, StatusCode::SERVICE_UNAVAILABLE);
        }
        assert!(server.turn().await && !server.is_ready().await, "the clock is not right yet");
        assert!(!over.is_signed_in().await, "idle for more than an hour, by the time it was");
        let ended = pending.enter_code(&alice.recovery_codes[1]).await;
        assert_eq!(ended.location(), "/sign-in?notice=pending-ended");
        assert!(open.is_signed_in().await, "what was open goes on");
        // An app's code waits until the clock has come that far; a recovery code needs none.
        let mut waits = server.pending(&alice).await;
        let code = server.code(&alice.key);
        assert_eq!(waits.enter_code(&code).await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(waits.enter_code(&alice.recovery_codes[0]).await.status, StatusCode::SEE_OTHER);
        server.advance(2_700);
        assert!(server.turn().await && server.is_ready().await);
        let mut again = server.pending(&alice).await;
        assert_eq!(again.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    /// A clock that once ran a year ahead does not close the house for a year.
    async fn ops_01_the_operator_can_take_the_clock_for_right(server) {
        let alice = server.two_step_person("alice").await;
        let year = Duration::from_secs(365 * 86_400);
        server.clock.advance(year);
        assert!(server.turn().await);
        server.clock.back(year);
        assert!(server.turn().await && !server.is_ready().await);
        jobs::turn(&server.app, Behind::IsRight).await.unwrap();
        assert!(server.is_ready().await);
        assert_eq!(server.number(MARK, &[]).await, server.clock.unix_secs() * SECOND);
        server.signed_in_twice(&alice).await;
    }

    async fn the_mark_never_goes_back_by_itself(server) {
        assert!(server.turn().await);
        let mark = server.number(MARK, &[]).await;
        server.clock.back(Duration::from_secs(100));
        assert!(server.turn().await && server.turn().await);
        assert_eq!(server.number(MARK, &[]).await, mark);
        server.advance(101);
        assert!(server.turn().await);
        assert_eq!(server.number(MARK, &[]).await, mark + SECOND);
    }
}

/// OPS-09: reading still works, and it is not ready.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ops_09_a_database_that_cannot_be_written_is_not_ready() {
    let server = TestServer::sqlite().await;
    let alice = server.person("alice").await;
    assert!(server.turn().await && server.is_ready().await);
    server.app.db.raw_sqlite("PRAGMA query_only = ON").await.unwrap();
    let failed = server.browser().sign_in(&alice).await;
    assert!(failed.status.is_server_error(), "{}", failed.status);
    assert!(!server.turn().await && !server.is_ready().await);
    assert_eq!(server.browser().get("/sign-in").await.status, StatusCode::OK, "what only reads is there");
    server.app.db.raw_sqlite("PRAGMA query_only = OFF").await.unwrap();
    assert!(server.turn().await && server.is_ready().await);
    server.signed_in(&alice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ops_06_a_database_that_is_away_is_not_ready() {
    let postgres = tokio::task::spawn_blocking(TestPostgres::start).await.unwrap();
    let server = TestServer::postgres_at(&postgres.create_database()).await;
    assert!(server.turn().await && server.is_ready().await);
    tokio::task::spawn_blocking(move || postgres.stop()).await.unwrap();
    assert!(!server.turn().await && !server.is_ready().await);
}
