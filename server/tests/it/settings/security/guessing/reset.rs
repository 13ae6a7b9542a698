//! The count begun anew by its owner: with the password and a second factor now.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{PAGE, factor, guess};
use crate::on_both_engines;
use crate::support::{Browser, LOST_DEVICE, TestServer};

const RESET: &str = "/settings/security/guessing/authenticator_app/reset";
const DONE: &str = "/settings/security/guessing?notice=reset";
const WEAR: &str = "UPDATE throttles SET strikes = 100, failures = 0, blocked_until = 0 WHERE factor = 'app_code'";

/// An app whose codes strangers have worn down.
async fn worn(server: &TestServer, key: &str, person: &crate::support::Person) {
    let mut stranger = server.browser_at("203.0.113.9:1");
    stranger.sign_in(person).await;
    stranger.enter_code(&server.wrong_code(key)).await;
    assert_eq!(server.execute(WEAR, vec![]).await, 1);
}

async fn send(browser: &mut Browser, password: &str, code: &str) -> (u16, String) {
    let answer = browser.post(RESET, &[("password", password), ("code", code)]).await;
    (answer.status.as_u16(), answer.location().to_owned())
}

on_both_engines! {
    async fn the_owner_resets_it_and_it_counts_everywhere(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        worn(&server, &ann.key, &ann).await;
        assert_eq!(server.pending(&ann).await.enter_code(&server.code(&ann.key)).await.status, 403);
        assert!(browser.get(PAGE).await.body.contains("Only in browsers we know"));
        assert!(browser.get(RESET).await.body.contains("101 wrong tries by strangers"));
        let done = send(&mut browser, &ann.password, &server.code(&ann.key)).await;
        assert_eq!(done, (303, DONE.to_owned()));
        assert!(browser.get(DONE).await.body.contains("starts again from nothing"));
        assert_eq!(server.events("guessing.reset").await, ["allowed"]);
        let (subject, text) = server.newest_mail(&ann.email).await.unwrap();
        assert!(subject.starts_with("Wrong tries are counted anew") && text.contains("192.0.2.1"), "{subject} {text}");
        server.advance(30);
        server.signed_in_twice(&ann).await;
    }

    /// An intruder who has one of the two, or the cookie alone, begins nothing anew.
    async fn brf_09_nobody_else_resets_it(server) {
        let ann = server.two_step_person("ann").await;
        let owner = server.signed_in_twice(&ann).await;
        worn(&server, &ann.key, &ann).await;
        let before = server.snapshot().await;
        let cases = [
            ("", "", 422),
            (ann.password.as_str(), "", 422),
            (ann.password.as_str(), "000000x", 422),
            (ann.password.as_str(), &server.wrong_code(&ann.key), 403),
            ("not the right one", &server.code(&ann.key), 403),
        ];
        for (password, code, status) in cases {
            let mut thief = server.browser_at("203.0.113.10:1");
            thief.cookies.insert("session".into(), owner.session());
            assert_eq!(send(&mut thief, password, code).await.0, status, "{password} {code}");
        }
        // A stranger's right code of a worn-down app is none, the password beside it or not.
        let mut thief = server.browser_at("203.0.113.10:1");
        thief.cookies.insert("session".into(), owner.session());
        assert_eq!(send(&mut thief, &ann.password, &server.code(&ann.key)).await.0, 403);
        assert_eq!(server.snapshot().await, before);
        let strikes = server.number("SELECT strikes AS n FROM throttles WHERE factor = 'app_code'", &[]).await;
        assert!(strikes >= 100, "{strikes}");
        // The owner, from where nobody knows the browser, with a recovery code.
        let mut elsewhere = server.pending(&ann).await;
        assert_eq!(elsewhere.enter_code(&ann.recovery_codes[0]).await.location(), LOST_DEVICE);
        let mut away = server.browser_at("198.51.100.1:1");
        away.cookies.insert("session".into(), elsewhere.session());
        assert_eq!(send(&mut away, &ann.password, &ann.recovery_codes[1]).await.0, 303);
    }

    async fn one_factor_at_a_time(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        worn(&server, &ann.key, &ann).await;
        guess(&server, "203.0.113.9:1", "ann", 3).await;
        let body = json!({ "password": ann.password, "code": server.code(&ann.key) }).to_string();
        let refused = program.api(Method::POST, "/api/v1/guessing/password/reset", &body).await;
        assert_eq!(refused.problem(), "app-refused", "a program is a stranger");
        let body = json!({ "password": ann.password, "code": ann.recovery_codes[0] }).to_string();
        let done = program.api(Method::POST, "/api/v1/guessing/password/reset", &body).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
        assert_eq!(factor(&mut program, "password").await["failures"], 0);
        assert_eq!(factor(&mut program, "authenticator_app").await["is_refused"], true);
    }

    async fn without_two_step_the_password_is_enough(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        guess(&server, "203.0.113.9:1", "bob", 3).await;
        let path = "/settings/security/guessing/password/reset";
        assert!(!browser.get(path).await.body.contains("name=\"code\""));
        assert_eq!(browser.post(path, &[("password", &bob.password)]).await.location(), DONE);
        assert!(browser.get(PAGE).await.body.contains("No wrong tries by strangers"));
    }

    /// Pressed twice, or at once on two nodes: the proofs of one press are used up by it.
    async fn pressed_twice_at_once_it_is_done_once(server) {
        let ann = server.two_step_person("ann").await;
        let browser = server.signed_in_twice(&ann).await;
        worn(&server, &ann.key, &ann).await;
        let code = server.code(&ann.key);
        let mut nodes: Vec<Arc<TestServer>> = Vec::new();
        nodes.extend(server.another_node().await.map(Arc::new));
        nodes.push(Arc::new(server));
        let presses: Vec<_> = (0..4)
            .map(|number| {
                let node = nodes[number % nodes.len()].clone();
                let (cookies, password, code) = (browser.cookies.clone(), ann.password.clone(), code.clone());
                tokio::spawn(async move {
                    let mut browser = node.browser();
                    browser.cookies = cookies;
                    send(&mut browser, &password, &code).await.0
                })
            })
            .collect();
        let mut statuses = Vec::new();
        for press in presses {
            statuses.push(press.await.unwrap());
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 403, 403, 403]);
        let server = &nodes[0];
        assert_eq!(server.mails_about("counted anew").await, 1);
        assert_eq!(server.events("guessing.reset").await.iter().filter(|result| *result == "allowed").count(), 1);
        let strangers = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM throttles
                         WHERE factor = 'app_code' AND subject NOT LIKE '%@%'";
        assert_eq!(server.number(strangers, &[]).await, 0);
    }
}
