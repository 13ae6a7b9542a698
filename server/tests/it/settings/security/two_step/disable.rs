//! `/settings/security/two-step/disable`: what it asks for.

use axum::http::{Method, StatusCode};

use crate::on_both_engines;
use crate::support::{Browser, LOST_DEVICE, TestServer, TwoStepPerson};

const DISABLE: &str = "/settings/security/two-step/disable";
const DONE: &str = "/settings/security?notice=two-step-off";

/// Refused with that status, and nothing written.
async fn is_refused(server: &TestServer, browser: &mut Browser, proofs: (&str, &str), status: StatusCode) {
    let before = server.snapshot().await;
    let refused = browser.disable(proofs.0, proofs.1).await;
    assert_eq!(refused.status, status, "{proofs:?}: {}", refused.body);
    assert_eq!(server.snapshot().await, before, "{proofs:?}");
    assert!(server.is_two_step_on("alice").await);
    assert!(!refused.body.contains(proofs.0), "what was typed as a password does not come back");
}

/// A browser that was signed in with the first recovery code.
async fn by_recovery_code(server: &TestServer, person: &TwoStepPerson) -> Browser {
    let mut browser = server.pending(person).await;
    assert_eq!(browser.enter_code(&person.recovery_codes[0]).await.location(), LOST_DEVICE);
    browser
}

on_both_engines! {
    async fn the_password_and_a_code_of_the_app_now(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let page = browser.get(DISABLE).await;
        assert!(page.body.contains("name=\"password\"") && page.body.contains("name=\"code\""));
        let done = browser.disable(&alice.password, &server.code(&alice.key)).await;
        assert_eq!(done.location(), DONE);
        assert!(!server.is_two_step_on("alice").await);
    }

    async fn or_a_recovery_code(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        assert_eq!(browser.disable(&alice.password, &alice.recovery_codes[4]).await.location(), DONE);
        assert!(!server.is_two_step_on("alice").await);
    }

    async fn neither_may_be_wrong_or_missing(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let (right, wrong) = (server.code(&alice.key), server.wrong_code(&alice.key));
        let forbidden = StatusCode::FORBIDDEN;
        is_refused(&server, &mut browser, ("not alice's password", &right), forbidden).await;
        is_refused(&server, &mut browser, (&alice.password, &wrong), forbidden).await;
        is_refused(&server, &mut browser, ("not alice's password", &wrong), forbidden).await;
        is_refused(&server, &mut browser, (&alice.password, "0000-0000-0000-0000"), forbidden).await;
        is_refused(&server, &mut browser, (&alice.password, ""), StatusCode::UNPROCESSABLE_ENTITY).await;
        is_refused(&server, &mut browser, (&alice.password, "12345"), StatusCode::UNPROCESSABLE_ENTITY).await;
        for missing in [vec![("password", alice.password.as_str())], vec![("code", right.as_str())], vec![]] {
            assert_eq!(browser.post(DISABLE, &missing).await.status, StatusCode::BAD_REQUEST);
        }
        // The right code was with a wrong password: it was not used up by that.
        assert_eq!(browser.disable(&alice.password, &right).await.location(), DONE);
    }

    async fn tot_01_a_code_that_was_used_is_refused(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let code = server.code(&alice.key);
        browser.enter_code(&code).await;
        is_refused(&server, &mut browser, (&alice.password, &code), StatusCode::FORBIDDEN).await;
        server.advance(30);
        is_refused(&server, &mut browser, (&alice.password, &code), StatusCode::FORBIDDEN).await;
        assert_eq!(browser.disable(&alice.password, &server.code(&alice.key)).await.location(), DONE);
    }

    async fn a_recovery_sign_in_needs_another_code(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = by_recovery_code(&server, &alice).await;
        is_refused(&server, &mut browser, (&alice.password, &alice.recovery_codes[0]), StatusCode::FORBIDDEN).await;
        assert_eq!(browser.disable(&alice.password, &alice.recovery_codes[1]).await.location(), DONE);
    }

    async fn a_recovery_sign_in_may_use_the_app_instead(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = by_recovery_code(&server, &alice).await;
        assert_eq!(browser.disable(&alice.password, &server.code(&alice.key)).await.location(), DONE);
    }

    async fn a_pending_sign_in_gets_nowhere_near_it(server) {
        let alice = server.two_step_person("alice").await;
        let mut pending = server.pending(&alice).await;
        let mut program = server.pending_program(&alice).await;
        let code = server.code(&alice.key);
        let before = server.snapshot().await;
        assert!(pending.get(DISABLE).await.asks_to_sign_in());
        assert_eq!(pending.disable(&alice.password, &code).await.location(), "/sign-in?notice=first");
        assert_eq!(program.api_disable(&alice.password, &code).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.snapshot().await, before);
    }

    async fn another_accounts_proofs_are_of_no_use(server) {
        let alice = server.two_step_person("alice").await;
        let mallory = server.two_step_person("mallory").await;
        let mut browser = server.signed_in_twice(&mallory).await;
        let (hers, mine) = (server.code(&alice.key), server.code(&mallory.key));
        let before = server.snapshot().await;
        for (password, code) in [(&alice.password, &hers), (&alice.password, &mine), (&mallory.password, &hers)] {
            assert_eq!(browser.disable(password, code).await.status, StatusCode::FORBIDDEN);
            assert_eq!(browser.disable(password, &alice.recovery_codes[0]).await.status, StatusCode::FORBIDDEN);
            server.forget_tries().await;
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(browser.disable(&mallory.password, &mine).await.location(), DONE);
        assert!(server.is_two_step_on("alice").await);
    }

    async fn a_second_time_it_says_that_it_is_off(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        let before = server.snapshot().await;
        assert_eq!(browser.get(DISABLE).await.location(), "/settings/security?notice=already-off");
        let again = browser.disable(&alice.password, &server.code_at(&alice.key, 1)).await;
        assert_eq!(again.location(), "/settings/security?notice=already-off");
        assert_eq!(server.snapshot().await, before);
    }

    async fn a_program_is_asked_for_the_same(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let token = program.api_enter_code(&server.code(&alice.key)).await.json()["token"].as_str().unwrap().to_owned();
        let mut program = program.with_bearer(&token);
        let before = server.snapshot().await;
        let used = server.code(&alice.key);
        server.advance(30);
        let right = server.code(&alice.key);
        for (password, code, problem) in [
            ("not alice's password", right.as_str(), "wrong-password"),
            (&alice.password, &server.wrong_code(&alice.key), "wrong-code"),
            (&alice.password, &used, "used-code"),
            (&alice.password, "12 34 5", "not-a-code"),
        ] {
            assert_eq!(program.api_disable(password, code).await.problem(), problem);
        }
        let missing = program.api(Method::POST, "/api/v1/two-step/deactivation", r#"{"code":"123456"}"#).await;
        assert_eq!(missing.problem(), "malformed");
        assert_eq!(server.snapshot().await, before);
        let done = program.api_disable(&alice.password, &right).await;
        let renewed = done.json()["token"].as_str().unwrap().to_owned();
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED, "the old token has ended");
        assert_eq!(program.with_bearer(&renewed).get("/api/v1/me").await.json()["two_step"], false);
    }
}
