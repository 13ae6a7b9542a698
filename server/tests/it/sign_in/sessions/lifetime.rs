//! How long a session lasts: a day in all, an hour without a request.

use std::time::Duration;

use axum::http::StatusCode;
use db::params;
use vestibule::jobs;

use crate::on_both_engines;
use crate::support::{Browser, TestServer};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const SESSIONS: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions";

/// A request, and the note of it, which is written beside the request.
async fn visit(server: &TestServer, browser: &mut Browser) {
    assert!(browser.is_signed_in().await);
    let now = server.clock.unix_secs() * 1_000_000;
    let seen = "SELECT MAX(last_seen_at) AS n FROM sessions";
    // It is kept to the minute.
    while server.number(seen, &[]).await < now - 60_000_000 {
        tokio::task::yield_now().await;
    }
}

on_both_engines! {
    async fn ses_14_an_hour_without_a_request_ends_it(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let mut program = server.program(&alice).await;
        server.advance(HOUR - 1);
        visit(&server, &mut browser).await;
        server.advance(1);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED, "nobody was there");
        server.advance(HOUR - 2);
        visit(&server, &mut browser).await;
        server.advance(HOUR);
        assert!(!browser.is_signed_in().await);
    }

    async fn ses_14_a_day_ends_it_however_busy_it_was(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        for _ in 0..47 {
            server.advance(HOUR / 2);
            visit(&server, &mut browser).await;
        }
        server.advance(HOUR / 2 - 1);
        assert!(browser.is_signed_in().await, "a second before the end");
        server.advance(1);
        assert!(!browser.is_signed_in().await);
    }

    async fn ses_15_it_is_over_at_its_end_and_not_a_microsecond_later(server) {
        let alice = server.person("alice").await;
        let (mut before, mut after) = (server.signed_in(&alice).await, server.signed_in(&alice).await);
        server.clock.advance(Duration::from_secs(HOUR) - Duration::from_micros(1));
        assert!(before.is_signed_in().await);
        server.clock.advance(Duration::from_micros(1));
        assert!(!after.is_signed_in().await, "idle");
        let (mut before, mut after) = (server.signed_in(&alice).await, server.signed_in(&alice).await);
        server.execute("UPDATE sessions SET last_seen_at = expires_at", vec![]).await;
        server.clock.advance(Duration::from_secs(DAY) - Duration::from_micros(1));
        assert!(before.is_signed_in().await);
        server.clock.advance(Duration::from_micros(1));
        assert!(!after.is_signed_in().await, "absolute");
    }

    async fn ses_14_the_clock_going_back_revives_nothing(server) {
        let alice = server.person("alice").await;
        let (mut idle, mut absolute) = (server.signed_in(&alice).await, server.signed_in(&alice).await);
        let mut program = server.program(&alice).await;
        server.advance(HOUR);
        assert!(!idle.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        server.advance(DAY);
        assert!(!absolute.is_signed_in().await);
        server.rewind(Duration::from_secs(DAY + HOUR)).await;
        assert!(!idle.is_signed_in().await);
        assert!(!absolute.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert!(server.signed_in(&alice).await.is_signed_in().await, "a new one can be opened");
    }

    async fn ses_14_nor_does_it_end_what_is_open(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        server.rewind(Duration::from_secs(DAY)).await;
        assert!(browser.is_signed_in().await);
        let seen = server.number("SELECT last_seen_at AS n FROM sessions", &[]).await;
        assert!(seen > server.clock.unix_secs() * 1_000_000, "and it is not made older than it is");
    }

    async fn ses_14_what_is_over_is_forgotten_and_nothing_else(server) {
        let alice = server.person("alice").await;
        server.signed_in(&alice).await;
        server.advance(HOUR / 2);
        let mut young = server.signed_in(&alice).await;
        server.advance(HOUR / 2);
        jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number(SESSIONS, &[]).await, 1);
        assert!(young.is_signed_in().await);
        jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number(SESSIONS, &[]).await, 1, "twice is as good as once");
    }

    async fn an_account_has_a_bounded_number_of_sessions(server) {
        let alice = server.person("alice").await;
        let mut first = server.signed_in(&alice).await;
        server.advance(1);
        let mut second = server.signed_in(&alice).await;
        server.advance(1);
        for _ in 0..199 {
            server.program(&alice).await;
        }
        assert!(!first.is_signed_in().await, "the oldest made room");
        assert!(second.is_signed_in().await);
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions s JOIN accounts a ON a.id = s.account_id
                   WHERE a.username = $1";
        let row = server.app.db.fetch_one(sql, params!["alice"]).await.unwrap();
        assert_eq!(row.read::<i64>("n").unwrap(), 200);
    }
}
