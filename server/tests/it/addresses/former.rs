//! What an address that was removed is still told, and what it is no longer good for.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{Browser, Person, TestServer};

const DAY: u64 = 86_400;

/// Somebody whose old address was removed; the new one is the primary.
async fn moved(server: &TestServer) -> (Person, Browser) {
    let bob = server.person("bob").await;
    let mut browser = server.signed_in(&bob).await;
    server.second_address(&mut browser, &bob, "new@example.test").await;
    server.make_primary(&mut browser, &bob, "new@example.test").await;
    assert_eq!(server.remove(&mut browser, &bob, &bob.email).await.status, StatusCode::SEE_OTHER);
    (bob, browser)
}

on_both_engines! {
    /// DESIGN 5.7: 14 days, to the second, of every notice.
    async fn a_removed_address_is_told_for_fourteen_days(server) {
        let (bob, _) = moved(&server).await;
        let before = server.notices_to(&bob.email).await;
        let all = [bob.password.as_str(), "seven calm otters paint", "eight calm otters paint"];
        let mut passwords = all.windows(2);
        let mut change = async |secs: u64| {
            server.advance(secs);
            let [old, new] = passwords.next().unwrap() else { panic!() };
            let mut browser = server.signed_in(&Person { password: (*old).to_owned(), ..bob.clone() }).await;
            let fields = [("password", *old), ("new_password", *new)];
            assert_eq!(browser.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
        };
        change(14 * DAY - 1).await;
        let (subject, text) = server.newest_notice(&bob.email).await.unwrap();
        assert!(subject.contains("was changed") && !text.contains("token="), "{subject} {text}");
        assert_eq!(server.notices_to(&bob.email).await, before + 1);
        change(1).await;
        assert_eq!(server.notices_to(&bob.email).await, before + 1, "and not a moment longer");
        let (subject, _) = server.newest_notice("new@example.test").await.unwrap();
        assert!(subject.contains("was changed"), "{subject}");
    }

    async fn it_is_no_way_in_and_recovers_nothing(server) {
        let (bob, _) = moved(&server).await;
        assert_eq!(server.sign_in_as(&bob.email, &bob).await.status, StatusCode::UNAUTHORIZED);
        let before = (server.mails_to(&bob.email).await, server.mails_to("new@example.test").await);
        server.browser().post("/password-recovery", &[("login", &bob.email)]).await;
        server.browser().post("/password-recovery", &[("login", "bob")]).await;
        let after = (server.mails_to(&bob.email).await, server.mails_to("new@example.test").await);
        assert_eq!(after, (before.0, before.1 + 1), "the link goes to the primary address only");
    }

    /// It is free for another account at once.
    async fn it_reserves_nothing(server) {
        let (bob, _) = moved(&server).await;
        let carol = server.person("carol").await;
        let mut browser = server.signed_in(&carol).await;
        server.second_address(&mut browser, &carol, &bob.email).await;
        assert_eq!(server.addresses_of("carol").await, ["carol@example.test+*", "bob@example.test+"]);
    }

    /// Whoever holds the session cannot push the owner's address out by removing many.
    async fn many_removed_addresses_do_not_push_the_first_out(server) {
        let (bob, mut browser) = moved(&server).await;
        for at in 0..21 {
            let email = format!("n{at}@example.test");
            server.forget_tries().await;
            server.second_address(&mut browser, &bob, &email).await;
            assert_eq!(server.remove(&mut browser, &bob, &email).await.status, StatusCode::SEE_OTHER);
        }
        server.link_to(&mut browser, &bob, "last@example.test").await;
        let (_, text) = server.newest_mail(&bob.email).await.unwrap();
        assert!(text.contains("last@example.test"), "{text}");
    }

    async fn what_is_over_is_forgotten(server) {
        let (bob, mut browser) = moved(&server).await;
        server.link_to(&mut browser, &bob, "waiting@example.test").await;
        let kept = async || {
            let tables = ["former_addresses", "address_undos", "address_confirmations"];
            (server.rows(tables[0]).await, server.rows(tables[1]).await, server.rows(tables[2]).await)
        };
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(kept().await, (1, 2, 1));
        server.advance(DAY);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(kept().await, (1, 2, 0));
        server.advance(13 * DAY);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(kept().await, (0, 0, 0));
    }
}
