//! Taking one away.

use axum::http::StatusCode;

use super::LIST;
use crate::on_both_engines;

on_both_engines! {
    async fn a_removed_address_is_no_way_in_and_is_told(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        server.second_address(&mut browser, &bob, "other@example.test").await;
        let path = server.path_of("bob", "other@example.test").await;
        let page = browser.get(&format!("{path}/remove")).await;
        assert!(page.body.contains("other@example.test") && page.body.contains("For 14 days"), "{}", page.body);
        let answer = server.remove(&mut browser, &bob, "other@example.test").await;
        assert_eq!(answer.location(), "/settings/security/addresses?notice=removed", "{}", answer.body);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*"]);
        assert!(browser.is_signed_in().await, "what is open stays open");
        assert_eq!(server.sign_in_as("other@example.test", &bob).await.status, StatusCode::UNAUTHORIZED);
        for email in ["other@example.test", &bob.email] {
            let (subject, text) = server.newest_mail(email).await.unwrap();
            assert!(subject.starts_with("An address was removed"), "{email}: {subject}");
            assert_eq!(text.contains("/address-undo?token=vadu_"), email != bob.email, "{text}");
        }
        assert_eq!(server.events("address.remove").await, ["allowed"]);
        assert!(browser.get(LIST).await.body.contains("told until 2026-12-06"));
        let again = browser.post(&format!("{path}/remove"), &[("password", &bob.password)]).await;
        assert_eq!(again.status, StatusCode::GONE);
    }

    async fn the_primary_one_stays(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let alone = server.remove(&mut browser, &bob, &bob.email).await;
        assert!(alone.status == StatusCode::CONFLICT && alone.body.contains("another one primary first"), "{}", alone.body);
        server.second_address(&mut browser, &bob, "other@example.test").await;
        assert_eq!(server.remove(&mut browser, &bob, &bob.email).await.status, StatusCode::CONFLICT);
        server.make_primary(&mut browser, &bob, "other@example.test").await;
        assert_eq!(server.remove(&mut browser, &bob, &bob.email).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.remove(&mut browser, &bob, "other@example.test").await.status, StatusCode::CONFLICT);
        assert_eq!(server.addresses_of("bob").await, ["other@example.test+*"]);
    }

    async fn one_that_was_never_confirmed_goes_without_a_word_to_it(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "typo@example.test").await;
        assert_eq!(server.remove(&mut browser, &bob, "typo@example.test").await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.mails_to("typo@example.test").await, 1);
        assert_eq!((server.rows("former_addresses").await, server.rows("address_undos").await), (0, 0));
        assert_eq!(server.confirm(&token).await.status, StatusCode::GONE);
        let (subject, _) = server.newest_mail(&bob.email).await.unwrap();
        assert!(subject.starts_with("An address was removed"), "{subject}");
    }
}
