//! Who has a name, and who an address, before anything is confirmed.

use std::collections::BTreeSet;

use vestibule::jobs;

use super::{PASSWORD, ask, asked, confirm, link};
use crate::on_both_engines;

on_both_engines! {
    async fn a_name_is_reserved_for_a_day(server) {
        let first = asked(&server, "Alice", "one@example.test").await;
        for secs in [0, 86_399] {
            server.advance(secs);
            let refused = ask(&mut server.browser(), "aLICE", "two@example.test").await;
            assert_eq!(refused.status, 409);
            assert!(refused.body.contains(&server.app.locale.t("errors-username-taken")), "{}", refused.body);
        }
        assert_eq!(server.mails_to("two@example.test").await, 0);
        server.advance(1);
        let second = asked(&server, "aLICE", "two@example.test").await;
        assert_eq!(confirm(&mut server.browser(), &first, PASSWORD).await.status, 410);
        assert_eq!(confirm(&mut server.browser(), &second, PASSWORD).await.status, 303);
    }

    async fn what_is_over_is_forgotten(server) {
        asked(&server, "alice", "alice@example.test").await;
        jobs::forget(&server.app).await.unwrap();
        assert_eq!((server.rows("sign_ups").await, server.rows("usernames").await), (1, 1));
        server.advance(86_400);
        jobs::forget(&server.app).await.unwrap();
        assert_eq!((server.rows("sign_ups").await, server.rows("usernames").await), (0, 0));
    }

    async fn mai_13_an_unconfirmed_address_reserves_nothing(server) {
        let squatter = asked(&server, "squatter", "alice@example.test").await;
        server.advance(1);
        let owner = asked(&server, "alice", "alice@example.test").await;
        assert_eq!(confirm(&mut server.browser(), &owner, PASSWORD).await.status, 303);
        // The first to confirm has the address; the other is told that its link is over.
        let late = confirm(&mut server.browser(), &squatter, PASSWORD).await;
        assert_eq!(late.status, 410);
        assert!(late.body.contains(&server.app.locale.t("sign-up-over")), "{}", late.body);
        assert_eq!(server.rows("accounts").await, 1);
    }

    async fn mai_13_an_unconfirmed_address_does_not_stop_the_operator(server) {
        let link = asked(&server, "squatter", "alice@example.test").await;
        server.person("alice").await;
        assert_eq!(confirm(&mut server.browser(), &link, PASSWORD).await.status, 410);
    }

    async fn of_two_at_once_one_has_the_name(server) {
        let (mut one, mut two) = (server.browser(), server.browser());
        let (one, two) = tokio::join!(
            ask(&mut one, "alice", "one@example.test"),
            ask(&mut two, "alice", "two@example.test"),
        );
        let statuses = BTreeSet::from([one.status.as_u16(), two.status.as_u16()]);
        assert_eq!(statuses, BTreeSet::from([200, 409]));
        assert_eq!(server.rows("sign_ups").await, 1);
    }

    async fn of_two_at_once_one_has_the_address(server) {
        for round in 0..10 {
            let email = format!("shared{round}@example.test");
            let one = asked(&server, &format!("one{round}"), &email).await;
            server.advance(1);
            let two = asked(&server, &format!("two{round}"), &email).await;
            let (mut here, mut there) = (server.browser(), server.browser());
            let (one, two) = tokio::join!(confirm(&mut here, &one, PASSWORD), confirm(&mut there, &two, PASSWORD));
            let statuses = BTreeSet::from([one.status.as_u16(), two.status.as_u16()]);
            assert_eq!(statuses, BTreeSet::from([303, 410]), "{}{}", one.body, two.body);
            assert_eq!(server.rows("accounts").await, round + 1);
        }
    }

    async fn mai_19_one_address_in_many_spellings_is_one(server) {
        server.person("alice").await;
        for (name, spelling) in [("one", "ALICE@example.test"), ("two", "alice@EXAMPLE.TEST")] {
            server.advance(1);
            assert_eq!(ask(&mut server.browser(), name, spelling).await.status, 200);
            let (subject, _) = server.newest_mail("@example.test").await.unwrap();
            assert!(subject.contains("already"), "{spelling}: {subject}");
        }
        // Dots and tags are other mailboxes.
        let tagged = asked(&server, "tagged", "alice+tag@example.test").await;
        assert_eq!(confirm(&mut server.browser(), &tagged, PASSWORD).await.status, 303);
        let (subject, _) = server.newest_mail("alice+tag@example.test").await.unwrap();
        assert!(subject.contains("Confirm"), "{subject}");
        assert!(!link(&server, "alice+tag@example.test").await.is_empty());
    }
}
