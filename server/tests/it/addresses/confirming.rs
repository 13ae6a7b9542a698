//! The link that makes an address the account's.

use axum::body::Body;
use axum::http::{Method, StatusCode};

use super::{CONFIRM, LIST};
use crate::on_both_engines;

on_both_engines! {
    async fn a_link_makes_the_address_the_account_s(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "other@example.test").await;
        let answer = server.confirm(&token).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains("Address confirmed") && answer.body.contains("other@example.test"), "{}", answer.body);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test+"]);
        let (subject, text) = server.newest_mail(&bob.email).await.unwrap();
        assert!(subject.starts_with("An address was confirmed") && text.contains("other@example.test"), "{text}");
        assert_eq!(server.sign_in_as("Other@example.test", &bob).await.location(), "/settings/security");
        assert!(browser.is_signed_in().await);
        assert_eq!(server.events("address.confirm").await, ["allowed"]);
        assert!(browser.get(LIST).await.body.contains("/primary"));
    }

    /// MAI-14: what reads a link uses nothing up; MAI-07: what uses it does so once.
    async fn mai_14_looking_consumes_nothing(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "other@example.test").await;
        let path = format!("{CONFIRM}?token={token}");
        let before = server.snapshot().await;
        for _ in 0..3 {
            let page = server.browser().get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.contains("<dd>other@example.test</dd>") && page.body.contains("<dd>bob</dd>"), "{}", page.body);
            let mut scanner = server.browser();
            let head = scanner.request(Method::HEAD, &path).body(Body::empty()).unwrap();
            assert_eq!(scanner.send(head).await.status, StatusCode::OK);
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.confirm(&token).await.status, StatusCode::OK);
        assert_eq!(server.confirm(&token).await.status, StatusCode::GONE);
        assert_eq!(server.browser().get(&path).await.status, StatusCode::GONE);
    }

    /// MAI-15: the token's account, whoever is signed in; and nobody is signed in by it.
    async fn mai_15_it_confirms_for_the_link_s_account_and_signs_nobody_in(server) {
        let bob = server.person("bob").await;
        let mallory = server.person("mallory").await;
        let mut hers = server.signed_in(&mallory).await;
        let token = server.link_to(&mut server.signed_in(&bob).await, &bob, "other@example.test").await;
        let page = hers.get(&format!("{CONFIRM}?token={token}")).await;
        assert!(page.body.contains("<dd>bob</dd>"), "{}", page.body);
        let cookies = hers.cookies.clone();
        let answer = hers.post(CONFIRM, &[("token", &token)]).await;
        assert_eq!((answer.status, answer.sets_cookies()), (StatusCode::OK, false));
        assert_eq!(hers.cookies, cookies);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test+"]);
        assert_eq!(server.addresses_of("mallory").await, ["mallory@example.test+*"]);
        let token = server.link_to(&mut server.signed_in(&bob).await, &bob, "third@example.test").await;
        let mut stranger = server.browser();
        assert_eq!(stranger.post(CONFIRM, &[("token", &token)]).await.status, StatusCode::OK);
        assert!(stranger.cookies.is_empty());
    }

    /// MAI-10: the link proves the address it was sent to, and no other one.
    async fn mai_10_a_link_proves_its_own_address_only(server) {
        let mallory = server.person("mallory").await;
        let mut browser = server.signed_in(&mallory).await;
        let mine = server.link_to(&mut browser, &mallory, "mine@example.test").await;
        server.link_to(&mut browser, &mallory, "victim@example.test").await;
        let forged = browser.post(CONFIRM, &[("token", &mine), ("email", "victim@example.test")]).await;
        assert_eq!(forged.status, StatusCode::BAD_REQUEST);
        server.confirm(&mine).await;
        assert_eq!(server.addresses_of("mallory").await,
            ["mallory@example.test+*", "mine@example.test+", "victim@example.test"]);

        // Removed, and another one added in its place: the old link is nobody's.
        let old = server.link_to(&mut browser, &mallory, "swap@example.test").await;
        server.remove(&mut browser, &mallory, "swap@example.test").await;
        server.link_to(&mut browser, &mallory, "Swap@example.test").await;
        assert_eq!(server.confirm(&old).await.status, StatusCode::GONE);
        assert!(server.addresses_of("mallory").await.contains(&"Swap@example.test".to_owned()));
    }

    async fn the_first_of_two_accounts_gets_it(server) {
        let alice = server.person("alice").await;
        let mallory = server.person("mallory").await;
        let mut of_alice = server.signed_in(&alice).await;
        let mut of_mallory = server.signed_in(&mallory).await;
        let first = server.link_to(&mut of_alice, &alice, "both@example.test").await;
        let second = server.link_to(&mut of_mallory, &mallory, "both@example.test").await;
        assert_eq!(server.confirm(&first).await.status, StatusCode::OK);
        let late = server.confirm(&second).await;
        assert!(late.status == StatusCode::GONE && !late.body.contains("alice"), "{}", late.body);
        assert_eq!(server.addresses_of("alice").await, ["alice@example.test+*", "both@example.test+"]);
        assert_eq!(server.addresses_of("mallory").await, ["mallory@example.test+*", "both@example.test"]);
        assert_eq!(server.events("address.confirm").await, ["allowed", "link-over"]);
        assert_eq!(server.sign_in_as("both@example.test", &mallory).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_link_lasts_a_day_and_only_while_nothing_else_changed(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "other@example.test").await;
        let path = format!("{CONFIRM}?token={token}");
        server.advance(86_400 - 1);
        assert_eq!(server.browser().get(&path).await.status, StatusCode::OK);
        server.advance(1);
        assert_eq!(server.browser().get(&path).await.status, StatusCode::GONE);
        assert_eq!(server.confirm(&token).await.status, StatusCode::GONE);

        // Whoever added it and was thrown out by a new password does not get it confirmed.
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "third@example.test").await;
        let fields = [("password", bob.password.as_str()), ("new_password", "seven calm otters paint")];
        assert_eq!(browser.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.confirm(&token).await.status, StatusCode::GONE);
        let path = server.path_of("bob", "third@example.test").await;
        server.advance(1);
        assert_eq!(browser.post(&format!("{path}/resend"), &[]).await.status, StatusCode::SEE_OTHER);
        let token = server.token_in_mail("third@example.test").await;
        assert_eq!(server.confirm(&token).await.status, StatusCode::OK);
    }

    /// MAI-09: what other links carry confirms nothing, and this one opens nothing else.
    async fn mai_09_it_works_in_its_own_place_only(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "other@example.test").await;
        server.advance(1);
        server.browser().post("/password-recovery", &[("login", "bob")]).await;
        let reset = server.token_in_mail(&bob.email).await;
        assert!(reset.starts_with("vpwr_"), "{reset}");
        let before = server.snapshot().await;
        for other in [reset.as_str(), browser.session().as_str(), "", "vadc_", "vadu_000000000000000000000000000000000000"] {
            assert_eq!(server.confirm(other).await.status, StatusCode::GONE, "{other}");
            assert_eq!(server.undo(other).await.status, StatusCode::GONE, "{other}");
        }
        assert_eq!(server.undo(&token).await.status, StatusCode::GONE);
        let fields = [("token", token.as_str()), ("new_password", "seven calm otters paint")];
        assert_eq!(server.browser().post("/password-recovery/new", &fields).await.status, StatusCode::GONE);
        let fields = [("token", token.as_str()), ("password", bob.password.as_str())];
        assert_eq!(server.browser().post("/sign-up/confirmation", &fields).await.status, StatusCode::GONE);
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.confirm(&token).await.status, StatusCode::OK);
    }
}
