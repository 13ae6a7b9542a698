//! A new device in place of one that is still at hand, or of a recovery code.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{ADDED, APP, CODES, ENDED, OLD, REPLACE};
use crate::on_both_engines;

const REPLACED: &str = "/settings/security/apps?notice=replaced";

on_both_engines! {
    async fn the_old_one_works_until_the_new_one_does(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        server.advance(30);
        assert!(server.opens(&ann, &server.code(&ann.key)).await, "while the new one is scanned");
        assert_eq!(browser.first_code("New phone", &server.code(&key)).await.location(), OLD);
        server.advance(30);
        server.opens_nothing(&ann, &browser, &server.code(&key)).await;
        assert!(server.opens(&ann, &server.code(&ann.key)).await, "while the choice is made");
        assert_eq!(browser.get(APP).await.location(), OLD, "the key is shown no more");
        assert_eq!(browser.post(OLD, &[("drop", &server.app_id("Authenticator app").await)]).await.location(), REPLACED);
        assert_eq!(server.app_names("ann").await, ["New phone"]);
        server.advance(30);
        server.opens_nothing(&ann, &browser, &server.code(&ann.key)).await;
        assert!(server.opens(&ann, &server.code(&key)).await);
        assert!(server.opens(&ann, &ann.recovery_codes[0]).await, "the codes stay");
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("was replaced") && text.contains("“New phone”"), "{subject} {text}");
        assert_eq!(server.events("authenticator_app.replace").await, ["allowed"]);
    }

    async fn or_stays_as_a_backup(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        browser.first_code("New phone", &server.code(&key)).await;
        assert_eq!(browser.post(OLD, &[("drop", "none")]).await.location(), ADDED);
        assert_eq!(server.app_names("ann").await, ["Authenticator app", "New phone"]);
    }

    async fn one_of_several_or_all_of_them(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.add_app(&mut browser, &ann, "Tablet").await;
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        browser.first_code("Third", &server.code(&key)).await;
        assert_eq!(browser.post(OLD, &[("drop", &server.app_id("Tablet").await)]).await.location(), REPLACED);
        assert_eq!(server.app_names("ann").await, ["Authenticator app", "Third"]);
        server.advance(30);
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        browser.first_code("Fourth", &server.code(&key)).await;
        assert_eq!(browser.post(OLD, &[("drop", "all")]).await.location(), REPLACED);
        assert_eq!(server.app_names("ann").await, ["Fourth"]);
        assert!(server.is_two_step_on("ann").await);
    }

    async fn a_recovery_code_and_the_password_prove_it_as_well(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        server.advance(660);
        assert_eq!(browser.both(REPLACE, &ann.password, &ann.recovery_codes[0]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.both(REPLACE, &ann.password, &ann.recovery_codes[1]).await.location(), APP);
        let key = browser.get(APP).await.shown_key().unwrap();
        assert_eq!(browser.first_code("New", &server.code(&key)).await.location(), OLD);
        assert_eq!(browser.post(OLD, &[("drop", "all")]).await.location(), REPLACED);
        assert_eq!(server.app_names("ann").await, ["New"]);
    }

    async fn what_is_no_choice_is_refused(server) {
        let ann = server.two_step_person("ann").await;
        let eve = server.two_step_person("eve").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let sql = "SELECT p.id FROM authenticator_apps p JOIN accounts a ON a.id = p.account_id WHERE a.username = 'eve'";
        let hers: String = server.app.db.fetch_one(sql, &[]).await.unwrap().read("id").unwrap();
        assert_eq!(browser.post(OLD, &[("drop", "all")]).await.status, StatusCode::CONFLICT, "before anything");
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        assert_eq!(browser.post(OLD, &[("drop", "all")]).await.status, StatusCode::CONFLICT, "before the first code");
        assert_eq!(browser.get(OLD).await.location(), APP);
        browser.first_code("New", &server.code(&key)).await;
        for which in ["", "some", "None", &hers] {
            let answer = browser.post(OLD, &[("drop", which)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{which}: {}", answer.body);
        }
        // Nor does the step of another path finish it.
        assert_eq!(browser.post(CODES, &[("saved", "yes")]).await.location(), CODES);
        assert_eq!(browser.get(CODES).await.location(), ENDED);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
        assert_eq!(server.app_names("eve").await, ["Authenticator app"]);
        assert_eq!(browser.post(OLD, &[("drop", "all")]).await.location(), REPLACED);
        server.advance(30);
        assert!(server.opens(&eve, &server.code(&eve.key)).await);
    }

    async fn a_program_replaces(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let path = "/api/v1/authenticator-apps/replacement";
        let begun = program.api_both(path, &ann.password, &server.code(&ann.key)).await.json();
        let body = json!({ "name": "Watch", "code": server.code(begun["key"].as_str().unwrap()) }).to_string();
        let next = program.api(Method::POST, "/api/v1/authenticator-apps/confirmation", &body).await.json();
        assert_eq!((&next["session"], &next["recovery_codes"]), (&json!(null), &json!(null)));
        let activation = "/api/v1/authenticator-apps/replacement/activation";
        assert_eq!(program.api(Method::POST, activation, r#"{"drop":"x"}"#).await.problem(), "not-chosen");
        let other = "/api/v1/authenticator-apps/recovery/activation";
        assert_eq!(program.api(Method::POST, other, r#"{"saved":true}"#).await.problem(), "other-step");
        let answer = program.api(Method::POST, activation, r#"{"drop":"all"}"#).await.json();
        assert!(answer["token"].as_str().unwrap().starts_with("vses_"));
        assert_eq!(server.app_names("ann").await, ["Watch"]);
    }
}
