//! Invitations (MAI-22).

use axum::http::Method;
use serde_json::json;
use vestibule::features::admin::{self, Command};

use super::{PASSWORD, confirm, link, token};
use crate::support::{Answer, Browser, Options, TestServer};

async fn servers() -> [TestServer; 2] {
    TestServer::both_with(Options::set(&[("VESTIBULE_SIGN_UP", "invitation")])).await
}

/// Invites the address and answers the link in the mail.
async fn invited(server: &TestServer, email: &str) -> String {
    let answer = admin::run(&server.app, Command::UserInvite { email: email.to_owned() }).await;
    assert!(answer.done, "{answer:?}");
    link(server, email).await
}

async fn accept(browser: &mut Browser, link: &str, username: &str, email: &str) -> Answer {
    let fields = [("username", username), ("email", email), ("password", PASSWORD), ("invitation", token(link))];
    browser.post("/sign-up", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mai_22_an_invitation_makes_one_account() {
    for server in servers().await {
        let mut browser = server.browser();
        let link = invited(&server, "alice@example.test").await;
        assert!(browser.get(&link).await.body.contains("alice@example.test"));
        let done = accept(&mut browser, &link, "alice", "alice@example.test").await;
        assert_eq!(done.location(), "/sign-in?notice=confirmed", "{}", done.body);
        assert!(!done.sets_cookies());
        let page = browser.get(&link).await;
        assert!(page.body.contains(&server.app.locale.t("sign-up-invitation-over-title")), "{}", page.body);
        let again = accept(&mut browser, &link, "second", "alice@example.test").await;
        assert_eq!((again.status.as_u16(), server.rows("accounts").await), (403, 1));
        let sign_in = browser.post("/sign-in", &[("login", "alice@example.test"), ("password", PASSWORD)]).await;
        assert_eq!(sign_in.location(), "/settings/security");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mai_22_it_lasts_seven_days() {
    for server in servers().await {
        for (name, secs, status) in [("early", 604_799, 303), ("late", 604_800, 403), ("later", 604_801, 403)] {
            let email = format!("{name}@example.test");
            let link = invited(&server, &email).await;
            server.advance(secs);
            assert_eq!(accept(&mut server.browser(), &link, name, &email).await.status, status, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mai_22_the_address_is_the_invitations_whatever_the_form_says() {
    for server in servers().await {
        let link = invited(&server, "alice@example.test").await;
        let done = accept(&mut server.browser(), &link, "alice", "mallory@example.test").await;
        assert_eq!(done.status, 303, "{}", done.body);
        let rows = server
            .number(
                "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM addresses WHERE folded = $1",
                &[db::Value::from("mallory@example.test".to_owned())],
            )
            .await;
        assert_eq!((rows, server.rows("addresses").await), (0, 1));
        let sign_in = [("login", "alice@example.test"), ("password", PASSWORD)];
        assert_eq!(server.browser().post("/sign-in", &sign_in).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mai_22_an_invented_one_is_refused_without_work() {
    for server in servers().await {
        let real = invited(&server, "alice@example.test").await;
        let invented = token_format::Token::generate(token_format::Prefix::new("vinv_"), |bytes| bytes.fill(7));
        let last = if real.ends_with('0') { "1" } else { "0" };
        let hashes = server.hashes();
        for wrong in [invented.expose().to_owned(), format!("{}{last}", &real[..real.len() - 1]), "x".into(), "".into()]
        {
            let answer = accept(&mut server.browser(), &wrong, "alice", "alice@example.test").await;
            assert_eq!(answer.status, 403, "{wrong}");
            let body = json!({ "username": "alice", "email": "alice@example.test", "password": PASSWORD,
                "invitation": token(&wrong) });
            let answer = server.browser().api(Method::POST, "/api/v1/sign-up", &body.to_string()).await;
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (403, "not-invited"), "{wrong}");
        }
        assert_eq!((server.hashes(), server.rows("accounts").await), (hashes, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_name_leaves_the_invitation_as_it_was() {
    for server in servers().await {
        server.person("bob").await;
        let link = invited(&server, "alice@example.test").await;
        assert_eq!(accept(&mut server.browser(), &link, "bob", "alice@example.test").await.status, 409);
        let body = json!({ "username": "alice", "email": "alice@example.test", "password": PASSWORD,
            "invitation": token(&link) });
        let done = server.browser().api(Method::POST, "/api/v1/sign-up", &body.to_string()).await;
        assert_eq!((done.status.as_u16(), done.json()["status"].as_str()), (202, Some("ready")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_with_an_account_is_not_invited_and_does_not_accept() {
    for server in servers().await {
        let link = invited(&server, "alice@example.test").await;
        server.person("alice").await;
        let again = admin::run(&server.app, Command::UserInvite { email: "ALICE@example.test".into() }).await;
        assert!(!again.done && again.lines[0].contains("has the address"), "{again:?}");
        assert_eq!(accept(&mut server.browser(), &link, "second", "alice@example.test").await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_invitation_is_accepted_once_by_two_at_once() {
    for server in servers().await {
        for round in 0..10 {
            let email = format!("alice{round}@example.test");
            let link = invited(&server, &email).await;
            let (one, two) = (format!("one{round}"), format!("two{round}"));
            let (mut here, mut there) = (server.browser(), server.browser());
            let (one, two) =
                tokio::join!(accept(&mut here, &link, &one, &email), accept(&mut there, &link, &two, &email));
            let mut statuses = [one.status.as_u16(), two.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 403], "{}{}", one.body, two.body);
            assert_eq!(server.rows("accounts").await, round + 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_server_takes_none() {
    for server in servers().await {
        let link = invited(&server, "alice@example.test").await;
        let closed = server.again_with(Options::set(&[("VESTIBULE_SIGN_UP", "closed")])).await;
        let page = closed.browser().get(&link).await;
        assert!(page.body.contains(&server.app.locale.t("sign-up-closed-title")), "{}", page.body);
        assert_eq!(accept(&mut closed.browser(), &link, "alice", "alice@example.test").await.status, 403);
        assert_eq!(accept(&mut server.browser(), &link, "alice", "alice@example.test").await.status, 303);
        // An invitation confirms no sign-up.
        assert_eq!(confirm(&mut server.browser(), &link, PASSWORD).await.status, 410);
    }
}
