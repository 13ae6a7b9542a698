//! `/first-admin`

use axum::body::Body;
use axum::http::Method;
use vestibule::features::admin::{self, Command};

use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer};

/// Makes the link, as a start does; its path.
async fn link(server: &TestServer) -> String {
    let link = admin::make_link(&server.app).await.unwrap().expect("no administrator yet");
    link.strip_prefix(server.app.config.origin.as_str()).unwrap().to_owned()
}

async fn claim(browser: &mut Browser, link: &str, password: &str) -> Answer {
    let (_, token) = link.split_once('=').unwrap();
    browser.post("/first-admin", &[("token", token), ("password", password)]).await
}

async fn administrators(server: &TestServer) -> i64 {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM accounts WHERE role = 'administrator'";
    server.number(sql, &[]).await
}

const DONE: &str = "/settings/security?notice=first-admin";

on_both_engines! {
    async fn the_link_makes_one_administrator(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let (mut browser, mut other) = (server.signed_in(&alice).await, server.signed_in(&bob).await);
        let link = link(&server).await;
        assert!(browser.get(&link).await.body.contains("alice"));
        assert_eq!(claim(&mut browser, &link, &alice.password).await.location(), DONE);
        assert_eq!(administrators(&server).await, 1);
        // Once, and void from now on.
        server.advance(1);
        assert_eq!(claim(&mut other, &link, &bob.password).await.status, 410);
        assert_eq!(other.get(&link).await.status, 410);
        assert!(admin::make_link(&server.app).await.unwrap().is_none());
        assert_eq!(administrators(&server).await, 1);
        assert_eq!(server.events("admin.first").await, ["allowed", "refused"]);
    }

    async fn it_works_for_an_hour_and_not_a_second_longer(server) {
        let alice = server.person("alice").await;
        for (secs, open) in [(3_601, false), (3_600, false), (3_599, true)] {
            let link = link(&server).await;
            server.advance(secs);
            let mut browser = server.signed_in(&alice).await;
            let (seen, done) = if open { (200, 303) } else { (410, 410) };
            assert_eq!(browser.get(&link).await.status, seen, "{secs}");
            assert_eq!(claim(&mut browser, &link, &alice.password).await.status, done, "{secs}");
        }
    }

    async fn a_newer_link_ends_the_older_one(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let (older, newer) = (link(&server).await, link(&server).await);
        assert_eq!(claim(&mut browser, &older, &alice.password).await.status, 410);
        assert_eq!(claim(&mut browser, &newer, &alice.password).await.location(), DONE);
    }

    async fn it_is_void_once_the_operator_has_made_one(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let link = link(&server).await;
        let command = Command::UserCreate {
            username: "operator".into(),
            email: "operator@example.test".into(),
            confirmed: true,
            admin: true,
            password: "quiet river lantern otter".into(),
        };
        assert!(admin::run(&server.app, command).await.done);
        assert_eq!(browser.get(&link).await.status, 410);
        assert_eq!(claim(&mut browser, &link, &alice.password).await.status, 410);
        assert_eq!(administrators(&server).await, 1);
    }

    async fn a_session_alone_is_not_enough(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let mut browser = server.signed_in(&alice).await;
        let link = link(&server).await;
        for (password, status) in [("", 422), (bob.password.as_str(), 403), ("never the right one", 403)] {
            assert_eq!(claim(&mut browser, &link, password).await.status, status, "{password}");
        }
        // Nobody, and another site.
        let answer = claim(&mut server.browser(), &link, &alice.password).await;
        assert_eq!(answer.location(), "/sign-in?notice=first");
        let (_, token) = link.split_once('=').unwrap();
        let body = serde_urlencoded::to_string([("token", token), ("password", &alice.password)]).unwrap();
        let foreign = browser.post_raw("/first-admin", &body, &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!((foreign.status.as_u16(), administrators(&server).await), (403, 0));
        // The link is as good as before.
        assert_eq!(claim(&mut browser, &link, &alice.password).await.location(), DONE);
    }

    async fn brf_06_guessing_the_password_here_waits(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let link = link(&server).await;
        for _ in 0..5 {
            assert_eq!(claim(&mut browser, &link, "never the right one").await.status, 403);
        }
        let refused = claim(&mut browser, &link, &alice.password).await;
        assert_eq!((refused.status.as_u16(), refused.retry_after()), (429, Some(30)));
        server.advance(30);
        assert_eq!(claim(&mut browser, &link, &alice.password).await.location(), DONE);
    }

    async fn mai_14_looking_at_it_uses_nothing_up(server) {
        let alice = server.person("alice").await;
        let link = link(&server).await;
        for _ in 0..3 {
            let mut scanner = server.browser();
            let page = scanner.get(&link).await;
            assert!(page.status == 200 && page.body.contains(&server.app.locale.t("first-admin-sign-in")));
            let head = scanner.request(Method::HEAD, &link).body(Body::empty()).unwrap();
            assert_eq!(scanner.send(head).await.status, 200);
        }
        let mut browser = server.signed_in(&alice).await;
        assert_eq!(claim(&mut browser, &link, &alice.password).await.location(), DONE);
    }

    async fn two_at_once_make_one_administrator(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let (mut one, mut two) = (server.signed_in(&alice).await, server.signed_in(&bob).await);
        let link = link(&server).await;
        let (one, two) =
            tokio::join!(claim(&mut one, &link, &alice.password), claim(&mut two, &link, &bob.password));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!((statuses, administrators(&server).await), ([303, 410], 1));
    }

    async fn a_disabled_account_s_session_claims_nothing(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let link = link(&server).await;
        admin::run(&server.app, Command::UserDisable { username: "alice".into() }).await;
        assert_eq!(claim(&mut browser, &link, &alice.password).await.location(), "/sign-in?notice=first");
        assert_eq!(administrators(&server).await, 0);
    }
}
