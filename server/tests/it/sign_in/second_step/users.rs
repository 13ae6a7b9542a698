//! Whose sign-in it is, and whether its steps can be skipped or swapped.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;

on_both_engines! {
    async fn ses_05_the_second_step_takes_no_user(server) {
        let alice = server.two_step_person("alice").await;
        let mallory = server.two_step_person("mallory").await;
        let code = server.code(&alice.key);
        let before_alice = server.number("SELECT version AS n FROM accounts WHERE username = 'alice'", &[]).await;
        for name in ["user", "username", "login", "account", "account_id", "id"] {
            let mut browser = server.pending(&mallory).await;
            let refused = browser.post("/sign-in/second-step", &[("code", &code), (name, "alice")]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{name} in the form");
            let refused = browser.post(&format!("/sign-in/second-step?{name}=alice"), &[("code", &code)]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name} in the address is not looked at");
            browser.cookies.insert(name.into(), "alice".into());
            assert_eq!(browser.enter_code(&code).await.status, StatusCode::FORBIDDEN, "{name} in a cookie");
            let mut program = server.pending_program(&mallory).await;
            let body = json!({ "code": code, name: "alice" }).to_string();
            let refused = program.api(Method::POST, "/api/v1/sign-in/second-step", &body).await;
            assert_eq!(refused.problem(), "malformed", "{name} in JSON");
            server.forget_tries().await;
        }
        let after = server.number("SELECT version AS n FROM accounts WHERE username = 'alice'", &[]).await;
        assert_eq!(after, before_alice, "alice's account was not touched");
        assert_eq!(server.pending(&alice).await.enter_code(&code).await.location(), "/settings/security");
    }

    async fn ses_06_the_tab_that_began_last_is_the_one_that_is_finished(server) {
        let alice = server.two_step_person("alice").await;
        let mallory = server.two_step_person("mallory").await;
        let mut browser = server.pending(&alice).await;
        // The second tab of the same browser.
        assert_eq!(browser.sign_in(&mallory).await.location(), "/sign-in/second-step");
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.enter_code(&alice.recovery_codes[0]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.enter_code(&server.code(&mallory.key)).await.location(), "/settings/security");
        let page = browser.get("/settings/security").await;
        assert!(page.body.contains("mallory@example.test") && !page.body.contains("alice@example.test"));
    }

    async fn the_second_step_says_whose_it_is(server) {
        let (alice, bob) = (server.two_step_person("alice").await, server.two_step_person("bob").await);
        for (person, other) in [(&alice, "bob"), (&bob, "alice")] {
            let mut browser = server.pending(person).await;
            let asked = browser.get("/sign-in/second-step").await;
            let refused = browser.enter_code("000000").await;
            for page in [asked, refused] {
                assert!(page.body.contains(&format!("Signing in as {}.", person.username)), "{}", page.body);
                assert!(page.body.contains("Not you? Start again") && !page.body.contains(other));
            }
        }
    }

    async fn ses_07_no_detour_lets_anybody_in(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        for path in [
            "/", "/sign-in", "/sign-in?next=/settings/security", "/?cancel", "/sign-in/second-step", "/sign-in/second-step?cancel",
            "/settings/security", "/settings/security/two-step/setup/done", "/settings/security/two-step/disable",
        ] {
            let answer = browser.get(path).await;
            assert!(!answer.body.contains("alice@example.test"), "{path}");
            let head = browser.request(Method::HEAD, path).body(axum::body::Body::empty()).unwrap();
            browser.send(head).await;
            assert!(!browser.cookies.contains_key("session"), "{path}");
        }
        assert!(browser.get("/settings/security/two-step/setup").await.asks_to_sign_in());
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.location(), "/settings/security", "the step itself does");
    }

    async fn ses_07_to_start_again_is_to_start_from_the_password(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let mut copy = browser.clone();
        assert_eq!(browser.post("/sign-in/start-again", &[]).await.location(), "/sign-in");
        assert!(browser.cookies.is_empty());
        assert_eq!(copy.enter_code(&server.code(&alice.key)).await.location(), "/sign-in?notice=pending-ended");
        assert!(!copy.is_signed_in().await);
        assert_eq!(browser.sign_in(&alice).await.location(), "/sign-in/second-step", "and the second step is asked again");
    }

    async fn ses_07_a_session_from_before_does_not_help(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let old = browser.clone();
        let (mut other, key, _) = server.at_codes_step(&alice).await;
        other.finish_set_up().await;
        server.advance(30);
        assert_eq!(browser.sign_in(&alice).await.location(), "/sign-in/second-step");
        assert!(!browser.is_signed_in().await && !old.clone().is_signed_in().await);
        assert_eq!(browser.enter_code(&server.code(&key)).await.location(), "/settings/security");
    }
}
