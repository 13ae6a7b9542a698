//! The link itself: what it shows, what it does in any case, and for how long.

use axum::http::{Method, StatusCode};

use super::{APPS, CODES, DAY, NEW_PASSWORD, PAGE, link_in};
use crate::on_both_engines;
use crate::support::{Person, TestServer};

/// Somebody whose second browser was a stranger, and the link in the mail about it.
async fn new_sign_in(server: &TestServer) -> (Person, String) {
    let bob = server.person("bob").await;
    server.signed_in(&bob).await;
    server.advance(1);
    server.signed_in(&bob).await;
    let token = server.repudiation_of_sign_in(&bob.email).await;
    (bob, token)
}

on_both_engines! {
    /// MAI-14, MAI-21.
    async fn mai_14_looking_says_it_all_and_uses_nothing_up(server) {
        let (bob, token) = new_sign_in(&server).await;
        let before = server.snapshot().await;
        let path = format!("{PAGE}?token={token}");
        let page = server.browser().get(&path).await;
        for words in ["bob was signed in to", "192.0.2.1", "UTC", "Everybody is signed out", "72 hours", "It signs nobody in"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        assert!(!page.body.contains(&bob.email) && !page.sets_cookies(), "{}", page.body);
        let head = server.browser().request(Method::HEAD, &path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(server.browser().send(head).await.status, StatusCode::OK);
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.press(&token).await.status, StatusCode::OK);
    }

    async fn it_ends_everything_and_opens_nothing(server) {
        let (bob, token) = new_sign_in(&server).await;
        let mut browser = server.signed_in(&bob).await;
        let mut program = server.program(&bob).await;
        let reset = server.reset_token(&bob, &bob.email).await;
        let answer = server.press(&token).await;
        assert!(answer.status == StatusCode::OK && !answer.sets_cookies(), "{}", answer.body);
        assert!(answer.body.contains("href=\"/password-recovery\""), "{}", answer.body);
        assert!(!browser.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.browser().sign_in(&bob).await.status, StatusCode::UNAUTHORIZED, "the password is gone");
        let fields = [("token", reset.as_str()), ("new_password", NEW_PASSWORD)];
        let answer = server.browser().post("/password-recovery/new", &fields).await;
        assert_eq!(answer.status, StatusCode::GONE, "a link from before is dead");
        assert_eq!(server.events("account.repudiate").await, ["allowed"]);
        assert_eq!(server.mails_about("was taken back").await, 1);
        let bob = server.choose(&bob).await;
        let page = server.signed_in(&bob).await.get("/settings/security").await;
        assert!(page.body.contains("id=\"frozen\"") && page.body.contains("Changes are frozen until"), "{}", page.body);
        server.advance(3 * DAY);
        let page = server.signed_in(&bob).await.get("/settings/security").await;
        assert!(!page.body.contains("id=\"frozen\""), "{}", page.body);
    }

    /// MAI-17.
    async fn mai_17_it_works_once_for_seven_days(server) {
        let (bob, token) = new_sign_in(&server).await;
        server.advance(7 * DAY - 2);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.browser().get(&format!("{PAGE}?token={token}")).await.status, StatusCode::OK);
        assert_eq!(server.press(&token).await.status, StatusCode::OK, "not a second early");
        let before = server.snapshot().await;
        let again = server.press(&token).await;
        assert!(again.status == StatusCode::GONE && again.body.contains("This link no longer works"), "{}", again.body);
        assert_eq!(server.snapshot().await, before);
        let bob = server.choose(&bob).await;
        server.signed_in(&bob).await;
        server.advance(1);
        server.signed_in(&bob).await;
        let late = server.repudiation_of_sign_in(&bob.email).await;
        server.advance(7 * DAY);
        let before = server.snapshot().await;
        assert_eq!(server.browser().get(&format!("{PAGE}?token={late}")).await.status, StatusCode::GONE);
        assert_eq!(server.press(&late).await.status, StatusCode::GONE);
        assert_eq!(server.snapshot().await, before);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.rows("repudiable_changes").await, 0);
        assert_eq!(server.events("account.repudiate").await, ["allowed"], "what is over decides nothing");
    }

    /// Only hashes of links are stored, and only the mails hold the links.
    async fn a_link_stands_nowhere_but_in_its_mail(server) {
        let (_, token) = new_sign_in(&server).await;
        assert!(token.starts_with("vnot_") && token.len() > 30, "{token}");
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM repudiable_changes
                   WHERE id = $1 OR subject = $1 OR name = $1 OR network = $1";
        assert_eq!(server.number(sql, db::params![token.as_str()]).await, 0);
        let mut forged = token.clone();
        forged.replace_range(10..11, if &token[10..11] == "a" { "b" } else { "a" });
        assert_eq!(server.press(&forged).await.status, StatusCode::GONE);
    }

    async fn a_disabled_account_stays_as_it_is(server) {
        let (_, token) = new_sign_in(&server).await;
        server.execute("UPDATE accounts SET state = 'disabled'", vec![]).await;
        let before = server.snapshot().await;
        assert_eq!(server.press(&token).await.status, StatusCode::GONE);
        assert_eq!(server.snapshot().await, before);
    }

    /// DESIGN 5.8: confirmed for seven days, or the only one.
    async fn only_settled_addresses_get_the_link(server) {
        let bob = server.person("bob").await;
        server.advance(7 * DAY);
        let mut browser = server.signed_in(&bob).await;
        server.address(&mut browser, &bob, "new@example.test").await;
        for (wait, is_settled) in [(0, false), (7 * DAY, true)] {
            server.advance(wait);
            let mut browser = server.signed_in(&bob).await;
            server.advance(1);
            let fields = [("email", format!("more-{wait}@example.test")), ("password", bob.password.clone())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(browser.post("/settings/security/addresses/new", &fields).await.status, StatusCode::SEE_OTHER);
            for (email, has_link) in [(bob.email.as_str(), true), ("new@example.test", is_settled)] {
                let (subject, text) = server.newest_notice(email).await.unwrap();
                assert!(subject.contains("was added"), "{subject}");
                assert_eq!(link_in(&text).is_some(), has_link, "{email} after {wait}: {text}");
            }
        }
    }

    /// A new name opens nothing, and the return of an app is itself an answer.
    async fn a_rename_has_no_link(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let id = server.id_of_app("Authenticator app").await;
        server.advance(30);
        let fields = [("name", "Phone"), ("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        let answer = browser.post(&format!("{APPS}/{id}/rename"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("renamed") && link_in(&text).is_none(), "{subject}: {text}");
        server.advance(1);
        let fields = [("password", ann.password.as_str()), ("code", &ann.recovery_codes[0])];
        assert_eq!(browser.post(&format!("{CODES}/new"), &fields).await.status, StatusCode::OK);
        assert!(link_in(&server.newest_notice(&ann.email).await.unwrap().1).is_some());
    }
}
