//! Leaving half-way leaves nothing behind.

use axum::http::StatusCode;
use vestibule::jobs;

use crate::on_both_engines;
use crate::support::{Browser, TestServer};

const SETUP: &str = "/settings/security/two-step/setup";
const ENDED: &str = "/settings/security/two-step/setup?notice=ended";
const SETUPS: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM two_step_setups";

/// Nothing of the set-up can be gone on with, and the password alone still signs in.
async fn is_gone(server: &TestServer, browser: &mut Browser, person: &crate::support::Person, key: &str) {
    for path in ["app", "codes", "codes/download"] {
        assert_eq!(browser.get(&format!("{SETUP}/{path}")).await.location(), ENDED, "{path}");
    }
    let code = server.code(key);
    for (path, field) in [("app", ("code", code.as_str())), ("codes", ("saved", "yes"))] {
        assert_eq!(browser.post(&format!("{SETUP}/{path}"), &[field]).await.location(), ENDED, "{path}");
    }
    assert!(!server.is_two_step_on(&person.username).await);
    server.signed_in(person).await;
    assert_eq!(server.mails_about("wo-step").await, 0, "and no mail tells of it");
}

on_both_engines! {
    async fn by_cancelling_at_the_second_step(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        let left = browser.post(&format!("{SETUP}/cancel"), &[]).await;
        assert_eq!(left.location(), "/settings/security?notice=cancelled");
        assert_eq!(server.number(SETUPS, &[]).await, 0);
        is_gone(&server, &mut browser, &alice, &key).await;
    }

    async fn by_cancelling_at_the_third_step(server) {
        let alice = server.person("alice").await;
        let (mut browser, key, _) = server.at_codes_step(&alice).await;
        browser.post(&format!("{SETUP}/cancel"), &[]).await;
        assert_eq!(server.number(SETUPS, &[]).await, 0);
        is_gone(&server, &mut browser, &alice, &key).await;
    }

    async fn tot_09_by_waiting_for_fifteen_minutes(server) {
        let alice = server.person("alice").await;
        let (mut early, key) = server.at_app_step(&alice).await;
        server.advance(899);
        assert!(early.get(&format!("{SETUP}/app")).await.shown_key().is_some(), "a second before the end it is there");
        server.advance(1);
        is_gone(&server, &mut early, &alice, &key).await;
        let (mut late, key, _) = server.at_codes_step(&alice).await;
        server.advance(900);
        is_gone(&server, &mut late, &alice, &key).await;
        jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number(SETUPS, &[]).await, 0, "and the row goes too");
    }

    async fn by_signing_out(server) {
        let alice = server.person("alice").await;
        let (mut browser, key, _) = server.at_codes_step(&alice).await;
        let mut old = browser.clone();
        browser.post("/sign-out", &[]).await;
        for path in ["app", "codes"] {
            assert!(old.get(&format!("{SETUP}/{path}")).await.asks_to_sign_in());
        }
        assert_eq!(old.finish_set_up().await.location(), "/sign-in?notice=first");
        browser.sign_in(&alice).await;
        is_gone(&server, &mut browser, &alice, &key).await;
    }

    async fn by_going_on_in_another_session(server) {
        let alice = server.person("alice").await;
        let (mut first, first_key, _) = server.at_codes_step(&alice).await;
        let (mut second, key) = server.at_app_step(&alice).await;
        is_gone(&server, &mut first, &alice, &first_key).await;
        second.post(&format!("{SETUP}/app"), &[("code", &server.code(&key))]).await;
        assert_eq!(second.finish_set_up().await.location(), format!("{SETUP}/done"), "the other one goes on");
    }

    async fn by_being_switched_off_meanwhile(server) {
        let alice = server.person("alice").await;
        let (mut browser, key, _) = server.at_codes_step(&alice).await;
        // What a change of the password or of the primary address does to the account.
        server.execute("UPDATE accounts SET security_epoch = security_epoch + 1", vec![]).await;
        assert_eq!(browser.finish_set_up().await.status, StatusCode::SEE_OTHER);
        assert!(!server.is_two_step_on("alice").await);
        browser.sign_in(&alice).await;
        is_gone(&server, &mut browser, &alice, &key).await;
    }
}
