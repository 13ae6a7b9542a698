//! Adding a key beside other factors.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{ADDED, ASK, LIST, NEW, OPTIONS, ORIGIN, SoftKey, TOUCH};
use crate::on_both_engines;

const ENDED: &str = "/settings/security/keys?notice=ended";

on_both_engines! {
    async fn a_key_is_added_and_signs_in(server) {
        let ann = server.two_step_person("ann").await;
        let (mut browser, mut other) = (server.signed_in_twice(&ann).await, server.signed_in_twice(&ann).await);
        let before = browser.session();
        let mut key = server.add_key(&mut browser, &ann, "Blue <key>").await;
        assert_ne!(browser.session(), before, "the session has a new name");
        assert!(!other.is_signed_in().await, "the others have ended");
        let page = browser.get(LIST).await.body;
        assert!(page.contains("<bdi class=\"entry-name\">Blue &#60;key&#62;</bdi>") && page.contains("Not used yet"), "{page}");
        assert!(page.contains("Model not known"), "{page}");
        let (subject, mail) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("A security key was added"), "{subject}");
        assert!(mail.contains("Blue <key>") && mail.contains("was added to ann"), "{mail}");
        assert_eq!(server.events("security_key.begin").await, ["allowed"]);
        assert_eq!(server.events("security_key.add").await, ["allowed"]);
        let mut elsewhere = server.pending(&ann).await;
        assert_eq!(elsewhere.touch(&mut key).await.location(), "/settings/security");
        assert!(browser.get(LIST).await.body.contains("Last used"));
    }

    async fn it_takes_both_proofs(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        for (password, code, status) in [
            ("wrong password x", server.code(&ann.key), StatusCode::FORBIDDEN),
            (ann.password.as_str(), server.wrong_code(&ann.key), StatusCode::FORBIDDEN),
            (ann.password.as_str(), String::new(), StatusCode::UNPROCESSABLE_ENTITY),
            (ann.password.as_str(), "{}".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let answer = browser.post(NEW, &[("name", "Key"), ("password", password), ("code", &code)]).await;
            assert_eq!(answer.status, status, "{password} {code}");
        }
        assert_eq!(server.snapshot().await, before);
        // Without the proofs there is nothing to be asked, and nothing to answer to.
        assert!(browser.options(OPTIONS).await.is_null());
        assert_eq!(browser.get(TOUCH).await.location(), ENDED);
        let options = json!({ "challenge": "AAAA", "rp": { "id": "localhost" } });
        let credential = SoftKey::new().creation(&options, ORIGIN).json();
        assert_eq!(browser.send_key(&credential).await.location(), ENDED);
        assert_eq!(server.snapshot().await, before);
    }

    /// The key that is there proves another one.
    async fn a_key_proves_it(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        let code = browser.key_code(&mut ann.key).await;
        assert_eq!(browser.begin_key(&ann.person, "Second", &code).await.location(), TOUCH);
        let second = SoftKey::new();
        let options = browser.options(OPTIONS).await;
        assert_eq!(browser.send_key(&second.creation(&options, ORIGIN).json()).await.location(), ADDED);
        assert_eq!(server.key_names("ann").await, ["Security key", "Second"]);
    }

    /// What an authenticator has already it is told, so that it makes no other one.
    async fn the_browser_is_told_which_keys_there_are(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.add_key(&mut browser, &ann, "One").await;
        browser.begin_key(&ann, "Two", &server.code(&ann.key)).await;
        let options = browser.options(OPTIONS).await;
        let excluded = json!([{ "type": "public-key", "id": crate::support::security_key::base64url(&key.credential_id),
            "transports": ["nfc", "usb"] }]);
        assert_eq!(options["excludeCredentials"], excluded);
        assert_eq!(options["rp"], json!({ "id": "localhost", "name": "Vestibule" }));
        assert_eq!(options["attestation"], "none");
        let algorithms: Vec<i64> =
            options["pubKeyCredParams"].as_array().unwrap().iter().map(|one| one["alg"].as_i64().unwrap()).collect();
        assert_eq!(algorithms, [-7, -8, -257]);
        assert!(options["user"]["id"].as_str().unwrap().len() >= 22 && options["user"]["name"] == "ann");
    }

    async fn wan_10_a_credential_is_nobodys_but_once(server) {
        let (ann, bob) = (server.two_step_person("ann").await, server.two_step_person("bob").await);
        let mut hers = server.signed_in_twice(&ann).await;
        let key = server.add_key(&mut hers, &ann, "Hers").await;
        let mut his = server.signed_in_twice(&bob).await;
        for (browser, person, slug) in [(&mut his, &bob, "key-others"), (&mut hers, &ann, "key-yours")] {
            let answer = browser.begin_key(person, "Another", &server.code(&person.key)).await;
            assert_eq!(answer.location(), TOUCH, "{}", answer.body);
            server.advance(1);
            let before = server.snapshot().await;
            // Another public key under the known id, as somebody would who has seen it.
            let other = SoftKey::new();
            let mut creation = other.creation(&browser.options(OPTIONS).await, ORIGIN);
            creation.credential_id = key.credential_id.clone();
            creation.id = key.credential_id.clone();
            let answer = browser.send_key(&creation.json()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
            assert_eq!(server.snapshot().await, before);
            assert_eq!(server.events("security_key.add").await.last().unwrap(), slug);
        }
    }

    async fn wan_01_an_answer_counts_once_and_for_five_minutes(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        browser.begin_key(&ann, "Key", &server.code(&ann.key)).await;
        let key = SoftKey::new();
        let credential = key.creation(&browser.options(OPTIONS).await, ORIGIN).json();
        server.advance(300);
        let answer = browser.send_key(&credential).await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.body.contains("answered too late"), "{}", answer.body);
        let mut other = key.creation(&browser.options(OPTIONS).await, ORIGIN);
        other.data.flags = 0;
        assert_eq!(browser.send_key(&other.json()).await.status, StatusCode::FORBIDDEN);
        other.data.flags = 1;
        let answer = browser.send_key(&other.json()).await;
        assert!(answer.body.contains("used already"), "a wrong answer uses the challenge up: {}", answer.body);
        assert!(server.key_names("ann").await.is_empty());
        let credential = key.creation(&browser.options(OPTIONS).await, ORIGIN).json();
        assert_eq!(browser.send_key(&credential).await.location(), ADDED);
    }

    async fn wan_03_only_the_session_that_proved(server) {
        let ann = server.two_step_person("ann").await;
        let (mut one, mut two) = (server.signed_in_twice(&ann).await, server.signed_in_twice(&ann).await);
        one.begin_key(&ann, "Key", &server.code(&ann.key)).await;
        let options = one.options(OPTIONS).await;
        let credential = SoftKey::new().creation(&options, ORIGIN).json();
        assert_eq!(two.send_key(&credential).await.location(), ENDED);
        // A challenge to prove oneself is none to add a key, and the other way round.
        let key = SoftKey::new();
        assert!(one.options(ASK).await.is_null(), "there is no key to ask yet");
        assert_eq!(one.send_key(&key.creation(&options, ORIGIN).json()).await.location(), ADDED);
        server.advance(30);
        one.begin_key(&ann, "Other", &server.code(&ann.key)).await;
        let asked = one.options(ASK).await;
        let options = json!({ "challenge": asked["challenge"], "rp": { "id": "localhost" } });
        let answer = one.send_key(&SoftKey::new().creation(&options, ORIGIN).json()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(server.key_names("ann").await, ["Key"]);
    }

    /// WAN-18: who knows the password only adds no key.
    async fn wan_18_a_pending_sign_in_adds_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut pending = server.pending(&ann).await;
        for path in [NEW, TOUCH, OPTIONS] {
            assert!(pending.post(path, &[]).await.asks_to_sign_in(), "{path}");
        }
        let mut program = server.pending_program(&ann).await;
        let body = json!({ "name": "Key", "password": ann.password, "code": server.code(&ann.key) }).to_string();
        let answer = program.api(Method::POST, "/api/v1/security-keys/addition", &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }

    async fn an_account_has_ten_keys_at_most(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        for number in 0..10 {
            server.add_key(&mut browser, &ann, &format!("Key {number}")).await;
        }
        assert!(browser.get(LIST).await.body.contains("as many as there can be"));
        let answer = browser.begin_key(&ann, "Eleventh", &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(server.key_names("ann").await.len(), 10);
    }

    async fn wan_21_a_name_is_short_and_plain(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        for name in ["", " ", &"x".repeat(65), "a\nb", "a\u{202e}b"] {
            let answer = browser.begin_key(&ann, name, &server.code(&ann.key)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
        }
        assert_eq!(browser.begin_key(&ann, &"ü".repeat(64), &server.code(&ann.key)).await.location(), TOUCH);
    }

    async fn the_api_does_the_same(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let body = json!({ "name": "Robot", "password": ann.password, "code": server.code(&ann.key) }).to_string();
        let begun = program.api(Method::POST, "/api/v1/security-keys/addition", &body).await.json();
        let mut key = SoftKey::new();
        key.aaguid = *b"\xfc\xb1\xbc\xb4\xf3\x70\x07\x8c\x69\x93\xbc\x24\xd0\xae\x3f\xbe";
        let credential = key.creation(&begun["options"], ORIGIN).json();
        let body = json!({ "credential": credential }).to_string();
        let answer = program.api(Method::POST, "/api/v1/security-keys/confirmation", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        program.bearer = answer.json()["token"].as_str().map(str::to_owned);
        let listed = program.api(Method::GET, "/api/v1/security-keys", "").await.json();
        assert_eq!(listed["security_keys"][0]["name"], "Robot");
        assert_eq!(listed["security_keys"][0]["model"], "Ledger Nano X FIDO2 Authenticator");
        let mut pending = server.pending_program(&ann).await;
        let asked = pending.api(Method::POST, "/api/v1/sign-in/second-step/assertion-options", "").await.json();
        let assertion = key.assertion(&asked["options"], ORIGIN);
        let answer = pending.api_enter_code(&key.answer(&assertion)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    async fn it_is_given_up_without_a_trace(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        browser.begin_key(&ann, "Key", &server.code(&ann.key)).await;
        let options = browser.options(OPTIONS).await;
        let answer = browser.post("/settings/security/keys/new/cancel", &[]).await;
        assert_eq!(answer.location(), "/settings/security/keys?notice=cancelled");
        let credential = SoftKey::new().creation(&options, ORIGIN).json();
        assert_eq!(browser.send_key(&credential).await.location(), ENDED);
        assert!(server.key_names("ann").await.is_empty());
    }
}
