//! The list: another name, one less, nobody else's.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{ADDED, ASK, ASK_AT_SIGN_IN, LIST, OPTIONS, ORIGIN};
use crate::on_both_engines;

const OFF: &str = "/settings/security?notice=two-step-off";

on_both_engines! {
    async fn a_key_is_renamed(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.add_key(&mut browser, &ann, "Old").await;
        let path = browser.key_page("Old", "rename").await;
        let fields = |code: String| [("name", "New".to_owned()), ("password", ann.password.clone()), ("code", code)];
        let wrong = fields(server.wrong_code(&ann.key));
        let borrowed: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.post(&path, &borrowed).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.key_names("ann").await, ["Old"]);
        server.advance(1);
        let right = fields(server.code(&ann.key));
        let borrowed: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.post(&path, &borrowed).await.location(), "/settings/security/keys?notice=renamed");
        assert_eq!(server.key_names("ann").await, ["New"]);
        assert_eq!(server.events("security_key.rename").await, ["wrong-code", "allowed"]);
        assert!(server.newest_notice(&ann.email).await.unwrap().1.contains("New"));
    }

    async fn a_key_is_removed_and_signs_nobody_in(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let (mut first, mut second) =
            (server.add_key(&mut browser, &ann, "First").await, server.add_key(&mut browser, &ann, "Second").await);
        let mut pending = server.pending(&ann).await;
        let options = pending.options(ASK_AT_SIGN_IN).await;
        let path = browser.key_page("First", "remove").await;
        let code = browser.key_code(&mut second).await;
        let answer = browser.post(&path, &[("password", &ann.password), ("code", &code)]).await;
        assert_eq!(answer.location(), "/settings/security/keys?notice=removed", "{}", answer.body);
        assert_eq!(server.key_names("ann").await, ["Second"]);
        // Neither by the sign-in that had begun, nor by a new one.
        let assertion = first.assertion(&options, ORIGIN);
        let answer = pending.enter_code(&first.answer(&assertion)).await;
        assert!(answer.location().starts_with("/sign-in?notice="), "{}", answer.body);
        let mut pending = server.pending(&ann).await;
        assert_eq!(pending.touch(&mut first).await.status, StatusCode::FORBIDDEN);
        assert_eq!(pending.touch(&mut second).await.location(), "/settings/security");
        assert!(server.newest_notice(&ann.email).await.unwrap().1.contains("First"));
        // What was removed may be added again.
        browser.begin_key(&ann, "Back", &server.code(&ann.key)).await;
        let options = browser.options(OPTIONS).await;
        assert_eq!(browser.send_key(&first.creation(&options, ORIGIN).json()).await.location(), ADDED);
    }

    /// The last factor takes two-step verification with it; one that is not the last does not.
    async fn wan_19_the_last_factor_ends_two_step_verification(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        let path = browser.key_page("Security key", "remove").await;
        let page = browser.get(&path).await.body;
        assert!(page.contains("two-step verification ends with it"), "{page}");
        let fields = [("password", "too short"), ("code", "000000")];
        let answer = browser.post(&path, &fields).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("at least 15"), "{}", answer.body);
        let code = browser.key_code(&mut ann.key).await;
        let answer = browser.post(&path, &[("password", &ann.person.password), ("code", &code)]).await;
        assert_eq!(answer.location(), OFF, "{}", answer.body);
        assert!(server.key_names("ann").await.is_empty() && !server.is_two_step_on("ann").await);
        assert!(browser.is_signed_in().await);
        assert!(server.newest_notice(&ann.person.email).await.unwrap().1.contains("the password alone signs in"));
        server.signed_in(&ann.person).await;
    }

    /// An app beside a key: whichever goes first is not the last.
    async fn wan_19_an_app_beside_a_key_is_not_the_last(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let mut key = server.add_key(&mut browser, &ann, "Key").await;
        let body = browser.get("/settings/security/apps").await.body;
        let id = body.split("/settings/security/apps/").find(|part| part.contains("/rename")).unwrap();
        let path = format!("/settings/security/apps/{}/remove", id.split('/').next().unwrap());
        assert!(!browser.get(&path).await.body.contains("two-step verification ends"));
        let code = browser.key_code(&mut key).await;
        let answer = browser.post(&path, &[("password", &ann.password), ("code", &code)]).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=removed", "{}", answer.body);
        assert_eq!(server.key_names("ann").await, ["Key"]);
        let mut pending = server.pending(&ann).await;
        assert_eq!(pending.touch(&mut key).await.location(), "/settings/security");
    }

    async fn wan_19_somebody_elses_key_is_none(server) {
        let (mut ann, mut mallory) = (server.key_person("ann").await, server.key_person("mallory").await);
        let mut hers = server.signed_in_by_key(&mut ann).await;
        let mut his = server.signed_in_by_key(&mut mallory).await;
        let before = server.snapshot().await;
        for page in ["rename", "remove"] {
            let path = hers.key_page("Security key", page).await;
            assert_eq!(his.get(&path).await.status, StatusCode::NOT_FOUND, "{page}");
            let code = his.key_code(&mut mallory.key).await;
            let mut fields = vec![("password", mallory.person.password.as_str()), ("code", code.as_str())];
            if page == "rename" {
                fields.push(("name", "His"));
            }
            assert_eq!(his.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        let id = hers.key_page("Security key", "x").await.split('/').nth_back(1).unwrap().to_owned();
        let mut program = server.pending_program(&mallory.person).await;
        let asked = program.api(Method::POST, "/api/v1/sign-in/second-step/assertion-options", "").await.json();
        let assertion = mallory.key.assertion(&asked["options"], ORIGIN);
        let token = program.api_enter_code(&mallory.key.answer(&assertion)).await.json()["token"].as_str().unwrap().to_owned();
        let mut program = server.browser().with_bearer(&token);
        let asked = program.api(Method::POST, "/api/v1/security-keys/assertion-options", "").await.json();
        let assertion = mallory.key.assertion(&asked["options"], ORIGIN);
        let body = json!({ "password": mallory.person.password, "code": mallory.key.answer(&assertion) }).to_string();
        let answer = program.api(Method::POST, &format!("/api/v1/security-keys/{id}/removal"), &body).await;
        assert!(answer.status == StatusCode::NOT_FOUND && answer.problem() == "no-such-key", "{}", answer.body);
        let names = |lines: Vec<String>| lines.into_iter().filter(|line| line.contains("Security key")).count();
        assert_eq!(names(server.snapshot().await), names(before));
    }

    async fn the_api_renames_and_removes(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.add_key(&mut browser, &ann, "Old").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let listed = program.api(Method::GET, "/api/v1/security-keys", "").await.json();
        let path = format!("/api/v1/security-keys/{}", listed["security_keys"][0]["id"].as_str().unwrap());
        let body = json!({ "name": "New", "password": ann.password, "code": server.code(&ann.key) }).to_string();
        assert_eq!(program.api(Method::POST, &format!("{path}/name"), &body).await.status, StatusCode::NO_CONTENT);
        server.advance(30);
        assert_eq!(server.key_names("ann").await, ["New"]);
        let body = json!({ "password": ann.password, "code": server.code(&ann.key) }).to_string();
        assert_eq!(program.api(Method::POST, &format!("{path}/removal"), &body).await.status, StatusCode::OK);
        assert!(server.key_names("ann").await.is_empty());
    }

    async fn without_two_step_verification_there_is_no_list(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        assert_eq!(browser.get(LIST).await.location(), "/settings/security?notice=already-off");
        let answer = browser.begin_key(&bob, "Key", "000000").await;
        assert_eq!(answer.location(), "/settings/security?notice=already-off");
        assert!(browser.options(ASK).await.is_null());
    }
}
