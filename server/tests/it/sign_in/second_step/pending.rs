//! The pending sign-in: how long it lasts, what ends it, and that it is no session.

use axum::http::{Method, StatusCode};
use vestibule::features::admin::{self, Command};
use vestibule::jobs;

use crate::on_both_engines;
use crate::support::{Browser, TestServer};

const ENDED: &str = "/sign-in?notice=pending-ended";

async fn has_ended(server: &TestServer, browser: &mut Browser, program: &mut Browser, code: &str) {
    let before = server.snapshot().await;
    assert_eq!(browser.enter_code(code).await.location(), ENDED);
    assert_eq!(browser.get("/sign-in/second-step").await.location(), ENDED);
    let refused = program.api_enter_code(code).await;
    assert_eq!((refused.status, refused.problem().as_str()), (StatusCode::UNAUTHORIZED, "not-signed-in"));
    let after = server.snapshot().await;
    assert!(after.iter().all(|line| before.contains(line)), "nothing new, and no code spent");
    assert!(!browser.is_signed_in().await);
}

on_both_engines! {
    async fn ses_10_it_lasts_ten_minutes(server) {
        let alice = server.two_step_person("alice").await;
        let mut early = server.pending(&alice).await;
        let (mut browser, mut program) = (server.pending(&alice).await, server.pending_program(&alice).await);
        server.clock.advance(std::time::Duration::from_micros(599_999_999));
        assert_eq!(early.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
        server.clock.advance(std::time::Duration::from_micros(1));
        has_ended(&server, &mut browser, &mut program, &alice.recovery_codes[0]).await;
        // Seen once to be over, it stays over.
        server.rewind(std::time::Duration::from_secs(300)).await;
        has_ended(&server, &mut browser, &mut program, &alice.recovery_codes[0]).await;
    }

    async fn ses_10_it_ends_when_the_password_changes(server) {
        let alice = server.two_step_person("alice").await;
        let (mut browser, mut program) = (server.pending(&alice).await, server.pending_program(&alice).await);
        // What every change of password does to the account.
        server.execute("UPDATE accounts SET security_epoch = security_epoch + 1", vec![]).await;
        has_ended(&server, &mut browser, &mut program, &server.code(&alice.key)).await;
    }

    async fn ses_10_it_ends_when_the_account_is_disabled_and_does_not_come_back(server) {
        let alice = server.two_step_person("alice").await;
        let mut signed_in = server.signed_in_twice(&alice).await;
        let (mut browser, mut program) = (server.pending(&alice).await, server.pending_program(&alice).await);
        for command in [
            Command::UserDisable { username: "alice".into() },
            Command::UserEnable { username: "alice".into() },
        ] {
            assert!(admin::run(&server.app, command).await.done);
            has_ended(&server, &mut browser, &mut program, &server.code(&alice.key)).await;
            assert!(!signed_in.is_signed_in().await);
        }
        assert_eq!(server.pending(&alice).await.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    async fn ses_10_it_is_used_up_by_its_end(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let mut copy = browser.clone();
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
        assert!(!browser.cookies.contains_key("pending-sign-in"), "the browser forgets it");
        server.advance(30);
        assert_eq!(copy.enter_code(&server.code(&alice.key)).await.location(), ENDED);
        assert_eq!(server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pending_sign_ins", &[]).await, 0);
    }

    async fn ses_10_a_wrong_code_does_not_use_it_up(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let refused = browser.enter_code(&server.wrong_code(&alice.key)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    async fn ses_10_what_is_over_is_forgotten_and_nothing_else(server) {
        let alice = server.two_step_person("alice").await;
        server.pending(&alice).await;
        server.advance(300);
        let mut young = server.pending(&alice).await;
        server.advance(300);
        jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pending_sign_ins", &[]).await, 1);
        assert_eq!(young.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    async fn ses_02_it_opens_no_page_and_no_api_of_a_session(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let mut program = server.pending_program(&alice).await;
        let value = browser.cookies["pending-sign-in"].clone();
        // Under its own name and under the session's.
        browser.cookies.insert("session".into(), value.clone());
        assert!(browser.get("/settings/security").await.asks_to_sign_in());
        assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in?notice=first");
        for path in ["/api/v1/me", "/api/v1/two-step"] {
            assert_eq!(program.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
            assert_eq!(program.with_bearer(&value).get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let refused = program.api(Method::DELETE, "/api/v1/session", "").await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }

    async fn ses_02_nor_does_one_way_in_take_the_others(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let mut program = server.pending_program(&alice).await;
        let code = server.code(&alice.key);
        let mut as_program = server.browser().with_bearer(&browser.cookies["pending-sign-in"]);
        assert_eq!(as_program.api_enter_code(&code).await.status, StatusCode::UNAUTHORIZED);
        let mut as_browser = server.browser();
        as_browser.cookies.insert("pending-sign-in".into(), program.bearer.clone().unwrap());
        assert_eq!(as_browser.enter_code(&code).await.location(), ENDED);
        assert_eq!(program.api_enter_code(&code).await.status, StatusCode::OK);
        server.advance(30);
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    async fn pwd_13_it_holds_nothing_of_the_password(server) {
        let alice = server.two_step_person("alice").await;
        server.pending(&alice).await;
        let sql = "SELECT token_hash, surface FROM pending_sign_ins";
        let rows = server.app.db.fetch_all(sql, db::params![]).await.unwrap();
        assert_eq!(rows.len(), 1);
        let hash: Vec<u8> = rows[0].read("token_hash").unwrap();
        assert_eq!(hash.len(), 32, "and a hash of its value only");
    }
}
