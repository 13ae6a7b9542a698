//! Step 1: what is needed, and the password typed now.

use axum::http::{Method, StatusCode};

use crate::on_both_engines;
use crate::support::TestServer;

const START: &str = "/settings/security/two-step/setup";
const PASSWORD_FIELD: &str = "name=\"password\"";

on_both_engines! {
    async fn a_confirmed_address_and_a_password_are_needed(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let met = browser.get(START).await;
        assert_eq!(met.body.matches("<li class=\"met\">").count(), 2, "{}", met.body);
        assert!(met.body.contains(PASSWORD_FIELD));
        server.execute("UPDATE addresses SET confirmed_at = NULL", vec![]).await;
        let missing = browser.get(START).await;
        assert_eq!(missing.body.matches("<li class=\"met\">").count(), 1);
        assert_eq!(missing.body.matches("<li class=\"missing\">").count(), 1);
        assert!(!missing.body.contains(PASSWORD_FIELD), "nothing to type while something is missing");
        let before = server.snapshot().await;
        let refused = browser.post(START, &[("password", &alice.password)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(server.snapshot().await, before);
    }

    async fn the_password_is_asked_now(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let before = server.snapshot().await;
        for (password, status) in [
            ("not the password of alice", StatusCode::FORBIDDEN),
            ("", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let refused = browser.post(START, &[("password", password)]).await;
            assert_eq!(refused.status, status, "{password:?}");
            assert!(refused.shown_key().is_none());
        }
        assert_eq!(server.snapshot().await, before, "a refused start leaves nothing");
        let key = browser.begin_set_up(&alice).await;
        assert_eq!(key.len(), 32, "160 bits in base32");
        assert!(!server.is_two_step_on("alice").await, "nothing is on before the box is ticked");
    }

    async fn tot_10_a_set_up_cannot_begin_over_an_existing_factor(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let before = server.snapshot().await;
        assert_eq!(browser.get(START).await.location(), "/settings/security?notice=already-on");
        let refused = browser.post(START, &[("password", &alice.password)]).await;
        assert_eq!(refused.location(), "/settings/security?notice=already-on");
        let code = server.code(&alice.key);
        for (path, field) in [("app", ("code", code.as_str())), ("codes", ("saved", "yes"))] {
            let refused = browser.post(&format!("{START}/{path}"), &[field]).await;
            assert_eq!(refused.location(), format!("{START}?notice=ended"));
        }
        assert_eq!(server.snapshot().await, before);
        let mut other = server.pending(&alice).await;
        assert_eq!(other.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    async fn tot_10_nor_over_the_api_or_at_the_second_door(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let session = program.api_enter_code(&server.code(&alice.key)).await.json()["token"].as_str().unwrap().to_owned();
        let body = serde_json::json!({ "password": alice.password }).to_string();
        let mut full = program.with_bearer(&session);
        let mut pending = server.pending_program(&alice).await;
        let before = server.snapshot().await;
        assert_eq!(full.api(Method::POST, "/api/v1/two-step/setup", &body).await.problem(), "already-on");
        assert_eq!(pending.api(Method::POST, "/api/v1/two-step/setup", &body).await.problem(), "not-signed-in");
        assert_eq!(full.api(Method::POST, "/api/v1/two-step/activation", r#"{"saved":true}"#).await.problem(), "set-up-ended");
        assert_eq!(server.snapshot().await, before);
    }

    async fn tot_10_a_set_up_that_another_tab_finished_first_changes_nothing(server) {
        let alice = server.person("alice").await;
        let (mut first, _) = server.at_app_step(&alice).await;
        let (mut second, key, _) = server.at_codes_step(&alice).await;
        assert_eq!(second.finish_set_up().await.location(), "/settings/security/two-step/setup/done");
        server.advance(30);
        let code = server.code(&key);
        let before = server.snapshot().await;
        for (path, field) in [("app", ("code", code.as_str())), ("codes", ("saved", "yes")), ("cancel", ("", ""))] {
            let fields = if field.0.is_empty() { vec![] } else { vec![field] };
            let refused = first.post(&format!("{START}/{path}"), &fields).await;
            assert_eq!(refused.location(), "/sign-in?notice=first", "{path}: the session has ended");
        }
        assert_eq!(server.snapshot().await, before);
        assert!(server.is_two_step_on("alice").await);
    }

    async fn of_two_tabs_the_later_set_up_counts(server) {
        let alice = server.person("alice").await;
        let (mut browser, old) = server.at_app_step(&alice).await;
        let new = browser.begin_set_up(&alice).await;
        assert_ne!(old, new);
        let refused = browser.post(&format!("{START}/app"), &[("code", &server.code(&old))]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "the first tab's key is of no use any more");
        let taken = browser.post(&format!("{START}/app"), &[("code", &server.code(&new))]).await;
        assert_eq!(taken.location(), format!("{START}/codes"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_password_is_told_so() {
    let server = TestServer::sqlite().await;
    let alice = server.person("alice").await;
    let mut program = server.program(&alice).await;
    server.execute("DELETE FROM passwords", vec![]).await;
    let status = program.get("/api/v1/two-step").await.json();
    let met: Vec<bool> = status["requirements"].as_array().unwrap().iter().map(|r| r["met"] == true).collect();
    assert_eq!(met, [true, false]);
    let body = serde_json::json!({ "password": alice.password }).to_string();
    let refused = program.api(Method::POST, "/api/v1/two-step/setup", &body).await;
    assert_eq!(refused.problem(), "requirements-missing");
}
