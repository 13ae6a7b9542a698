//! `/settings/security/password` and `/api/v1/password`

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::Person;

const PAGE: &str = "/settings/security/password";
const NEW: &str = "seven calm otters paint";

fn with_password(person: &Person, password: &str) -> Person {
    Person { password: password.to_owned(), ..person.clone() }
}

on_both_engines! {
    /// PWD-14: the old password and all other sessions are dead; this one has a new name.
    async fn pwd_14_a_changed_password_ends_what_the_old_one_opened(server) {
        let bob = server.person("bob").await;
        let mut elsewhere = server.signed_in(&bob).await;
        let mut program = server.program(&bob).await;
        let mut browser = server.signed_in(&bob).await;
        let old_name = browser.cookies["session"].clone();
        server.advance(1);
        let fields = [("password", bob.password.as_str()), ("new_password", NEW)];
        let answer = browser.post(PAGE, &fields).await;
        assert_eq!(answer.location(), "/settings/security?notice=password-changed", "{}", answer.body);
        assert!(browser.is_signed_in().await && browser.cookies["session"] != old_name);
        assert!(!elsewhere.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.browser().sign_in(&bob).await.status, StatusCode::UNAUTHORIZED);
        let (subject, text) = server.newest_mail(&bob.email).await.unwrap();
        assert!(subject.contains("was changed") && !text.contains(NEW), "{subject}");
        server.signed_in(&with_password(&bob, NEW)).await;
        assert_eq!(server.events("password.change").await, ["allowed"]);
    }

    async fn it_takes_the_old_password_and_a_second_factor_now(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let cases = [
            ("not this one at all", ann.recovery_codes[0].as_str(), NEW, "password-problem"),
            (ann.password.as_str(), "000000", NEW, "code-problem"),
            (ann.password.as_str(), "", NEW, "code-problem"),
            (ann.password.as_str(), ann.recovery_codes[0].as_str(), "short", "new_password-problem"),
            (ann.password.as_str(), ann.recovery_codes[0].as_str(), "password", "new_password-problem"),
            (ann.password.as_str(), ann.recovery_codes[0].as_str(), "", "new_password-problem"),
        ];
        for (password, code, new, field) in cases {
            let fields = [("password", password), ("code", code), ("new_password", new)];
            let answer = browser.post(PAGE, &fields).await;
            assert!(answer.status.is_client_error() && answer.body.contains(field), "{field}: {}", answer.status);
            assert!(!answer.body.contains(&ann.password), "a password came back");
        }
        assert_eq!(server.snapshot().await, before);
        let code = server.code(&ann.key);
        let fields = [("password", ann.password.as_str()), ("code", &code), ("new_password", NEW)];
        assert_eq!(browser.post(PAGE, &fields).await.status, StatusCode::SEE_OTHER);
    }

    /// The password was right: that the new one is the same is no failed try of it. And it
    /// is told of nobody who has not passed the second door as well.
    async fn the_same_one_again_is_refused_and_costs_no_try(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        for _ in 0..7 {
            let fields = [("password", bob.password.as_str()), ("new_password", bob.password.as_str())];
            assert_eq!(browser.post(PAGE, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let password = ann.password.as_str();
        let fields = [("password", password), ("code", "000000"), ("new_password", password)];
        let answer = browser.post(PAGE, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    }

    /// SP 800-63B-4 §3.1.1.2: eight characters do beside a second factor, and turning it
    /// off then asks for more.
    async fn the_rules_follow_two_step_verification(server) {
        let short = "otter8ox";
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let answer = browser.post(PAGE, &[("password", &bob.password), ("new_password", short)]).await;
        assert!(answer.body.contains("at least 15 characters"), "{}", answer.body);

        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let code = server.code(&ann.key);
        let fields = [("password", ann.password.as_str()), ("code", &code), ("new_password", short)];
        assert_eq!(browser.post(PAGE, &fields).await.status, StatusCode::SEE_OTHER);
        server.advance(30);
        let off = "/settings/security/two-step/disable";
        let code = server.code(&ann.key);
        let answer = browser.post(off, &[("password", short), ("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("longer one first"), "{}", answer.body);
        let fields = [("password", short), ("code", &code), ("new_password", NEW)];
        assert_eq!(browser.post(PAGE, &fields).await.status, StatusCode::SEE_OTHER);
        server.advance(30);
        let answer = browser.post(off, &[("password", NEW), ("code", &server.code(&ann.key))]).await;
        assert_eq!(answer.location(), "/settings/security?notice=two-step-off", "{}", answer.body);
    }

    async fn a_program_changes_it_too(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let body = json!({ "password": bob.password, "new_password": NEW }).to_string();
        let answer = program.api(Method::POST, "/api/v1/password", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let mut renewed = program.with_bearer(answer.json()["token"].as_str().unwrap());
        assert_eq!(renewed.get("/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    }
}
