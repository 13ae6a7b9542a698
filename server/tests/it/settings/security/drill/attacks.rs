//! What somebody with a stolen cookie gains by it: nothing.

use std::sync::Arc;

use axum::http::StatusCode;

use super::{DAY, PAGE, try_code};
use crate::on_both_engines;
use crate::support::{Browser, TestServer, TwoStepPerson};

const STRIKES: &str = "SELECT CAST(COALESCE(SUM(strikes), 0) AS BIGINT) AS n FROM throttles WHERE factor = 'app_code'";

/// The session's cookie alone, without the one by which the browser is known.
async fn stolen(server: &TestServer, person: &TwoStepPerson) -> Browser {
    let browser = server.signed_in_twice(person).await;
    let mut thief = server.browser_at("203.0.113.9:1");
    thief.cookies.insert("session".into(), browser.session());
    thief
}

on_both_engines! {
    async fn it_makes_no_session_fresh(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = stolen(&server, &ann).await;
        server.advance(700);
        let before = thief.session();
        assert_eq!(try_code(&mut thief, &server.code(&ann.key)).await, StatusCode::SEE_OTHER);
        assert_eq!(thief.session(), before, "nor any other session");
        let others = thief.post("/settings/security/sessions/end-others", &[]).await;
        assert_eq!(others.status, StatusCode::FORBIDDEN);
        let codes = thief.post("/settings/security/recovery-codes/view", &[("password", &ann.password)]).await;
        assert_eq!(codes.status, StatusCode::UNPROCESSABLE_ENTITY, "the app is not fresh either");
        // Beside it: both proofs now are enough.
        server.advance(30);
        let code = server.code(&ann.key);
        let proofs = [("password", ann.password.as_str()), ("code", code.as_str())];
        assert_eq!(thief.post("/step-up", &proofs).await.status, StatusCode::SEE_OTHER);
        assert_eq!(thief.post("/settings/security/sessions/end-others", &[]).await.status, StatusCode::SEE_OTHER);
    }

    /// BRF-09: a right code clears nothing that was failed before, by strangers or here.
    async fn brf_09_a_right_code_resets_no_throttle(server) {
        let ann = server.two_step_person("ann").await;
        let mut known = server.signed_in_twice(&ann).await;
        let mut thief = stolen(&server, &ann).await;
        for browser in [&mut known, &mut thief] {
            for _ in 0..3 {
                assert_eq!(try_code(browser, &server.wrong_code(&ann.key)).await, StatusCode::FORBIDDEN);
            }
        }
        assert_eq!((server.charged("app_code").await, server.number(STRIKES, &[]).await), (6, 6));
        for browser in [&mut known, &mut thief] {
            assert_eq!(try_code(browser, &server.code(&ann.key)).await, StatusCode::SEE_OTHER);
            server.advance(30);
            assert_eq!((server.charged("app_code").await, server.number(STRIKES, &[]).await), (6, 6));
        }
        // The next wrong ones reach the wait that began with the first.
        for _ in 0..2 {
            assert_eq!(try_code(&mut thief, &server.wrong_code(&ann.key)).await, StatusCode::FORBIDDEN);
        }
        assert_eq!(try_code(&mut thief, &server.code(&ann.key)).await, StatusCode::TOO_MANY_REQUESTS);
        assert!(server.events("drill.try").await.contains(&"too-many-tries".to_owned()));
        // The owner's browser has its own budget.
        assert_eq!(try_code(&mut known, &server.code(&ann.key)).await, StatusCode::SEE_OTHER);
    }

    /// BRF-06: one budget with the sign-in.
    async fn brf_06_it_is_no_second_budget(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = stolen(&server, &ann).await;
        for _ in 0..5 {
            assert_eq!(try_code(&mut thief, &server.wrong_code(&ann.key)).await, StatusCode::FORBIDDEN);
        }
        let mut intruder = server.pending(&ann).await;
        assert_eq!(intruder.enter_code(&server.code(&ann.key)).await.status, StatusCode::TOO_MANY_REQUESTS);
    }

    /// BRF-01: worn down, the right code is not looked at here either.
    async fn brf_01_a_factor_that_is_refused_is_refused_here(server) {
        let ann = server.two_step_person("ann").await;
        let mut known = server.signed_in_twice(&ann).await;
        let mut thief = stolen(&server, &ann).await;
        try_code(&mut thief, &server.wrong_code(&ann.key)).await;
        server.execute("UPDATE throttles SET strikes = 100 WHERE factor = 'app_code'", vec![]).await;
        assert_eq!(try_code(&mut thief, &server.code(&ann.key)).await, StatusCode::FORBIDDEN);
        assert!(server.events("drill.try").await.contains(&"app-refused".to_owned()));
        assert_eq!(try_code(&mut known, &server.code(&ann.key)).await, StatusCode::SEE_OTHER);
    }

    /// TOT-02: a code that was tried opens nothing afterwards, and the other way round.
    async fn tot_02_a_code_is_used_up_by_it(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let code = server.code(&ann.key);
        assert_eq!(try_code(&mut browser, &code).await, StatusCode::SEE_OTHER);
        let mut other = server.pending(&ann).await;
        assert_eq!(other.enter_code(&code).await.status, StatusCode::FORBIDDEN);
        server.advance(30);
        let code = server.code(&ann.key);
        assert_eq!(other.enter_code(&code).await.location(), "/settings/security");
        assert_eq!(try_code(&mut browser, &code).await, StatusCode::FORBIDDEN);
    }

    async fn tot_02_of_many_tries_of_one_code_one_is_right(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(28 * DAY);
        let browser = server.signed_in_twice(&ann).await;
        let code = server.code(&ann.key);
        let mut nodes: Vec<Arc<TestServer>> = Vec::new();
        nodes.extend(server.another_node().await.map(Arc::new));
        nodes.push(Arc::new(server));
        // As many as are free in one lane.
        let tries: Vec<_> = (0..5)
            .map(|number| {
                let (node, cookies, code) = (nodes[number % nodes.len()].clone(), browser.cookies.clone(), code.clone());
                tokio::spawn(async move {
                    let mut browser = node.browser();
                    browser.cookies = cookies;
                    browser.post(PAGE, &[("code", &code)]).await.status
                })
            })
            .collect();
        let mut right = 0;
        for one in tries {
            right += usize::from(one.await.unwrap() == StatusCode::SEE_OTHER);
        }
        assert_eq!(right, 1);
        assert_eq!(nodes[0].events("drill.try").await.iter().filter(|result| *result == "allowed").count(), 1);
    }

    /// A password alone, or an old code, is never asked here: it takes an open session.
    async fn nobody_else_comes_near_it(server) {
        let ann = server.two_step_person("ann").await;
        let mut pending = server.pending(&ann).await;
        let before = server.snapshot().await;
        for path in [PAGE, "/settings/security/drill/later"] {
            let answer = pending.post(path, &[("code", &server.code(&ann.key))]).await;
            assert!(answer.asks_to_sign_in(), "{path}: {}", answer.location());
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.charged("app_code").await, 0);
    }
}
