//! What a stranger learns of an address or a name by signing up with it: nothing of
//! the address; names are public.

use axum::http::Method;
use serde_json::json;

use super::{PASSWORD, ask};
use crate::on_both_engines;
use crate::support::TestServer;

/// Hashes, rows of sign-ups, and mails to the address.
async fn work(server: &TestServer, email: &str) -> (u64, i64, usize) {
    (server.hashes(), server.rows("sign_ups").await, server.mails_to(email).await)
}

on_both_engines! {
    async fn enu_05_a_known_address_gets_the_same_answer_and_work(server) {
        let alice = server.person("alice").await;
        let mut answers = Vec::new();
        for (name, email) in [("newcomer", "new@example.test"), ("imitator", alice.email.as_str())] {
            let before = work(&server, email).await;
            let answer = ask(&mut server.browser(), name, email).await;
            let after = work(&server, email).await;
            assert_eq!(after, (before.0 + 1, before.1 + 1, before.2 + 1), "{email}");
            answers.push(answer.masked(&[name, email]));
        }
        assert_eq!(answers[0], answers[1]);
        let (subject, text) = server.newest_mail(&alice.email).await.unwrap();
        assert!(subject.contains("already have an account") && text.contains("alice"), "{text}");
        assert!(!text.contains("token="), "{text}");
    }

    async fn enu_05_the_api_answers_the_same_too(server) {
        let alice = server.person("alice").await;
        let mut answers = Vec::new();
        for (name, email) in [("newcomer", "new@example.test"), ("imitator", alice.email.as_str())] {
            let before = work(&server, email).await;
            let body = json!({ "username": name, "email": email, "password": PASSWORD }).to_string();
            let answer = server.browser().api(Method::POST, "/api/v1/sign-up", &body).await;
            assert_eq!(answer.status, 202, "{}", answer.body);
            let after = work(&server, email).await;
            assert_eq!(after, (before.0 + 1, before.1 + 1, before.2 + 1), "{email}");
            answers.push(answer.masked(&[]));
        }
        assert_eq!(answers[0], answers[1]);
    }

    async fn enu_05_a_taken_name_is_said_and_throttled(server) {
        server.person("alice").await;
        let mut browser = server.browser();
        for at in 0..30 {
            let answer = ask(&mut browser, "alice", &format!("n{at}@example.test")).await;
            assert_eq!(answer.status, 409, "{at}: {}", answer.body);
        }
        let hashes = server.hashes();
        for name in ["alice", "free-name"] {
            let answer = ask(&mut browser, name, "other@example.test").await;
            assert_eq!((answer.status.as_u16(), answer.retry_after()), (429, Some(30)), "{name}");
        }
        assert_eq!(server.hashes(), hashes);
        // Another network asks for itself.
        assert_eq!(ask(&mut server.browser_at("198.51.100.7:1"), "bob", "bob@example.test").await.status, 200);
    }

    async fn enu_06_asking_again_tells_nothing(server) {
        let alice = server.person("alice").await;
        ask(&mut server.browser(), "waiting", "waiting@example.test").await;
        ask(&mut server.browser(), "imitator", &alice.email).await;
        let mut answers = Vec::new();
        for (name, email, mails) in [
            ("waiting", "waiting@example.test", 1),
            ("imitator", alice.email.as_str(), 1),
            ("alice", alice.email.as_str(), 0),
            ("missing", "missing@example.test", 0),
            ("waiting", "another@example.test", 0),
        ] {
            let before = server.mails_to(email).await;
            let answer = server.browser().post("/sign-up/resend", &[("username", name), ("email", email)]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(server.mails_to(email).await, before + mails, "{name} {email}");
            answers.push(answer.masked(&[email, name]));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    }

    async fn mai_18_one_address_is_not_bombed(server) {
        let alice = server.person("alice").await;
        for email in [alice.email.as_str(), "stranger@example.test"] {
            // From many networks: the address has a budget of its own.
            for at in 0..5 {
                let mut browser = server.browser_at(&format!("198.51.100.{at}:1"));
                let answer = ask(&mut browser, &format!("{}{at}", &email[..5]), email).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            }
            let sent = server.mails_to(email).await;
            let mut browser = server.browser_at("203.0.113.1:1");
            let refused = ask(&mut browser, &format!("{}-more", &email[..5]), email).await;
            assert_eq!((refused.status.as_u16(), refused.retry_after()), (429, Some(30)), "{email}");
            let fields = [("username", &email[..5]), ("email", email)];
            assert_eq!(browser.post("/sign-up/resend", &fields).await.status, 429, "{email}");
            assert_eq!(server.mails_to(email).await, sent, "{email}");
        }
    }
}
