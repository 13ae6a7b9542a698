//! The link in the mail.

use super::{PASSWORD, ask, asked, confirm, link};
use crate::on_both_engines;

on_both_engines! {
    async fn names_the_account_and_works_once(server) {
        let mut browser = server.browser();
        let answer = ask(&mut browser, "Alice", "alice@example.test").await;
        assert!(answer.status == 200 && answer.body.contains("alice@example.test"), "{}", answer.body);
        assert_eq!(server.rows("accounts").await, 0);

        let link = link(&server, "alice@example.test").await;
        let page = browser.get(&link).await;
        assert!(page.status == 200 && page.body.contains("Alice"), "{}", page.body);
        let done = confirm(&mut browser, &link, PASSWORD).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/sign-in?notice=confirmed"));
        assert_eq!(server.rows("accounts").await, 1);

        assert_eq!(browser.get(&link).await.status, 410);
        assert_eq!(confirm(&mut browser, &link, PASSWORD).await.status, 410);
        assert_eq!(server.rows("accounts").await, 1);
        for login in ["alice", "Alice@EXAMPLE.test"] {
            let answer = server.browser().post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
            assert_eq!(answer.location(), "/settings/security", "{login}");
        }
    }

    async fn works_for_a_day_and_not_a_second_longer(server) {
        for (username, secs, open) in [("early", 86_399, true), ("late", 86_400, false), ("later", 86_401, false)] {
            let mut browser = server.browser();
            let link = asked(&server, username, &format!("{username}@example.test")).await;
            server.advance(secs);
            let (seen, done) = if open { (200, 303) } else { (410, 410) };
            assert_eq!(browser.get(&link).await.status, seen, "{username}");
            assert_eq!(confirm(&mut browser, &link, PASSWORD).await.status, done, "{username}");
        }
        assert_eq!(server.rows("accounts").await, 1);
    }

    async fn is_ended_by_a_newer_one(server) {
        let mut browser = server.browser();
        let older = asked(&server, "alice", "alice@example.test").await;
        server.advance(1);
        let again = browser.post("/sign-up/resend", &[("username", "alice"), ("email", "alice@example.test")]).await;
        assert_eq!(again.status, 200, "{}", again.body);
        let newer = link(&server, "alice@example.test").await;
        assert_ne!(older, newer);
        assert_eq!(browser.get(&older).await.status, 410);
        assert_eq!(confirm(&mut browser, &older, PASSWORD).await.status, 410);
        assert_eq!(confirm(&mut browser, &newer, PASSWORD).await.status, 303);
    }

    async fn with_another_letter_is_none(server) {
        let mut browser = server.browser();
        let link = asked(&server, "alice", "alice@example.test").await;
        let last = if link.ends_with('0') { "1" } else { "0" };
        for wrong in [format!("{}{last}", &link[..link.len() - 1]), format!("{link}0"), "/sign-up/confirmation".into()] {
            assert_eq!(browser.get(&wrong).await.status, 410, "{wrong}");
            assert_eq!(confirm(&mut browser, &wrong, PASSWORD).await.status, 410, "{wrong}");
        }
        assert_eq!(confirm(&mut browser, &link, PASSWORD).await.status, 303);
    }

    /// The newest mail says 24 hours, and means them; the name stays reserved as long.
    async fn sent_again_it_works_for_a_day_from_then_on(server) {
        let mut browser = server.browser();
        asked(&server, "alice", "alice@example.test").await;
        server.advance(86_000);
        browser.post("/sign-up/resend", &[("username", "alice"), ("email", "alice@example.test")]).await;
        let again = link(&server, "alice@example.test").await;
        server.advance(86_399);
        let taken = ask(&mut server.browser(), "alice", "other@example.test").await;
        assert_eq!(taken.status, 409);
        assert_eq!(confirm(&mut browser, &again, PASSWORD).await.status, 303);
    }
}
