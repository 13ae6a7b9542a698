//! `/settings/security/guessing` and `/api/v1/guessing`: what strangers try, and the count
//! begun anew.

mod anew;
mod reset;

use axum::http::{Method, StatusCode};
use serde_json::json;
use vestibule::jobs;

use crate::on_both_engines;
use crate::support::{Browser, TestServer};

const PAGE: &str = "/settings/security/guessing";
const WRONG: &str = "never the right one";

/// So many wrong passwords from that address, each as soon as it may be.
async fn guess(server: &TestServer, address: &str, login: &str, times: usize) {
    let mut stranger = server.browser_at(address);
    for _ in 0..times {
        while let Some(wait) = one_guess(&mut stranger, login).await {
            server.advance(wait);
        }
    }
}

async fn one_guess(stranger: &mut Browser, login: &str) -> Option<u64> {
    stranger.post("/sign-in", &[("login", login), ("password", WRONG)]).await.retry_after()
}

/// The row of one factor in the API's answer.
async fn factor(program: &mut Browser, id: &str) -> serde_json::Value {
    let body = program.get("/api/v1/guessing").await.json();
    body["factors"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap_or(&json!(null)).clone()
}

on_both_engines! {
    async fn it_says_how_many_from_where_and_until_when(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let calm = browser.get(PAGE).await;
        assert_eq!(calm.status, StatusCode::OK);
        assert_eq!(calm.body.matches("No wrong tries by strangers").count(), 3, "{}", calm.body);
        assert!(calm.body.contains("We know this browser") && calm.body.contains("None."), "{}", calm.body);
        guess(&server, "203.0.113.9:1", "ann", 4).await;
        guess(&server, "198.51.100.7:1", "ann", 1).await;
        let page = browser.get(PAGE).await.body;
        assert!(page.contains("5 wrong tries by strangers") && page.contains("Strangers must wait until"), "{page}");
        assert!(page.contains("203.0.113.9") && page.contains("198.51.100.7"), "{page}");
        assert!(page.contains("href=\"/settings/security/guessing/password/reset\""), "{page}");
        assert!(!page.contains("guessing/authenticator_app/reset"), "what nobody has tried needs no reset: {page}");
        // A stranger to the account, with its session.
        let mut elsewhere = server.browser();
        elsewhere.cookies.insert("session".into(), browser.session());
        assert!(elsewhere.get(PAGE).await.body.contains("We don’t know this browser"));
    }

    async fn a_browser_s_own_slips_are_its_own(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        for _ in 0..2 {
            browser.post("/settings/security/password", &[("password", WRONG), ("code", "000000"), ("new_password", "nine otters paint loudly")]).await;
        }
        let page = browser.get(PAGE).await.body;
        assert!(page.contains("Here, you mistyped it 2 times."), "{page}");
        assert_eq!(page.matches("No wrong tries by strangers").count(), 3, "{page}");
        for _ in 0..3 {
            browser.post("/settings/security/password", &[("password", WRONG), ("code", "000000"), ("new_password", "nine otters paint loudly")]).await;
        }
        let page = browser.get(PAGE).await.body;
        assert!(page.contains("Here, you must wait until"), "{page}");
    }

    /// ENU-13: it tells of one's own account and of no other.
    async fn enu_13_other_accounts_leave_no_trace(server) {
        let (ann, ben) = (server.two_step_person("ann").await, server.person("ben").await);
        guess(&server, "203.0.113.77:1", "ben", 12).await;
        guess(&server, "203.0.113.78:1", "nobody-at-all", 12).await;
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.get(PAGE).await.body;
        assert!(!page.contains("203.0.113.7") && page.contains("None."), "{page}");
        let check_up = browser.get("/settings/security/check-up").await.body;
        assert!(check_up.contains("Nobody keeps guessing"), "{check_up}");
        let mut of_ben = server.browser();
        server.forget_tries().await;
        of_ben.sign_in(&ben).await;
        assert!(of_ben.get(PAGE).await.body.contains("203.0.113.77"));
    }

    async fn a_program_reads_the_same(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        guess(&server, "203.0.113.9:1", "ann", 6).await;
        let password = factor(&mut program, "password").await;
        assert_eq!((&password["failures"], &password["is_refused"]), (&json!(6), &json!(false)), "{password}");
        assert!(password["waits_until"].is_string(), "{password}");
        let body = program.get("/api/v1/guessing").await.json();
        let tries = body["tries"].as_array().unwrap();
        assert_eq!((tries.len(), &tries[0]["network"]), (7, &json!("203.0.113.9")), "{body}");
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let body = program.get("/api/v1/guessing").await.json();
        assert_eq!(body["factors"].as_array().unwrap().len(), 1, "an account without two-step: {body}");
    }

    /// At most 20, whatever a flood leaves behind.
    async fn the_list_has_an_end(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        for number in 0..30 {
            guess(&server, &format!("198.51.100.{number}:1"), "bob", 1).await;
        }
        browser.sign_in(&bob).await;
        let page = browser.get(PAGE).await.body;
        assert_eq!(page.matches("Refused: ").count(), 20, "{page}");
        assert!(page.contains("198.51.100.29") && !page.contains("198.51.100.2 ") && !page.contains("198.51.100.0"), "{page}");
    }

    /// BRF-21: whatever stands in a counter, the page stands.
    async fn brf_21_counters_at_their_ends_are_shown(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        guess(&server, "203.0.113.9:1", "bob", 1).await;
        for strikes in [i64::MAX, -5] {
            server.execute("UPDATE throttles SET strikes = $1, blocked_until = $1", vec![strikes.into()]).await;
            assert_eq!(browser.get(PAGE).await.status, StatusCode::OK);
        }
    }

    async fn the_alarm_says_where_to_look(server) {
        let bob = server.person("bob").await;
        guess(&server, "203.0.113.9:1", "bob", 1).await;
        server.execute("UPDATE throttles SET strikes = 50", vec![]).await;
        jobs::tell(&server.app).await.unwrap();
        let (_, text) = server.newest_mail(&bob.email).await.unwrap();
        assert!(text.contains(&format!("{}{PAGE}", server.app.config.origin.as_str())), "{text}");
        assert!(!text.contains("token="), "{text}");
    }

    async fn a_name_that_no_factor_has_is_404(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        for id in ["nothing", "authenticator_app", "recovery_code", "network"] {
            let path = format!("{PAGE}/{id}/reset");
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{id}");
            let before = server.snapshot().await;
            let answer = browser.post(&path, &[("password", &bob.password)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}: {}", answer.body);
            assert_eq!(server.snapshot().await, before);
        }
        assert_eq!(server.mails_about("counted anew").await, 0);
        let mut program = server.program(&bob).await;
        let body = json!({ "password": bob.password }).to_string();
        let answer = program.api(Method::POST, "/api/v1/guessing/network/reset", &body).await;
        assert_eq!(answer.problem(), "not-found");
    }
}
