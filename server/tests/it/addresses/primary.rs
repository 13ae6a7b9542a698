//! Which one is the primary.

use axum::http::StatusCode;

use super::LIST;
use crate::on_both_engines;

on_both_engines! {
    async fn another_one_becomes_the_primary_and_every_other_session_ends(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        server.second_address(&mut browser, &bob, "new@example.test").await;
        let mut elsewhere = server.signed_in(&bob).await;
        let mut program = server.program(&bob).await;
        let old_name = browser.session();
        let answer = server.make_primary(&mut browser, &bob, "new@example.test").await;
        assert_eq!(answer.location(), "/settings/security/addresses?notice=primary", "{}", answer.body);
        assert!(browser.is_signed_in().await && browser.session() != old_name);
        assert!(!elsewhere.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.addresses_of("bob").await, ["new@example.test+*", "bob@example.test+"]);
        for email in ["new@example.test", &bob.email] {
            let (subject, text) = server.newest_mail(email).await.unwrap();
            assert!(subject.starts_with("Your primary address"), "{email}: {subject}");
            assert_eq!(text.contains("/address-undo?token=vadu_"), email == bob.email, "{text}");
        }
        assert_eq!(server.events("address.primary").await, ["allowed"]);
    }

    /// MAI-19: a link for a new password goes to the stored primary address, whatever was typed.
    async fn mai_19_recovery_goes_to_the_stored_primary(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        server.second_address(&mut browser, &bob, "New@example.test").await;
        server.make_primary(&mut browser, &bob, "New@example.test").await;
        for login in ["bob", "BOB@example.TEST", "new@example.test"] {
            server.advance(1);
            let (before, other) = (server.mails_to("New@").await, server.mails_to(&bob.email).await);
            server.browser().post("/password-recovery", &[("login", login)]).await;
            assert_eq!(server.mails_to("New@").await, before + 1, "{login}");
            assert_eq!(server.mails_to(&bob.email).await, other, "{login}");
        }
        let before = server.mails_to("example").await;
        for near in ["nEw@example.test.", "n\u{ff45}w@example.test", "new@examp\u{13c}e.test", "new+x@example.test"] {
            server.browser().post("/password-recovery", &[("login", near)]).await;
        }
        assert_eq!(server.mails_to("example").await, before);
    }

    async fn only_a_confirmed_one_of_ones_own(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        server.link_to(&mut browser, &bob, "waiting@example.test").await;
        let before = server.snapshot().await;
        for (email, words) in [("waiting@example.test", "Only a confirmed address"), (bob.email.as_str(), "primary one already")] {
            let path = server.path_of("bob", email).await;
            for answer in [
                server.make_primary(&mut browser, &bob, email).await,
                browser.get(&format!("{path}/primary")).await,
            ] {
                assert!(answer.status == StatusCode::CONFLICT && answer.body.contains(words), "{}", answer.body);
            }
        }
        let nothing = browser.post(&format!("{LIST}/no-such-id/primary"), &[("password", &bob.password)]).await;
        assert!(nothing.status == StatusCode::GONE && nothing.body.contains("no longer in your list"), "{}", nothing.body);
        assert_eq!(server.snapshot().await, before);
    }
}
