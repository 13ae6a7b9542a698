//! A key as the first second factor, in place of an app.

use axum::http::StatusCode;

use super::{ADDED, OPTIONS as ADD_OPTIONS, ORIGIN, SoftKey};
use crate::on_both_engines;

const START: &str = "/settings/security/two-step/setup";
const KEY: &str = "/settings/security/two-step/setup/key";
const OPTIONS: &str = "/settings/security/two-step/setup/key/options";
const CODES: &str = "/settings/security/two-step/setup/codes";
const DONE: &str = "/settings/security/two-step/setup/done";

on_both_engines! {
    async fn a_key_is_the_first_factor_with_recovery_codes(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        assert_eq!(browser.get(KEY).await.location(), "/settings/security/two-step/setup?notice=ended");
        browser.begin_set_up(&bob).await;
        assert!(browser.get("/settings/security/two-step/setup/app").await.body.contains(KEY));
        assert!(browser.get(KEY).await.body.contains(OPTIONS));
        let mut key = SoftKey::new();
        let options = browser.options(OPTIONS).await;
        let credential = key.creation(&options, ORIGIN).json().to_string();
        assert_eq!(browser.post(KEY, &[("credential", &credential)]).await.location(), CODES);
        assert!(server.key_names("bob").await.is_empty(), "nothing counts yet");
        assert!(browser.options(OPTIONS).await.is_null(), "this step is over");
        let codes = browser.get(CODES).await.shown_codes();
        assert_eq!(codes.len(), 10);
        assert_eq!(browser.post(CODES, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "the box is not ticked");
        assert_eq!(browser.finish_set_up().await.location(), DONE);
        assert_eq!(server.key_names("bob").await, ["Security key"]);
        assert_eq!(server.events("two_step.confirm_key").await, ["allowed"]);
        assert!(server.newest_notice(&bob.email).await.is_some());
        let mut by_key = server.pending(&bob).await;
        assert_eq!(by_key.touch(&mut key).await.location(), "/settings/security");
        let mut by_code = server.pending(&bob).await;
        assert!(by_code.enter_code(&codes[0]).await.is_let_through("/settings/security"));
    }

    async fn wan_10_wan_03_only_a_new_key_of_this_session(server) {
        let ann = server.key_person("ann").await;
        let bob = server.person("bob").await;
        let (mut browser, mut other) = (server.signed_in(&bob).await, server.signed_in(&bob).await);
        browser.begin_set_up(&bob).await;
        let before = server.snapshot().await;
        let credential = ann.key.creation(&browser.options(OPTIONS).await, ORIGIN).json().to_string();
        let answer = browser.post(KEY, &[("credential", &credential)]).await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.body.contains("in use here already"), "{}", answer.body);
        let credential = SoftKey::new().creation(&browser.options(OPTIONS).await, ORIGIN).json().to_string();
        let answer = other.post(KEY, &[("credential", &credential)]).await;
        assert_eq!(answer.location(), "/settings/security/two-step/setup?notice=ended");
        let mut spoiled = SoftKey::new().creation(&browser.options(OPTIONS).await, ORIGIN);
        spoiled.data.flags = 0;
        let answer = browser.post(KEY, &[("credential", &spoiled.json().to_string())]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.post(KEY, &[("credential", "{}")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(server.snapshot().await, before);
        let credential = SoftKey::new().creation(&browser.options(OPTIONS).await, ORIGIN).json().to_string();
        assert_eq!(browser.post(KEY, &[("credential", &credential)]).await.location(), CODES);
    }

    /// Somebody else adds the same credential before the box is ticked.
    async fn wan_10_a_key_that_was_taken_meanwhile(server) {
        let bob = server.person("bob").await;
        let key = SoftKey::new();
        let mut browser = server.signed_in(&bob).await;
        browser.begin_set_up(&bob).await;
        let credential = key.creation(&browser.options(OPTIONS).await, ORIGIN).json().to_string();
        browser.post(KEY, &[("credential", &credential)]).await;
        let eve = server.two_step_person("eve").await;
        let mut hers = server.signed_in_twice(&eve).await;
        hers.begin_key(&eve, "Taken", &server.code(&eve.key)).await;
        let credential = key.creation(&hers.options(ADD_OPTIONS).await, ORIGIN).json();
        assert_eq!(hers.send_key(&credential).await.location(), ADDED);
        let answer = browser.finish_set_up().await;
        assert_ne!(answer.location(), DONE, "{}", answer.body);
        assert!(server.key_names("bob").await.is_empty() && !server.is_two_step_on("bob").await);
        assert_eq!(browser.get(START).await.status, StatusCode::OK, "it can be begun again");
    }
}
