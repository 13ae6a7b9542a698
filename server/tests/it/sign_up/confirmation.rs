//! `/sign-up/confirmation`

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use super::{PASSWORD, asked, confirm, token};
use crate::on_both_engines;

on_both_engines! {
    async fn needs_the_password_that_was_chosen(server) {
        let mut browser = server.browser();
        let link = asked(&server, "alice", "alice@example.test").await;
        for (wrong, status) in [("quiet river lantern otteR", 403), ("", 403), ("nul\0nul", 403)] {
            let answer = confirm(&mut browser, &link, wrong).await;
            assert_eq!(answer.status, status, "{wrong:?}");
            assert!(answer.body.contains(&server.app.locale.t("errors-confirmation-wrong")), "{}", answer.body);
        }
        assert_eq!(server.rows("accounts").await, 0);
        assert_eq!(confirm(&mut browser, &link, PASSWORD).await.status, 303);
    }

    async fn signs_nobody_in(server) {
        let mut browser = server.browser();
        let link = asked(&server, "alice", "alice@example.test").await;
        let done = confirm(&mut browser, &link, PASSWORD).await;
        assert!(done.status == 303 && !done.sets_cookies());
        assert!(!browser.is_signed_in().await);
        assert_eq!((server.rows("sessions").await, server.rows("pending_sign_ins").await), (0, 0));
    }

    async fn brf_06_its_password_has_one_budget_over_page_and_api(server) {
        let link = asked(&server, "alice", "alice@example.test").await;
        let (mut browser, mut program) = (server.browser(), server.browser());
        let api = |password: &str| json!({ "token": token(&link), "password": password }).to_string();
        for at in 0..5 {
            let answer = if at % 2 == 0 {
                confirm(&mut browser, &link, "wrong lantern otter pond").await
            } else {
                program.api(Method::POST, "/api/v1/sign-up/confirmation", &api("wrong lantern otter pond")).await
            };
            assert_eq!(answer.status, 403, "{}", answer.body);
        }
        // Used up: not even the right one is looked at.
        let hashes = server.hashes();
        let page = confirm(&mut browser, &link, PASSWORD).await;
        let json = program.api(Method::POST, "/api/v1/sign-up/confirmation", &api(PASSWORD)).await;
        assert_eq!((page.status.as_u16(), page.retry_after()), (429, Some(30)));
        assert_eq!((json.status.as_u16(), json.retry_after()), (429, Some(30)));
        assert_eq!((json.problem().as_str(), server.hashes()), ("too-many-tries", hashes));
        server.advance(30);
        let done = program.api(Method::POST, "/api/v1/sign-up/confirmation", &api(PASSWORD)).await;
        assert_eq!((done.status.as_u16(), done.json()["username"].as_str()), (201, Some("alice")));
        let over = program.api(Method::POST, "/api/v1/sign-up/confirmation", &api(PASSWORD)).await;
        assert_eq!((over.status.as_u16(), over.problem().as_str()), (410, "link-over"));
    }

    async fn mai_14_looking_at_the_link_uses_nothing_up(server) {
        let link = asked(&server, "alice", "alice@example.test").await;
        let before = server.snapshot().await;
        for _ in 0..10 {
            let mut scanner = server.browser_at("198.51.100.7:25");
            assert_eq!(scanner.get(&link).await.status, 200);
            let head = scanner.request(Method::HEAD, &link).body(Body::empty()).unwrap();
            let answer = scanner.send(head).await;
            assert!(answer.status == 200 && answer.body.is_empty() && !answer.sets_cookies());
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(confirm(&mut server.browser(), &link, PASSWORD).await.status, 303);
    }

    async fn mai_15_a_browser_of_somebody_else_stays_that(server) {
        let mallory = server.person("mallory").await;
        let mut browser = server.signed_in(&mallory).await;
        let link = asked(&server, "alice", "alice@example.test").await;
        let cookies = browser.cookies.clone();
        assert!(browser.get(&link).await.body.contains("alice"));
        assert_eq!(confirm(&mut browser, &link, &mallory.password).await.status, 403);
        assert_eq!(confirm(&mut browser, &link, PASSWORD).await.status, 303);
        assert_eq!(browser.cookies, cookies);
        let page = browser.get("/settings/security").await;
        assert!(page.body.contains("mallory@example.test") && !page.body.contains("alice@example.test"));
        assert_eq!(server.rows("sessions").await, 1);
    }
}
