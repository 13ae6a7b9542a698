//! MAI-17: the link that an address is sent when a change takes it away.

use axum::body::Body;
use axum::http::{Method, StatusCode};

use super::{NEW, UNDO};
use crate::on_both_engines;
use crate::support::{Browser, Person, TestServer};

const DAY: u64 = 86_400;

/// Somebody signed in, with a second confirmed address.
async fn with_two(server: &TestServer) -> (Person, Browser) {
    let bob = server.person("bob").await;
    let mut browser = server.signed_in(&bob).await;
    server.second_address(&mut browser, &bob, "other@example.test").await;
    (bob, browser)
}

/// The token for the removal of the second address.
async fn removed(server: &TestServer) -> (Person, Browser, String) {
    let (bob, mut browser) = with_two(server).await;
    assert_eq!(server.remove(&mut browser, &bob, "other@example.test").await.status, StatusCode::SEE_OTHER);
    let token = server.token_in_mail("other@example.test").await;
    (bob, browser, token)
}

on_both_engines! {
    /// It shows what it does; it puts the address back; it ends everything and opens nothing.
    async fn mai_17_a_removed_address_is_put_back(server) {
        let (bob, mut browser, token) = removed(&server).await;
        let mut program = server.program(&bob).await;
        let before = server.snapshot().await;
        for _ in 0..2 {
            let page = server.browser().get(&format!("{UNDO}?token={token}")).await;
            for words in ["other@example.test", "<dd>bob</dd>", "is put back", "sessions", "Nobody is signed in"] {
                assert!(page.body.contains(words), "{words}: {}", page.body);
            }
            let mut scanner = server.browser();
            let head = scanner.request(Method::HEAD, &format!("{UNDO}?token={token}")).body(Body::empty()).unwrap();
            assert_eq!(scanner.send(head).await.status, StatusCode::OK);
        }
        assert_eq!(server.snapshot().await, before, "looking uses nothing up");
        let answer = server.undo(&token).await;
        assert_eq!((answer.status, answer.sets_cookies()), (StatusCode::OK, false), "{}", answer.body);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test+"]);
        assert_eq!(server.rows("former_addresses").await, 0);
        assert!(!browser.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        for email in ["other@example.test", &bob.email] {
            let (subject, text) = server.newest_mail(email).await.unwrap();
            assert!(subject.starts_with("A change of addresses") && !text.contains("token="), "{subject} {text}");
        }
        assert_eq!(server.sign_in_as("other@example.test", &bob).await.location(), "/settings/security");
        assert_eq!(server.events("address.undo").await, ["allowed"]);
    }

    async fn mai_17_the_primary_one_is_so_again(server) {
        let (bob, mut browser) = with_two(&server).await;
        server.make_primary(&mut browser, &bob, "other@example.test").await;
        let replaced = server.token_in_mail(&bob.email).await;
        server.remove(&mut browser, &bob, &bob.email).await;
        let removed = server.token_in_mail(&bob.email).await;
        assert!(server.browser().get(&format!("{UNDO}?token={replaced}")).await.body.contains("primary one again"));
        // One step back at once, however many were taken since.
        assert_eq!(server.undo(&replaced).await.status, StatusCode::OK);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test+"]);
        assert_eq!(server.undo(&removed).await.status, StatusCode::GONE, "it is back already");
        server.advance(1);
        server.browser().post("/password-recovery", &[("login", "bob")]).await;
        let (subject, _) = server.newest_mail(&bob.email).await.unwrap();
        assert!(subject.starts_with("Set a new password"), "{subject}");
    }

    /// A sign-in under way ends as well, and the second door stays shut.
    async fn mai_17_it_grants_no_access(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let proofs = |code: usize| [("password", ann.password.as_str()), ("code", ann.recovery_codes[code].as_str())];
        let fields = [("email", "other@example.test"), proofs(0)[0], proofs(0)[1]];
        browser.post(NEW, &fields).await;
        let token = server.token_in_mail("other@example.test").await;
        server.confirm(&token).await;
        server.settle().await;
        let path = server.path_of("ann", "other@example.test").await;
        assert_eq!(browser.post(&format!("{path}/remove"), &proofs(1)).await.status, StatusCode::SEE_OTHER);
        let token = server.token_in_mail("other@example.test").await;
        let mut pending = server.pending(&ann).await;
        let mut stranger = server.browser();
        assert_eq!(stranger.post(UNDO, &[("token", &token)]).await.status, StatusCode::OK);
        assert!(stranger.cookies.is_empty() && !stranger.is_signed_in().await);
        assert_eq!(pending.enter_code(&ann.recovery_codes[2]).await.location(), "/sign-in?notice=pending-ended");
        assert!(server.is_two_step_on("ann").await);
        assert_eq!(server.sign_in_as("other@example.test", &ann).await.location(), "/sign-in/second-step");
    }

    async fn mai_17_once_and_for_fourteen_days(server) {
        let (bob, _, token) = removed(&server).await;
        server.advance(14 * DAY - 2);
        assert_eq!(server.browser().get(&format!("{UNDO}?token={token}")).await.status, StatusCode::OK);
        assert_eq!(server.undo(&token).await.status, StatusCode::OK);
        assert_eq!(server.undo(&token).await.status, StatusCode::GONE);
        let mut browser = server.signed_in(&bob).await;
        server.settle().await;
        server.remove(&mut browser, &bob, "other@example.test").await;
        assert_eq!(server.undo(&token).await.status, StatusCode::GONE, "nor for another event");
        let token = server.token_in_mail("other@example.test").await;
        server.advance(14 * DAY);
        assert_eq!(server.browser().get(&format!("{UNDO}?token={token}")).await.status, StatusCode::GONE);
        assert_eq!(server.undo(&token).await.status, StatusCode::GONE);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*"]);
    }

    async fn mai_17_not_once_the_address_is_another_account_s(server) {
        let (_, _, token) = removed(&server).await;
        let carol = server.person("carol").await;
        let mut hers = server.signed_in(&carol).await;
        server.second_address(&mut hers, &carol, "other@example.test").await;
        let before = server.snapshot().await;
        let answer = server.undo(&token).await;
        assert!(answer.status == StatusCode::CONFLICT && !answer.body.contains("carol"), "{}", answer.body);
        assert_eq!(server.snapshot().await, before);
        assert!(hers.is_signed_in().await);
        assert_eq!(server.events("address.undo").await, ["address-taken"]);
        // It is free again: so is the way back.
        server.remove(&mut hers, &carol, "other@example.test").await;
        assert_eq!(server.undo(&token).await.status, StatusCode::OK);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test+"]);
    }

    /// Whatever was opened since, by whatever epoch: the thief's own changes do not shake it off.
    async fn mai_17_it_outlasts_what_was_changed_since(server) {
        let (bob, mut browser) = with_two(&server).await;
        server.make_primary(&mut browser, &bob, "other@example.test").await;
        let token = server.token_in_mail(&bob.email).await;
        let fields = [("password", bob.password.as_str()), ("new_password", "seven calm otters paint")];
        assert_eq!(browser.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
        let thief = Person { password: "seven calm otters paint".into(), ..bob.clone() };
        for at in 0..9 {
            server.forget_tries().await;
            browser.add(&thief, &format!("n{at}@example.test")).await;
        }
        server.remove(&mut browser, &thief, &bob.email).await;
        browser.add(&thief, "n9@example.test").await;
        assert_eq!(server.undo(&token).await.status, StatusCode::OK);
        let addresses = server.addresses_of("bob").await;
        assert_eq!((addresses.len(), addresses[0].as_str()), (11, "bob@example.test+*"), "{addresses:?}");
        assert!(!browser.is_signed_in().await);
    }

    /// DESIGN 5.8: an address that a thief has confirmed a moment ago does not put itself back
    /// once the owner has removed it, nor makes itself the primary one again.
    async fn mai_17_only_an_address_that_was_settled_comes_back(server) {
        for (age, has_link) in [(7 * DAY - 1, false), (7 * DAY, true)] {
            for act in ["remove", "primary"] {
                let bob = server.person(&format!("bob-{age}-{act}")).await;
                let theirs = format!("thief-{age}-{act}@example.test");
                let mut browser = server.signed_in(&bob).await;
                let token = server.link_to(&mut browser, &bob, &theirs).await;
                server.settle().await;
                assert_eq!(server.confirm(&token).await.status, StatusCode::OK);
                let micros = i64::try_from(age * 1_000_000).unwrap();
                let older = "UPDATE addresses SET confirmed_at = confirmed_at - $1 WHERE address = $2";
                assert_eq!(server.execute(older, vec![(micros - 1_000_000).into(), theirs.as_str().into()]).await, 1);
                if act == "primary" {
                    server.execute("UPDATE addresses SET is_primary = FALSE WHERE address = $1", vec![bob.email.as_str().into()]).await;
                    server.execute("UPDATE addresses SET is_primary = TRUE WHERE address = $1", vec![theirs.as_str().into()]).await;
                    assert_eq!(server.make_primary(&mut browser, &bob, &bob.email).await.status, StatusCode::SEE_OTHER);
                } else {
                    assert_eq!(server.remove(&mut browser, &bob, &theirs).await.status, StatusCode::SEE_OTHER);
                }
                let (subject, text) = server.newest_mail(&theirs).await.unwrap();
                assert_eq!(text.contains("/address-undo?token=vadu_"), has_link, "{age} {act}: {subject} {text}");
            }
        }
        assert_eq!(server.rows("address_undos").await, 2);
    }

    async fn mai_17_not_while_the_account_is_switched_off(server) {
        let (_, _, token) = removed(&server).await;
        server.execute("UPDATE accounts SET state = 'disabled'", vec![]).await;
        let before = server.snapshot().await;
        assert_eq!(server.undo(&token).await.status, StatusCode::GONE);
        assert_eq!(server.snapshot().await, before);
    }
}
