//! Strangers' failures never make a known browser wait, and the other way round.

use vestibule::jobs;

use super::WRONG;
use crate::on_both_engines;
use crate::support::{Browser, Person};

async fn wrong(browser: &mut Browser, person: &Person) -> u16 {
    let fields = [("login", person.username.as_str()), ("password", WRONG)];
    browser.post("/sign-in", &fields).await.status.as_u16()
}

on_both_engines! {
    async fn brf_13_strangers_make_no_known_browser_wait(server) {
        let alice = server.person("alice").await;
        let mut known = server.known(&alice).await;
        let other = server.another_node().await;
        let node = other.as_ref().unwrap_or(&server);
        for _ in 0..5 {
            assert_eq!(wrong(&mut node.browser(), &alice).await, 401);
        }
        assert_eq!(server.browser().sign_in(&alice).await.retry_after(), Some(30));
        assert_eq!(known.sign_in(&alice).await.location(), "/settings/security");
        assert_eq!(server.browser().sign_in(&alice).await.retry_after(), Some(30), "a stranger still waits");
    }

    async fn brf_13_a_known_browser_makes_no_stranger_wait(server) {
        let alice = server.person("alice").await;
        let mut known = server.known(&alice).await;
        let mut other = server.known(&alice).await;
        for _ in 0..5 {
            assert_eq!(wrong(&mut known, &alice).await, 401);
        }
        assert_eq!(known.sign_in(&alice).await.retry_after(), Some(30));
        assert_eq!(wrong(&mut server.browser(), &alice).await, 401);
        assert_eq!(other.sign_in(&alice).await.location(), "/settings/security");
        assert_eq!(known.sign_in(&alice).await.retry_after(), Some(30), "each has its own");
    }

    async fn brf_13_the_second_step_has_the_same_lanes(server) {
        let alice = server.two_step_person("alice").await;
        let mut known = server.known_twice(&alice).await;
        let wrong = server.wrong_code(&alice.key);
        let mut stranger = server.pending(&alice).await;
        for _ in 0..5 {
            assert_eq!(stranger.enter_code(&wrong).await.status, 403);
        }
        let code = server.code(&alice.key);
        assert_eq!(stranger.enter_code(&code).await.retry_after(), Some(30));
        known.sign_in(&alice).await;
        assert_eq!(known.enter_code(&code).await.location(), "/settings/security");
    }

    /// What makes a browser known is both doors, not one.
    async fn brf_13_a_pending_sign_in_makes_no_browser_known(server) {
        let alice = server.two_step_person("alice").await;
        let half = server.pending(&alice).await;
        assert!(!half.cookies.contains_key("browser"));
    }

    async fn a_value_from_elsewhere_is_never_kept(server) {
        let alice = server.person("alice").await;
        let mut browser = server.browser();
        let planted = "vbrw_000000000000000000000000000000000000".to_owned();
        browser.cookies.insert("browser".into(), planted.clone());
        browser.sign_in(&alice).await;
        assert_ne!(browser.cookies["browser"], planted);
        // Nor that of another account's browser: it moves on with its own.
        let mallory = server.person("mallory").await;
        let hers = server.known(&mallory).await.cookies["browser"].clone();
        let mut shared = server.browser();
        shared.cookies.insert("browser".into(), hers.clone());
        shared.sign_in(&alice).await;
        let mut copy = server.browser();
        copy.cookies.insert("browser".into(), hers);
        for _ in 0..5 {
            assert_eq!(wrong(&mut server.browser(), &alice).await, 401);
        }
        assert_eq!(copy.sign_in(&alice).await.retry_after(), Some(30), "the copy is a stranger to alice");
        shared.post("/sign-out", &[]).await;
        assert_eq!(shared.sign_in(&alice).await.location(), "/settings/security");
    }

    async fn one_browser_is_known_to_several_accounts(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let mut browser = server.known(&alice).await;
        browser.sign_in(&bob).await;
        browser.post("/sign-out", &[]).await;
        for person in [&alice, &bob] {
            for _ in 0..5 {
                wrong(&mut server.browser(), person).await;
            }
            assert_eq!(server.browser().sign_in(person).await.status, 429);
            assert_eq!(browser.sign_in(person).await.location(), "/settings/security");
            browser.post("/sign-out", &[]).await;
        }
    }

    async fn it_lasts_thirty_days_from_the_last_sign_in(server) {
        let alice = server.person("alice").await;
        let mut known = server.known(&alice).await;
        for (days, status) in [(29, 303), (29, 303), (31, 429)] {
            server.advance(days * 86_400);
            jobs::forget(&server.app).await.unwrap();
            for _ in 0..5 {
                wrong(&mut server.browser(), &alice).await;
            }
            assert_eq!(known.sign_in(&alice).await.status, status, "{days}");
            known.post("/sign-out", &[]).await;
        }
    }

    async fn twenty_are_known_and_the_oldest_makes_room(server) {
        let alice = server.person("alice").await;
        let mut browsers = Vec::new();
        for _ in 0..21 {
            browsers.push(server.known(&alice).await);
            server.advance(1);
        }
        let known = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM known_browsers";
        assert_eq!(server.number(known, &[]).await, 20);
        for _ in 0..5 {
            wrong(&mut server.browser(), &alice).await;
        }
        assert_eq!(browsers[0].sign_in(&alice).await.status, 429);
        assert_eq!(browsers[1].sign_in(&alice).await.status, 303);
    }

    /// A changed password makes strangers of all browsers but the one it was changed in.
    async fn a_changed_password_keeps_one_browser_known(server) {
        let alice = server.person("alice").await;
        let (mut here, mut elsewhere) = (server.signed_in(&alice).await, server.known(&alice).await);
        let new = Person { password: "nine otters paint loudly".to_owned(), ..alice.clone() };
        let fields = [("password", alice.password.as_str()), ("new_password", new.password.as_str())];
        let changed = here.post("/settings/security/password", &fields).await;
        assert_eq!(changed.location(), "/settings/security?notice=password-changed", "{}", changed.body);
        here.post("/sign-out", &[]).await;
        for _ in 0..5 {
            wrong(&mut server.browser(), &new).await;
        }
        assert_eq!(elsewhere.sign_in(&new).await.status, 429);
        assert_eq!(here.sign_in(&new).await.status, 303);
    }
}
