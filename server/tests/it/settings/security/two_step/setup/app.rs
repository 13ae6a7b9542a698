//! Step 2: the first code of the app.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::on_both_engines;

const APP: &str = "/settings/security/two-step/setup/app";
const CODES: &str = "/settings/security/two-step/setup/codes";

/// What is not six ASCII digits, whatever may look like them.
const NO_CODES: [&str; 16] = [
    "１２３４５６",
    "١٢٣٤٥٦",
    "১২৩৪৫৬",
    "123456.0",
    "+123456",
    "0x1e240",
    "1e5",
    "12345",
    "1234567",
    "123\u{200b}456",
    "123\u{a0}456",
    "123_456",
    "abcdef",
    "[123456]",
    "null",
    "0123-4567-89ab-cdef",
];

on_both_engines! {
    async fn tot_07_only_six_ascii_digits_are_a_code(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        for text in NO_CODES {
            let refused = browser.post(APP, &[("code", text)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
            assert_eq!(refused.shown_key().as_ref(), Some(&key), "the page comes back with the same key");
        }
        assert_eq!(browser.post(APP, &[("code", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.post(APP, &[("code", &"1".repeat(100_000))]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(server.charged("app_code").await, 0, "what is no code costs no try");
        let code = server.code(&key);
        let spaced = format!(" {} - {}\n", &code[..3], &code[3..]);
        assert_eq!(browser.post(APP, &[("code", &spaced)]).await.location(), CODES);
    }

    async fn tot_07_json_takes_a_string_and_nothing_else(server) {
        let alice = server.person("alice").await;
        let mut program = server.program(&alice).await;
        let body = json!({ "password": alice.password }).to_string();
        program.api(Method::POST, "/api/v1/two-step/setup", &body).await;
        let values = [json!(123_456), json!(12_345), json!(null), json!(true), json!(["123456"]), json!({ "a": "123456" })];
        for value in values {
            let body = json!({ "code": value }).to_string();
            let refused = program.api(Method::POST, "/api/v1/two-step/setup/app", &body).await;
            assert_eq!((refused.status, refused.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed"), "{body}");
        }
        for text in NO_CODES {
            let body = json!({ "code": text }).to_string();
            let refused = program.api(Method::POST, "/api/v1/two-step/setup/app", &body).await;
            assert_eq!(refused.problem(), "not-a-code", "{text}");
        }
        assert_eq!(server.charged("app_code").await, 0);
    }

    async fn tot_09_an_unfinished_set_up_is_no_factor(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        server.signed_in(&alice).await;
        browser.post(APP, &[("code", &server.code(&key))]).await;
        assert_eq!(browser.get(CODES).await.shown_codes().len(), 10);
        server.signed_in(&alice).await;
        assert!(!server.is_two_step_on("alice").await);
        let refused = browser.disable(&alice.password, &server.code_at(&key, 1)).await;
        assert_eq!(refused.location(), "/settings/security?notice=already-off", "there is nothing to turn off");
    }

    async fn tot_13_the_key_and_its_parameters_are_the_servers(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        let mine = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let code = server.code(mine);
        let before = server.snapshot().await;
        for extra in [("secret", mine), ("key", mine), ("digits", "1"), ("period", "86400"), ("algorithm", "none"), ("drift", "1")] {
            let refused = browser.post(APP, &[("code", &code), extra]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{extra:?}");
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(browser.post(APP, &[("code", &code)]).await.status, StatusCode::FORBIDDEN, "a key of one's own");
        assert_eq!(browser.post(APP, &[("code", &server.code(&key))]).await.location(), CODES);
    }

    async fn tot_13_nor_does_the_api_take_them(server) {
        let alice = server.person("alice").await;
        let mut program = server.program(&alice).await;
        let body = json!({ "password": alice.password });
        for (path, body) in [("setup", body), ("setup/app", json!({ "code": "123456" })), ("activation", json!({ "saved": true }))] {
            for extra in ["secret", "key", "digits", "period", "algorithm", "account", "user"] {
                let mut body = body.clone();
                body[extra] = Value::from("1");
                let refused = program.api(Method::POST, &format!("/api/v1/two-step/{path}"), &body.to_string()).await;
                assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path} with {extra}");
            }
        }
        assert_eq!(server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM two_step_setups", &[]).await, 0);
    }

    async fn a_wrong_code_is_charged_and_nothing_else(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        let before = server.snapshot().await;
        let wrong = server.wrong_code(&key);
        for _ in 0..5 {
            assert_eq!(browser.post(APP, &[("code", &wrong)]).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(server.charged("app_code").await, 5);
        let waits = browser.post(APP, &[("code", &server.code(&key))]).await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "the right one waits as well");
        assert_eq!(server.snapshot().await, before);
        server.advance(30);
        assert_eq!(browser.post(APP, &[("code", &server.code(&key))]).await.location(), CODES);
        // Those of one moment in any order.
        let mut results = server.events("two_step.confirm_app").await;
        results.sort();
        let expected = ["allowed", "too-many-tries"].into_iter().chain(["wrong-code"; 5]);
        assert_eq!(results, expected.collect::<Vec<_>>());
    }
}
