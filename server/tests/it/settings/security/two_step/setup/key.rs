//! Whom the key is shown to, when, and in which form.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::{Answer, Options, TestServer};

const SETUP: &str = "/settings/security/two-step/setup";

fn is_kept_nowhere(answer: &Answer) -> bool {
    answer.headers["cache-control"] == "no-store"
}

on_both_engines! {
    async fn tot_14_the_key_is_not_shown_after_its_first_code(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        let page = browser.get(&format!("{SETUP}/app")).await;
        assert!(is_kept_nowhere(&page));
        assert!(page.body.contains("<svg"), "the QR code");
        browser.post(&format!("{SETUP}/app"), &[("code", &server.code(&key))]).await;
        let again = browser.get(&format!("{SETUP}/app")).await;
        assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, "/settings/security/two-step/setup/codes"));
        assert!(!again.body.contains("svg") && again.shown_key().is_none());
        for path in ["codes", "codes/download"] {
            let page = browser.get(&format!("{SETUP}/{path}")).await;
            assert!(page.status.is_success() && is_kept_nowhere(&page) && !page.body.contains(&key));
        }
        browser.finish_set_up().await;
        for path in ["app", "codes", "codes/download"] {
            let gone = browser.get(&format!("{SETUP}/{path}")).await;
            assert_eq!(gone.location(), format!("{SETUP}?notice=ended"), "{path}");
            assert!(gone.shown_codes().is_empty() && gone.shown_key().is_none());
        }
        let overview = browser.get("/settings/security").await;
        assert!(!overview.body.contains(&key) && !overview.body.contains("otpauth"));
    }

    async fn tot_14_the_key_is_for_the_session_that_began(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        let mut other = server.signed_in(&alice).await;
        let mallory = server.person("mallory").await;
        let mut stranger = server.signed_in(&mallory).await;
        for visitor in [&mut other, &mut stranger] {
            let refused = visitor.get(&format!("{SETUP}/app")).await;
            assert_eq!(refused.location(), format!("{SETUP}?notice=ended"));
            let refused = visitor.post(&format!("{SETUP}/app"), &[("code", &server.code(&key))]).await;
            assert_eq!(refused.location(), format!("{SETUP}?notice=ended"), "nor can another confirm it");
        }
        let mut nobody = server.browser();
        assert!(nobody.get(&format!("{SETUP}/app")).await.asks_to_sign_in());
        browser.post(&format!("{SETUP}/app"), &[("code", &server.code(&key))]).await;
        assert_eq!(other.get(&format!("{SETUP}/codes")).await.location(), format!("{SETUP}?notice=ended"));
        assert_eq!(browser.get(&format!("{SETUP}/codes")).await.shown_codes().len(), 10);
    }

    async fn tot_14_a_program_sees_the_key_once_and_no_cache_keeps_it(server) {
        let alice = server.person("alice").await;
        let mut program = server.program(&alice).await;
        let body = json!({ "password": alice.password }).to_string();
        let begun = program.api(Method::POST, "/api/v1/two-step/setup", &body).await;
        assert!(is_kept_nowhere(&begun));
        let key = begun.json()["key"].as_str().unwrap().to_owned();
        let code = json!({ "code": server.code(&key) }).to_string();
        let confirmed = program.api(Method::POST, "/api/v1/two-step/setup/app", &code).await;
        assert!(is_kept_nowhere(&confirmed) && !confirmed.body.contains(&key));
        let again = program.api(Method::POST, "/api/v1/two-step/setup/app", &code).await;
        assert_eq!(again.problem(), "other-step");
        assert!(!program.get("/api/v1/two-step").await.body.contains(&key));
    }
}

/// What a reader of the address gets, RFC 3986 §2.1.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The address on the page as a browser reads it out of the attribute.
fn address_on(page: &Answer) -> String {
    let start = page.body.find("otpauth://").unwrap();
    let text = page.body[start..].split('"').next().unwrap();
    text.replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tot_15_odd_names_come_back_exactly_from_the_address() {
    let longest = "🏠".repeat(64);
    let names = ["Häuser & Söhne", "100% ?secret=AAAA&issuer=x", "a/b#c+d \"e\" <f>", "日本語", longest.as_str()];
    for service in names {
        let config = vec![("VESTIBULE_SERVICE_NAME", service.to_owned())];
        for server in TestServer::on_both_with(Options { config }).await {
            let alice = server.person("a.l_i-ce").await;
            let (mut browser, key) = server.at_app_step(&alice).await;
            let page = browser.get(&format!("{SETUP}/app")).await;
            let address = address_on(&page);
            let (label, query) = address.strip_prefix("otpauth://totp/").unwrap().split_once('?').unwrap();
            let (issuer, account) = label.split_once(':').unwrap();
            assert_eq!((decoded(issuer).as_str(), decoded(account).as_str()), (service, "a.l_i-ce"));
            let fields: Vec<(&str, String)> =
                query.split('&').map(|field| field.split_once('=').unwrap()).map(|(k, v)| (k, decoded(v))).collect();
            let expected = [
                ("secret", key.as_str()),
                ("issuer", service),
                ("algorithm", "SHA1"),
                ("digits", "6"),
                ("period", "30"),
            ];
            assert_eq!(fields.len(), expected.len());
            for (field, (name, value)) in fields.iter().zip(expected) {
                assert_eq!((field.0, field.1.as_str()), (name, value));
            }
            assert!(page.body.contains("<svg"), "and it fits into a QR code");
        }
    }
}
