//! One account's password has one budget, however it is called and wherever it is asked.

use axum::http::Method;
use serde_json::json;
use vestibule::features::admin;

use super::{WRONG, on_page, over_api};
use crate::on_both_engines;
use crate::support::{Browser, TestServer};

/// What a way in answered.
type Outcome = (u16, Option<u64>);

/// Types the password at every place that asks somebody without two-step verification.
async fn everywhere(server: &TestServer, session: &Browser, program: &Browser, password: &str) -> Vec<Outcome> {
    let link = admin::make_link(&server.app).await.unwrap().unwrap();
    let token = link.split_once('=').unwrap().1;
    let (mut session, mut program) = (session.clone(), program.clone());
    let body = json!({ "password": password }).to_string();
    let answers = [
        on_page(&mut server.browser(), "alice", password).await,
        over_api(&mut server.browser(), "alice@example.test", password).await,
        session.post("/settings/security/two-step/setup", &[("password", password)]).await,
        program.api(Method::POST, "/api/v1/two-step/setup", &body).await,
        session.post("/first-admin", &[("token", token), ("password", password)]).await,
    ];
    answers.iter().map(|answer| (answer.status.as_u16(), answer.retry_after())).collect()
}

on_both_engines! {
    async fn brf_05_every_spelling_is_the_account(server) {
        let alice = server.person("alice").await;
        let mut browser = server.browser();
        for login in ["alice", "ALICE", "  alice\t", "alice@example.test", " Alice@EXAMPLE.Test "] {
            assert_eq!(on_page(&mut browser, login, WRONG).await.status, 401, "{login}");
        }
        for login in ["alice", "Alice@example.test", "aLiCe "] {
            assert_eq!(on_page(&mut browser, login, &alice.password).await.status, 429, "{login}");
        }
    }

    async fn brf_05_what_only_looks_like_the_name_is_nobody(server) {
        let alice = server.person("alice").await;
        let lookalikes =
            ["alice.", "alice+tag@example.test", "alice@example.test.", "al\u{456}ce", "ali\0ce", "\u{ff41}lice", "alice\u{200b}"];
        for login in lookalikes {
            // Not even with alice's password.
            assert_eq!(on_page(&mut server.browser(), login, &alice.password).await.status, 401, "{login:?}");
        }
        for _ in 0..5 {
            assert_eq!(on_page(&mut server.browser(), "alice", WRONG).await.status, 401);
        }
        assert_eq!(on_page(&mut server.browser(), "alice", WRONG).await.status, 429);
    }

    async fn brf_05_a_login_that_nobody_has_is_one_too(server) {
        let mut browser = server.browser();
        for login in ["nobody", "NOBODY", " nobody ", "nobody", "NoBody"] {
            assert_eq!(on_page(&mut browser, login, WRONG).await.status, 401, "{login}");
        }
        assert_eq!(on_page(&mut browser, "nobody", WRONG).await.status, 429);
        assert_eq!(on_page(&mut browser, "nobody-else", WRONG).await.status, 401);
    }

    async fn brf_06_the_password_has_one_budget_over_all_ways_in(server) {
        let alice = server.person("alice").await;
        let (mut session, program) = (server.signed_in(&alice).await, server.program(&alice).await);
        // As somebody who has stolen the session alone: a known browser has its own budget.
        session.cookies.remove("browser");
        let tried = everywhere(&server, &session, &program, WRONG).await;
        assert_eq!(tried, [(401, None), (401, None), (403, None), (403, None), (403, None)]);
        let hashes = server.hashes();
        let refused = everywhere(&server, &session, &program, &alice.password).await;
        assert_eq!(refused, [(429, Some(30)); 5]);
        assert_eq!(server.hashes(), hashes);
        server.advance(30);
        let done = session.post("/settings/security/two-step/setup", &[("password", &alice.password)]).await;
        assert_eq!(done.location(), "/settings/security/two-step/setup/app");
    }

    async fn brf_06_what_asks_for_both_proofs_draws_on_it_too(server) {
        let carol = server.two_step_person("carol").await;
        let mut session = server.signed_in_twice(&carol).await;
        session.cookies.remove("browser");
        let mut program = server.program_signed_in_twice(&carol).await;
        let code = server.code(&carol.key);
        let tried = with_both(&mut session, &mut program, WRONG, &code).await;
        assert_eq!(tried, [(403, None); 5]);
        let hashes = server.hashes();
        let refused = with_both(&mut session, &mut program, &carol.password, &code).await;
        assert_eq!((refused.as_slice(), server.hashes()), ([(429, Some(30)); 5].as_slice(), hashes));
        assert_eq!(on_page(&mut server.browser(), "carol", &carol.password).await.retry_after(), Some(30));
        // The code that stood beside the wrong passwords is not used up.
        server.advance(30);
        let fields = [("password", carol.password.as_str()), ("code", &code)];
        let done = session.post("/settings/security/two-step/disable", &fields).await;
        assert_eq!(done.location(), "/settings/security?notice=two-step-off", "{}", done.body);
    }
}

/// Types the password beside a code at five of the places that ask for both.
async fn with_both(session: &mut Browser, program: &mut Browser, password: &str, code: &str) -> Vec<Outcome> {
    let body = json!({ "password": password, "code": code }).to_string();
    let fields = [("password", password), ("code", code)];
    let answers = [
        session.post("/settings/security/two-step/disable", &fields).await,
        session.post("/settings/security/recovery-codes/new", &fields).await,
        session.post("/settings/security/recovery-codes/view", &fields).await,
        program.api(Method::POST, "/api/v1/two-step/deactivation", &body).await,
        program.api(Method::POST, "/api/v1/recovery-codes", &body).await,
    ];
    answers.iter().map(|answer| (answer.status.as_u16(), answer.retry_after())).collect()
}
