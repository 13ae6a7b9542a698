//! Sign-up open, by invitation, or closed.

use axum::http::Method;
use serde_json::json;

use super::{PASSWORD, ask};
use crate::support::{Options, TestServer};

async fn servers(mode: &str) -> [TestServer; 2] {
    TestServer::both_with(Options::set(&[("VESTIBULE_SIGN_UP", mode)])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_open_sign_up_strangers_get_no_account() {
    for (mode, words) in [("closed", "sign-up-closed-title"), ("invitation", "sign-up-invitation-title")] {
        for server in servers(mode).await {
            let mut browser = server.browser();
            let page = browser.get("/sign-up").await;
            assert!(page.body.contains(&server.app.locale.t(words)) && !page.body.contains("<form"), "{mode}");
            assert!(!browser.get("/sign-in").await.body.contains("href=\"/sign-up\""), "{mode}");

            let hashes = server.hashes();
            let refused = ask(&mut browser, "alice", "alice@example.test").await;
            assert_eq!(refused.status, 403, "{mode}");
            assert!(refused.body.contains(&server.app.locale.t("sign-up-closed-sentence")), "{}", refused.body);
            let body = json!({ "username": "alice", "email": "alice@example.test", "password": PASSWORD }).to_string();
            let refused = browser.api(Method::POST, "/api/v1/sign-up", &body).await;
            assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (403, "sign-up-closed"), "{mode}");
            assert_eq!((server.hashes(), server.rows("sign_ups").await), (hashes, 0), "{mode}");
            assert_eq!(server.mails_to("alice@example.test").await, 0, "{mode}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_server_shows_its_form() {
    for server in servers("open").await {
        let mut browser = server.browser();
        assert!(browser.get("/sign-up").await.body.contains("action=\"/sign-up\""));
        assert!(browser.get("/sign-in").await.body.contains("href=\"/sign-up\""));
        assert_eq!(ask(&mut browser, "alice", "alice@example.test").await.status, 200);
    }
}
