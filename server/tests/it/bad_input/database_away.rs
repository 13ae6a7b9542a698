//! A database that does not answer: 503, and nobody gets in.

use axum::http::Method;
use serde_json::json;
use test_postgres::TestPostgres;

use super::assert_told;
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_in_while_the_database_is_away() {
    let postgres = tokio::task::spawn_blocking(TestPostgres::start).await.unwrap();
    let server = TestServer::postgres_at(&postgres.create_database()).await;
    let carol = server.two_step_person("carol").await;
    let mut session = server.signed_in_twice(&carol).await;
    let mut program = server.program_signed_in_twice(&carol).await;
    let mut pending = server.pending(&carol).await;
    let mut stranger = server.browser();
    let fields = [("username", "dave"), ("email", "dave@example.test"), ("password", "quiet river lantern otter")];
    let sign_in = [("login", "carol"), ("password", carol.password.as_str())];
    assert!(session.is_signed_in().await);
    assert_eq!(stranger.get("/readyz").await.body, "ready\n");

    tokio::task::spawn_blocking(move || postgres.stop()).await.unwrap();

    let code = server.code(&carol.key);
    let body = json!({ "login": "carol", "password": carol.password }).to_string();
    let answers = [
        ("session", session.get("/settings/security").await),
        ("session again", session.get("/settings/security").await),
        ("sign-out", session.post("/sign-out", &[]).await),
        ("program", program.get("/api/v1/me").await),
        ("second step", pending.post("/sign-in/second-step", &[("code", &code)]).await),
        ("sign-in", stranger.post("/sign-in", &sign_in).await),
        ("api sign-in", stranger.api(Method::POST, "/api/v1/sign-in", &body).await),
        ("sign-up", stranger.post("/sign-up", &fields).await),
        ("link", stranger.get("/first-admin?token=vadm_x").await),
        ("readiness", stranger.get("/readyz").await),
    ];
    for (what, answer) in &answers {
        if *what == "link" {
            // No token can look like that: nothing had to be asked.
            assert_told(answer, 410, what);
            continue;
        }
        assert_told(answer, 503, what);
        assert_eq!(answer.retry_after(), Some(5), "{what}");
        for leak in ["postgres", "SQL", "connection", "socket"] {
            assert!(!answer.body.contains(leak), "{what}: {}", answer.body);
        }
    }
    // The process lives, and pages that need nothing are there.
    assert_eq!(stranger.get("/healthz").await.body, "ok\n");
    assert_eq!(stranger.get("/sign-in").await.status, 200);
}
