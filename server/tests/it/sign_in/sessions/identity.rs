//! What names a session, and when it gets a new name.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{Browser, TestServer};

/// A value of the right form that this server never gave out: from another account's
/// session that has ended.
async fn value_known_to_mallory(server: &TestServer) -> String {
    let mallory = server.person("mallory").await;
    let mut browser = server.signed_in(&mallory).await;
    let value = browser.session();
    browser.post("/sign-out", &[]).await;
    value
}

async fn level(server: &TestServer) -> Vec<Option<String>> {
    let sql = "SELECT second_factor FROM sessions s JOIN accounts a ON a.id = s.account_id
               WHERE a.username = 'alice' ORDER BY s.created_at, s.id";
    let rows = server.app.db.fetch_all(sql, db::params![]).await.unwrap();
    rows.iter().map(|row| row.read("second_factor").unwrap()).collect()
}

on_both_engines! {
    async fn ses_01_a_value_that_was_there_before_is_never_adopted(server) {
        let planted = value_known_to_mallory(&server).await;
        let alice = server.two_step_person("alice").await;
        let mut browser = server.browser();
        for name in ["session", "pending-sign-in"] {
            browser.cookies.insert(name.into(), planted.clone());
        }
        assert_eq!(browser.sign_in(&alice).await.location(), "/sign-in/second-step");
        assert_ne!(browser.cookies["pending-sign-in"], planted);
        assert_eq!(browser.session(), planted, "the first door opens no session");
        assert!(!browser.is_signed_in().await);
        browser.enter_code(&server.code(&alice.key)).await;
        assert_ne!(browser.session(), planted);
        assert!(browser.is_signed_in().await);
        let mut attacker = server.browser();
        attacker.cookies.insert("session".into(), planted);
        assert!(!attacker.is_signed_in().await, "the planted value opens nothing");
    }

    async fn ses_01_a_value_of_ones_own_making_is_none(server) {
        let alice = server.person("alice").await;
        let real = server.signed_in(&alice).await.session();
        let mut other_end = real.clone();
        let last = other_end.pop().unwrap();
        other_end.push(if last == 'a' { 'b' } else { 'a' });
        for value in ["", "1", "vses_", &other_end, &real.to_uppercase(), &format!("{real}x"), &real[..real.len() - 1]] {
            let mut browser = server.browser();
            browser.cookies.insert("session".into(), value.to_owned());
            assert!(!browser.is_signed_in().await, "{value}");
        }
        let mut browser = server.browser();
        browser.cookies.insert("session".into(), real);
        assert!(browser.is_signed_in().await);
    }

    async fn ses_01_two_cookies_of_one_name_are_refused(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let value = browser.session();
        for extra in [format!("session={value}"), "session=planted".to_owned(), "a=b; session=".to_owned()] {
            browser.extra_headers = vec![("cookie", extra.clone())];
            assert_eq!(browser.get("/settings/security").await.status, StatusCode::BAD_REQUEST, "{extra}");
        }
        browser.extra_headers.clear();
        assert!(browser.is_signed_in().await);
        let mut pending = server.pending(&alice).await;
        pending.extra_headers = vec![("cookie", "pending-sign-in=planted".to_owned())];
        let code = server.code(&alice.key);
        assert_eq!(pending.enter_code(&code).await.status, StatusCode::BAD_REQUEST);
        pending.extra_headers.clear();
        assert_eq!(pending.enter_code(&code).await.location(), "/settings/security", "the code was not spent");
    }

    async fn ses_01_every_change_of_level_gives_a_new_name(server) {
        let alice = server.person("alice").await;
        let mut names = Vec::new();
        let (mut browser, key, _) = server.at_codes_step(&alice).await;
        names.push(browser.session());
        browser.finish_set_up().await;
        names.push(browser.session());
        server.advance(30);
        browser.disable(&alice.password, &server.code(&key)).await;
        names.push(browser.session());
        browser.begin_set_up(&alice).await;
        browser.post("/sign-out", &[]).await;
        assert!(browser.session().is_empty());
        browser.sign_in(&alice).await;
        names.push(browser.session());
        let different: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), names.len(), "{key} {names:?}");
        for old in &names[..3] {
            let mut copy = server.browser();
            copy.cookies.insert("session".into(), old.clone());
            assert!(!copy.is_signed_in().await);
        }
    }

    async fn ses_22_the_level_never_rises_without_a_proof(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        for _ in 0..5 {
            server.advance(90);
            for path in ["/settings/security", "/settings/security/two-step/setup", "/sign-in", "/"] {
                browser.get(path).await;
            }
            browser.post("/settings/security/two-step/setup", &[("password", &alice.password)]).await;
            browser.post("/settings/security/two-step/setup/app", &[("code", "000000")]).await;
            server.forget_tries().await;
        }
        assert_eq!(level(&server).await, [None]);
        let key = browser.begin_set_up(&alice).await;
        browser.post("/settings/security/two-step/setup/app", &[("code", &server.code(&key))]).await;
        assert_eq!(level(&server).await, [None], "shown a right code, and not on yet");
        browser.finish_set_up().await;
        assert_eq!(level(&server).await, [Some("authenticator_app".to_owned())]);
    }

    async fn ses_22_a_recovery_code_makes_a_session_of_its_own_kind(server) {
        let alice = server.two_step_person("alice").await;
        server.execute("DELETE FROM sessions", vec![]).await;
        let mut browser = server.pending(&alice).await;
        assert_eq!(level(&server).await, Vec::<Option<String>>::new());
        browser.enter_code(&alice.recovery_codes[0]).await;
        assert_eq!(level(&server).await, [Some("recovery_code".to_owned())]);
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        assert_eq!(level(&server).await, [None], "with two-step verification off the password is all there is");
    }

    async fn ses_02_a_programs_session_is_no_browsers(server) {
        let alice = server.person("alice").await;
        let token = server.program(&alice).await.bearer.unwrap();
        let cookie = server.signed_in(&alice).await.session();
        let mut browser = server.browser();
        browser.cookies.insert("session".into(), token.clone());
        assert!(!browser.is_signed_in().await);
        let ask = |value: &str| -> Browser { server.browser().with_bearer(value) };
        assert_eq!(ask(&cookie).get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ask(&token).get("/api/v1/me").await.status, StatusCode::OK);
        let mut by_cookie = server.browser();
        by_cookie.cookies.insert("session".into(), token);
        assert_eq!(by_cookie.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED, "the API reads no cookie");
    }
}
