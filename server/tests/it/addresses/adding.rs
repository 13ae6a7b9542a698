//! Adding one, and asking for its link again.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{LIST, NEW};
use crate::on_both_engines;
use crate::support::{Browser, Person, TestServer};

/// Rows and mails that an act leaves behind.
async fn work(server: &TestServer, email: &str) -> (i64, i64, usize) {
    (server.rows("addresses").await, server.rows("address_confirmations").await, server.mails_to(email).await)
}

async fn signed_in(server: &TestServer, username: &str) -> (Person, Browser) {
    let person = server.person(username).await;
    let browser = server.signed_in(&person).await;
    (person, browser)
}

on_both_engines! {
    async fn a_new_address_gets_a_link_and_all_others_are_told(server) {
        let (bob, mut browser) = signed_in(&server, "bob").await;
        let token = server.link_to(&mut browser, &bob, "other@example.test").await;
        assert!(token.starts_with("vadc_"), "{token}");
        let (subject, text) = server.newest_mail("other@example.test").await.unwrap();
        assert!(subject.starts_with("Confirm your address") && text.contains("bob"), "{subject} {text}");
        let (subject, text) = server.newest_mail(&bob.email).await.unwrap();
        assert!(subject.starts_with("An address was added") && text.contains("other@example.test"), "{text}");
        assert!(text.contains("When:") && text.contains("192.0.2.1") && !text.contains("vadc_"), "{text}");
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test"]);
        assert_eq!(server.events("address.add").await, ["allowed"]);
        assert!(browser.is_signed_in().await);
        let page = browser.get(LIST).await.body;
        assert!(page.contains("other@example.test") && page.contains("Not confirmed"), "{page}");
    }

    /// MAI-13: until it is confirmed it reserves nothing and is nobody's way in.
    async fn mai_13_an_unconfirmed_address_does_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let fields = [("email", "victim@example.test"), ("password", ann.password.as_str()), ("code", &ann.recovery_codes[0])];
        assert_eq!(browser.post(NEW, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.mails_to("victim@example.test").await, 1);
        assert_eq!(server.sign_in_as("victim@example.test", &ann).await.status, StatusCode::UNAUTHORIZED);
        server.browser().post("/password-recovery", &[("login", "victim@example.test")]).await;
        let fields = [("password", ann.password.as_str()), ("code", &ann.recovery_codes[1]), ("new_password", "seven calm otters paint")];
        assert_eq!(browser.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.mails_to("victim@example.test").await, 1, "nothing but its confirmation");

        // Whoever it belongs to signs up with it as if nothing had been.
        server.advance(1);
        let fields = [("username", "victim"), ("email", "victim@example.test"), ("password", "quiet river lantern otter")];
        assert_eq!(server.browser().post("/sign-up", &fields).await.status, StatusCode::OK);
        let token = server.token_in_mail("victim@example.test").await;
        let fields = [("token", token.as_str()), ("password", "quiet river lantern otter")];
        assert_eq!(server.browser().post("/sign-up/confirmation", &fields).await.location(), "/sign-in?notice=confirmed");
        assert_eq!(server.addresses_of("victim").await, ["victim@example.test+*"]);
        assert_eq!(server.addresses_of("ann").await, ["ann@example.test+*", "victim@example.test"]);
    }

    /// ENU-05: another account's address gets the same answer, rows and number of mails.
    async fn enu_05_a_known_address_is_added_like_any_other(server) {
        let alice = server.person("alice").await;
        let (mallory, mut browser) = signed_in(&server, "mallory").await;
        let mut answers = Vec::new();
        for email in ["unknown@example.test", alice.email.as_str()] {
            let before = work(&server, email).await;
            server.advance(1);
            let answer = browser.add(&mallory, email).await;
            assert_eq!(work(&server, email).await, (before.0 + 1, before.1 + 1, before.2 + 1), "{email}");
            let page = browser.get(&format!("{LIST}?notice=added")).await;
            let path = server.path_of("mallory", email).await;
            answers.push((answer.masked(&[email]), page.body.contains(&format!("{path}/resend"))));
        }
        assert_eq!(answers[0], answers[1]);
        let (subject, text) = server.newest_mail(&alice.email).await.unwrap();
        assert!(subject.starts_with("Somebody entered your address") && text.contains("alice"), "{subject} {text}");
        assert!(!text.contains("token=") && !text.contains("mallory"), "{text}");
        assert_eq!(server.addresses_of("alice").await, ["alice@example.test+*"]);
        let mut program = server.program(&mallory).await;
        let mut bodies = Vec::new();
        for email in ["unknown-2@example.test", "ALICE@example.test"] {
            let body = json!({ "email": email, "password": mallory.password });
            let answer = program.call("/addresses", body).await;
            bodies.push(answer.status);
        }
        // It is in mallory's list already, by its fold: which she can see.
        assert_eq!(bodies, [StatusCode::ACCEPTED, StatusCode::UNPROCESSABLE_ENTITY]);
    }

    /// ENU-06: and so does its second mail.
    async fn enu_06_asking_again_tells_nothing(server) {
        let alice = server.person("alice").await;
        let (mallory, mut browser) = signed_in(&server, "mallory").await;
        let mut answers = Vec::new();
        for email in ["unknown@example.test", alice.email.as_str()] {
            browser.add(&mallory, email).await;
            let path = server.path_of("mallory", email).await;
            let before = work(&server, email).await;
            let answer = browser.post(&format!("{path}/resend"), &[]).await;
            assert_eq!(answer.location(), "/settings/security/addresses?notice=sent", "{}", answer.body);
            assert_eq!(work(&server, email).await, (before.0, before.1, before.2 + 1), "{email}");
            answers.push(answer.masked(&[]));
        }
        assert_eq!(answers[0], answers[1]);
    }

    async fn a_link_that_was_sent_again_replaces_the_one_before(server) {
        let (bob, mut browser) = signed_in(&server, "bob").await;
        let older = server.link_to(&mut browser, &bob, "other@example.test").await;
        let path = server.path_of("bob", "other@example.test").await;
        server.advance(1);
        browser.post(&format!("{path}/resend"), &[]).await;
        let newer = server.token_in_mail("other@example.test").await;
        assert_eq!(server.confirm(&older).await.status, StatusCode::GONE);
        assert_eq!(server.confirm(&newer).await.status, StatusCode::OK);
        let answer = browser.post(&format!("{path}/resend"), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        assert_eq!(server.events("address.resend").await, ["allowed"]);
    }

    /// MAI-18: one address, whoever adds it; and one network.
    async fn mai_18_an_address_is_not_bombed(server) {
        let mut last = StatusCode::OK;
        for at in 0..6 {
            let person = server.person(&format!("bot-{at}")).await;
            let mut browser = server.browser_at(&format!("198.51.100.{at}:1"));
            browser.sign_in(&person).await;
            last = browser.add(&person, "victim@example.test").await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(server.mails_to("victim@example.test").await, 5);
        let path = server.path_of("bot-0", "victim@example.test").await;
        let person = Person { username: "bot-0".into(), ..server.person("helper").await };
        let mut browser = server.browser();
        let password = format!("quiet river {} lantern", "bot-0".chars().rev().collect::<String>());
        browser.sign_in(&Person { password, ..person }).await;
        let again = browser.post(&format!("{path}/resend"), &[]).await;
        assert_eq!((again.status, again.retry_after()), (StatusCode::TOO_MANY_REQUESTS, Some(30)));

        let (bob, mut browser) = signed_in(&server, "bob").await;
        server.link_to(&mut browser, &bob, "one@example.test").await;
        let mut statuses = Vec::new();
        for at in 0..30 {
            let wrong = [("email", format!("n{at}@example.test")), ("password", String::new())];
            let fields: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
            statuses.push(browser.post(NEW, &fields).await.status);
        }
        assert_eq!(statuses.last(), Some(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
    }

    async fn an_account_has_ten_addresses_at_most_and_each_once(server) {
        let (bob, mut browser) = signed_in(&server, "bob").await;
        for at in 1..10 {
            let answer = browser.add(&bob, &format!("n{at}@example.test")).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{at}: {}", answer.body);
        }
        let one_more = browser.add(&bob, "n10@example.test").await;
        assert_eq!(one_more.status, StatusCode::CONFLICT);
        assert!(one_more.body.contains("as many as there can be"), "{}", one_more.body);
        assert_eq!((server.rows("addresses").await, server.mails_to("n10@example.test").await), (10, 0));
        assert!(!browser.get(LIST).await.body.contains(NEW));
        server.remove(&mut browser, &bob, "n1@example.test").await;
        for same in ["n2@example.test", "N2@EXAMPLE.test", &bob.email] {
            let answer = browser.add(&bob, same).await;
            assert!(answer.status == 422 && answer.body.contains("in your list already"), "{same}: {}", answer.body);
        }
        assert_eq!(browser.add(&bob, "n10@example.test").await.status, StatusCode::SEE_OTHER);
    }

    /// MAI-02, MAI-03, MAI-19: one address, in one form.
    async fn mai_02_an_address_is_one_address(server) {
        let (bob, mut browser) = signed_in(&server, "bob").await;
        let mut program = server.program(&bob).await;
        let (before, waiting) = (server.snapshot().await, server.rows("outbox").await);
        let password = format!("password={}", bob.password.replace(' ', "+"));
        for (email, status) in [
            ("email=a%40x.test&email=b%40x.test", 400),
            ("email%5B%5D=a%40x.test&email%5B%5D=b%40x.test", 400),
            ("email=a%40x.test%2Cb%40x.test", 422),
            ("email=a%40x.test%0ABcc%3A+b%40x.test", 422),
            ("email=a%40x.test%0D%0A.%0D%0A", 422),
            ("email=%22a%22%40x.test", 422),
            ("email=a%40x.test.", 422),
            ("email=", 422),
        ] {
            let answer = browser.post_raw(NEW, &format!("{email}&{password}"), &[("sec-fetch-site", "same-origin")]).await;
            // Spaces and line ends around an address are forgiven, not those in it.
            let expected = if email.ends_with("%0D%0A.%0D%0A") { 422 } else { status };
            assert_eq!(answer.status, expected, "{email}: {}", answer.body);
        }
        for email in [json!(["a@x.test", "b@x.test"]), json!({ "address": "a@x.test" }), json!(null)] {
            let body = json!({ "email": email, "password": bob.password });
            assert_eq!(program.call("/addresses", body).await.status, StatusCode::BAD_REQUEST, "{email}");
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.rows("outbox").await, waiting);
    }

    /// MAI-11: what the server decides cannot be said.
    async fn mai_11_nobody_confirms_by_saying_so(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let before = server.snapshot().await;
        for field in ["email_verified", "confirmed", "confirmed_at", "primary", "is_primary", "id", "account_id"] {
            let body = json!({ "email": "a@x.test", "password": bob.password, field: true });
            assert_eq!(program.call("/addresses", body).await.status, StatusCode::BAD_REQUEST, "{field}");
        }
        for method in [Method::PATCH, Method::PUT, Method::DELETE] {
            let body = json!({ "emails": [{ "email": "a@x.test", "primary": true, "email_verified": true }] }).to_string();
            for path in ["/api/v1/addresses", "/api/v1/me"] {
                let answer = program.api(method.clone(), path, &body).await;
                assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            }
        }
        assert_eq!(server.snapshot().await, before);
    }
}
