//! A lost device: the sign-in with a recovery code is the proof for one replacement.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{APP, CODES, ENDED, LIST, NEW, REPLACE};
use crate::on_both_engines;
use crate::support::{LOST_DEVICE, Person};

on_both_engines! {
    async fn the_sign_in_leads_to_the_offer(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let page = browser.get(LOST_DEVICE).await;
        for part in ["9 recovery codes left", "keep at least two", "Replace the lost device", "Not now", "10 minutes"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert!(browser.is_signed_in().await, "not now");
        let mut by_app = server.signed_in_twice(&ann).await;
        assert!(!by_app.get(LOST_DEVICE).await.body.contains("Replace the lost device"));
    }

    async fn a_new_app_and_new_codes_take_the_place_of_the_old(server) {
        let ann = server.two_step_person("ann").await;
        let mut elsewhere = server.signed_in_twice(&ann).await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, codes) = server.recover(&mut browser).await;
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| !ann.recovery_codes.contains(code)));
        assert!(browser.is_signed_in().await && !elsewhere.is_signed_in().await);
        assert_eq!(server.app_names("ann").await, ["New phone"]);
        assert!(server.opens(&ann, &server.code(&key)).await);
        assert!(server.opens(&ann, &codes[0]).await);
        assert!(!server.opens(&ann, &ann.recovery_codes[1]).await, "the old codes are dead");
        server.forget_tries().await;
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("lost device was replaced") && text.contains("72 hours"), "{subject} {text}");
        assert!(!text.contains(&key) && codes.iter().all(|code| !text.contains(code.as_str())));
        assert_eq!(server.events("authenticator_app.recover").await, ["allowed"]);
    }

    /// The suspended app is no factor anywhere, and two-step verification stays on.
    async fn a_suspended_app_opens_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, _) = server.recover(&mut browser).await;
        assert_eq!(server.count("authenticator_apps").await, 2);
        server.opens_nothing(&ann, &browser, &server.code(&ann.key)).await;
        let answer = server.browser().api_sign_in(&ann).await.json();
        assert_eq!(answer["pending"]["factors"], json!(["authenticator_app", "recovery_code"]));
        let listed = browser.get(LIST).await;
        assert!(listed.body.contains("New phone") && !listed.body.contains("Authenticator app</bdi>"), "{}", listed.body);
        // Without the new one it counts no more than before.
        let path = format!("{}/{}/remove", LIST, server.app_id("New phone").await);
        let answer = browser.both(&path, &ann.password, &server.code(&key)).await;
        assert_eq!(answer.location(), "/settings/security?notice=two-step-off", "{}", answer.body);
        assert!(server.signed_in(&ann).await.is_signed_in().await);
        assert_eq!(server.count("enrolments").await, 0);
    }

    async fn the_last_code_is_enough(server) {
        let ann = server.two_step_person("ann").await;
        for code in &ann.recovery_codes[1..] {
            assert!(server.opens(&ann, code).await);
            server.advance(60);
        }
        let mut browser = server.by_code(&ann, 0).await;
        assert!(browser.get(LOST_DEVICE).await.body.contains("your last recovery code"));
        let (key, codes) = server.recover(&mut browser).await;
        assert!(server.opens(&ann, &server.code(&key)).await && server.opens(&ann, &codes[9]).await);
    }

    async fn after_ten_minutes_it_must_be_proved_again(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        server.advance(600);
        let before = server.snapshot().await;
        let page = browser.post(LOST_DEVICE, &[]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.body.contains("prove again") && page.body.contains(REPLACE), "{}", page.body);
        assert_eq!((server.snapshot().await, server.count("app_additions").await), (before, 0));
        assert_eq!(server.events("authenticator_app.begin_recovery").await, ["not-proved-by-sign-in"]);
        // A second before it would have done.
        let mut in_time = server.by_code(&ann, 1).await;
        server.advance(599);
        assert_eq!(in_time.post(LOST_DEVICE, &[]).await.location(), APP);
    }

    /// DESIGN 5.2: it is the proof for that, and for nothing else.
    async fn the_sign_in_proves_nothing_else(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        for path in [NEW, REPLACE, "/settings/security/two-step/disable"] {
            let answer = browser.both(path, &ann.password, "").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            let answer = browser.both(path, &ann.password, &ann.recovery_codes[0]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            server.forget_tries().await;
        }
        assert_eq!(browser.both(NEW, &ann.password, &ann.recovery_codes[1]).await.location(), APP, "a second code does");
    }

    /// A code that another act used up in a session is not a sign-in with a code.
    async fn a_code_typed_for_another_act_is_no_such_proof(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let new = "nine otters paint loudly";
        let change = [("password", ann.password.as_str()), ("code", &ann.recovery_codes[0]), ("new_password", new)];
        assert_eq!(browser.post("/settings/security/password", &change).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.post(LOST_DEVICE, &[]).await.status, StatusCode::FORBIDDEN);
        // Nor one that opened a session which went on as another.
        let mut ann = ann;
        ann.person = Person { password: new.to_owned(), ..ann.person };
        let mut browser = server.by_code(&ann, 1).await;
        let back = "seven quiet lanterns sing";
        let change = [("password", new), ("code", &ann.recovery_codes[2]), ("new_password", back)];
        assert_eq!(browser.post("/settings/security/password", &change).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.post(LOST_DEVICE, &[]).await.status, StatusCode::FORBIDDEN);
    }

    async fn one_replacement_and_no_second(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let old = browser.clone();
        server.recover(&mut browser).await;
        assert_eq!(browser.post(LOST_DEVICE, &[]).await.status, StatusCode::FORBIDDEN);
        assert!(!old.clone().is_signed_in().await);
        assert_eq!(server.count("app_replacements").await, 1);
    }

    async fn nothing_changes_before_the_codes_are_saved(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let key = server.begin_recovery(&mut browser).await;
        assert_eq!(browser.post(CODES, &[("saved", "yes")]).await.location(), CODES, "not before the first code");
        assert_eq!(browser.get(CODES).await.location(), ENDED);
        assert_eq!(browser.first_code("New", &server.code(&key)).await.location(), CODES);
        let codes = browser.get(CODES).await.shown_codes();
        let refused = browser.post(CODES, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.shown_codes(), codes);
        let file = browser.get("/settings/security/apps/lost/codes/download").await;
        assert!(codes.iter().all(|code| file.body.contains(code.as_str())), "{}", file.body);
        server.advance(30);
        assert!(!server.opens(&ann, &codes[0]).await);
        server.forget_tries().await;
        assert!(server.opens(&ann, &server.code(&ann.key)).await, "the old app");
        assert!(server.opens(&ann, &ann.recovery_codes[1]).await, "the old codes");
        browser.post("/settings/security/apps/new/cancel", &[]).await;
        assert_eq!(browser.post(CODES, &[("saved", "yes")]).await.location(), ENDED);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
        // It was not used up by that.
        let (_, codes) = server.recover(&mut browser).await;
        assert!(server.opens(&ann, &codes[0]).await);
    }

    /// REC-07: the codes were shown, so in this session they prove nothing.
    async fn rec_07_the_new_codes_prove_nothing_where_they_were_shown(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (_, codes) = server.recover(&mut browser).await;
        let answer = browser.both(NEW, &ann.password, &codes[0]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("prove nothing"), "{}", answer.body);
    }

    async fn a_program_replaces_a_lost_device(server) {
        let ann = server.two_step_person("ann").await;
        let mut by_app = server.program_signed_in_twice(&ann).await;
        let recovery = "/api/v1/authenticator-apps/recovery";
        assert_eq!(by_app.api(Method::POST, recovery, "").await.problem(), "not-proved-by-sign-in");
        let mut pending = server.pending_program(&ann).await;
        let token = pending.api_enter_code(&ann.recovery_codes[0]).await.json()["token"].clone();
        let mut program = server.browser().with_bearer(token.as_str().unwrap());
        let key = program.api(Method::POST, recovery, "").await.json()["key"].clone();
        let body = json!({ "name": "New", "code": server.code(key.as_str().unwrap()) }).to_string();
        let next = program.api(Method::POST, "/api/v1/authenticator-apps/confirmation", &body).await.json();
        let code = next["recovery_codes"][0].as_str().unwrap().to_owned();
        let activation = "/api/v1/authenticator-apps/recovery/activation";
        assert_eq!(program.api(Method::POST, activation, r#"{"saved":false}"#).await.problem(), "codes-not-saved");
        assert_eq!(program.api(Method::POST, activation, r#"{"saved":true}"#).await.status, StatusCode::OK);
        assert!(server.opens(&ann, &code).await);
        assert_eq!(server.app_names("ann").await, ["New"]);
    }
}
