//! The second step of sign-in with a key.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{ASK_AT_SIGN_IN, ORIGIN};
use crate::on_both_engines;
use crate::support::{Options, TestServer};

const PAGE: &str = "/sign-in/second-step";
const APP_ID: &str = "https://u2f.forge.test/app-id.json";

on_both_engines! {
    async fn the_key_is_offered_first_where_there_is_one(server) {
        let ann = server.key_person("ann").await;
        let bob = server.two_step_person("bob").await;
        let page = server.pending(&ann.person).await.get(PAGE).await.body;
        assert!(page.contains("Use your security key") && page.contains("Use another way"), "{page}");
        let page = server.pending(&bob).await.get(PAGE).await.body;
        assert!(!page.contains("security key") && page.contains("autofocus"), "{page}");
    }

    async fn a_program_is_told_and_signs_in(server) {
        let mut ann = server.key_person("ann").await;
        let answer = server.browser().api_sign_in(&ann.person).await;
        assert_eq!(answer.json()["pending"]["factors"], json!(["security_key", "recovery_code"]));
        let mut program = server.browser().with_bearer(answer.json()["pending"]["token"].as_str().unwrap());
        let asked = program.api(Method::POST, "/api/v1/sign-in/second-step/assertion-options", "").await.json();
        assert_eq!(asked["options"]["rpId"], "localhost");
        assert_eq!(asked["options"]["userVerification"], "discouraged");
        assert_eq!(asked["options"]["allowCredentials"].as_array().unwrap().len(), 1);
        let assertion = ann.key.assertion(&asked["options"], ORIGIN);
        let answer = program.api_enter_code(&ann.key.answer(&assertion)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let sessions = server.signed_in_by_key(&mut ann).await.get("/settings/security/sessions").await.body;
        assert!(sessions.contains("Password and a security key"), "{sessions}");
    }

    /// WAN-22: before the first door is passed nothing is told of anybody's keys.
    async fn wan_22_nothing_is_asked_before_the_password(server) {
        server.key_person("ann").await;
        let answer = server.browser().post(ASK_AT_SIGN_IN, &[]).await;
        assert!(answer.location().starts_with("/sign-in?notice="), "{}", answer.body);
        let answer = server.browser().api(Method::POST, "/api/v1/sign-in/second-step/assertion-options", "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }

    async fn who_has_no_key_is_asked_none(server) {
        let bob = server.two_step_person("bob").await;
        assert!(server.pending(&bob).await.options(ASK_AT_SIGN_IN).await.is_null());
    }

    /// Each answer is charged before it is looked at, as every try is.
    async fn brf_01_answers_are_charged(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.pending(&ann.person).await;
        for _ in 0..5 {
            let mut assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
            assertion.spoils_signature = true;
            assert_eq!(browser.enter_code(&ann.key.answer(&assertion)).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(server.charged("security_key").await, 5);
        assert_eq!(browser.touch(&mut ann.key).await.status, StatusCode::TOO_MANY_REQUESTS);
        server.advance(31);
        assert_eq!(browser.touch(&mut ann.key).await.location(), "/settings/security");
        assert_eq!(server.charged("security_key").await, 0);
    }
}

/// WAN-05: an older deployment's keys answer with the hash of its AppID, where it is asked for
/// and the browser says so (§10.1.1).
#[tokio::test]
async fn wan_05_a_key_of_an_older_deployment() {
    let server = TestServer::sqlite().await;
    let mut ann = server.key_person("ann").await;
    let server = server.again_with(Options::set(&[("VESTIBULE_WEBAUTHN__APP_ID", APP_ID)])).await;
    let mut browser = server.pending(&ann.person).await;
    for (rp_id, appid, lets_in) in [
        (APP_ID, Some(false), false),
        (APP_ID, None, false),
        ("localhost", Some(true), false),
        ("https://evil.test", Some(true), false),
        (APP_ID, Some(true), true),
    ] {
        let options = browser.options(ASK_AT_SIGN_IN).await;
        assert_eq!(options["extensions"]["appid"], APP_ID);
        let mut assertion = ann.key.assertion(&options, ORIGIN);
        (assertion.data.rp_id, assertion.appid) = (rp_id.to_owned(), appid);
        let answer = browser.enter_code(&ann.key.answer(&assertion)).await;
        assert_eq!(answer.location() == "/settings/security", lets_in, "{rp_id} {appid:?}: {}", answer.body);
    }
    let mut again = server.pending(&ann.person).await;
    assert_eq!(again.touch(&mut ann.key).await.location(), "/settings/security", "its new keys sign in as ever");
}
