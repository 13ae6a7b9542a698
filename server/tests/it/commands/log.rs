//! LEA-01: no secret in the log, not even at its most talkative.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{Client, Installation, PASSWORD, create};

/// The text of all mails.
fn mails(place: &Installation) -> String {
    let files = fs::read_dir(place.data("mailbox")).unwrap();
    files.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

/// The six digits that an app shows now.
fn code(key: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    format!("{:06}", otp::hotp(&otp::Secret::from_base32(key).unwrap(), now / 30))
}

/// The bearer value in the place of an answer.
fn token(answer: &serde_json::Value, place: &str) -> String {
    answer[place]["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Switches two-step verification on; the secrets seen on the way.
fn two_step(program: &mut Client) -> Vec<String> {
    let setup = program.api("/api/v1/two-step/setup", &json!({ "password": PASSWORD })).json();
    let key = setup["key"].as_str().unwrap().to_owned();
    let codes = program.api("/api/v1/two-step/setup/app", &json!({ "code": code(&key) })).json();
    let codes: Vec<String> =
        codes["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    let done = program.api("/api/v1/two-step/activation", &json!({ "saved": true })).json();
    program.bearer = done["token"].as_str().map(str::to_owned);
    codes.into_iter().chain([key]).chain(program.bearer.clone()).collect()
}

#[test]
fn lea_01_no_secret_is_logged_at_trace() {
    let place = Installation::new().with("VESTIBULE_LOG__LEVEL", "trace");
    create(&place, "alice");
    let server = place.serve(&[]);
    let mut secrets = vec![PASSWORD.to_owned(), "wrong canary password".into(), "sign-up canary otter lantern".into()];
    for file in ["first-admin", "mailbox-link", "master.key"] {
        let text = fs::read_to_string(place.data(file)).unwrap();
        secrets.push(text.trim().rsplit('=').next().unwrap().to_owned());
    }
    let mut browser = server.client();
    let fields = [("username", "dave"), ("email", "dave@example.test"), ("password", "sign-up canary otter lantern")];
    assert_eq!(browser.post("/sign-up", &fields).status, 200);
    // The mail is written beside the answer: ask until it is there.
    let link = loop {
        let unfolded = mails_if_any(&place).replace("=\r\n", "").replace("=3D", "=");
        if let Some((_, rest)) = unfolded.split_once("vsup_") {
            break format!("vsup_{}", rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
        }
        assert_eq!(browser.get("/healthz").status, 200);
    };
    let confirm = [("token", link.as_str()), ("password", "sign-up canary otter lantern")];
    assert_eq!(browser.get(&format!("/sign-up/confirmation?token={link}")).status, 200);
    assert_eq!(browser.post("/sign-up/confirmation", &confirm).status, 303);
    secrets.push(link);
    assert_eq!(browser.post("/sign-in", &[("login", "alice"), ("password", "wrong canary password")]).status, 401);
    assert_eq!(browser.post("/sign-in", &[("login", "alice"), ("password", PASSWORD)]).status, 303);
    secrets.push(browser.cookies["session"].clone());
    let mut program = server.client();
    let sign_in = json!({ "login": "alice", "password": PASSWORD });
    program.bearer = Some(token(&program.api("/api/v1/sign-in", &sign_in).json(), "session"));
    secrets.extend(program.bearer.clone());
    secrets.extend(two_step(&mut program));
    secrets.push(token(&server.client().api("/api/v1/sign-in", &sign_in).json(), "pending"));
    assert_eq!(browser.api("/api/v1/sign-in", &json!({ "login": 7, "password": PASSWORD })).status, 400);

    let log = server.stop();
    assert!(log.contains("Vestibule is at"), "{log}");
    for secret in secrets {
        assert!(secret.len() > 8 && !log.contains(&secret), "{secret} is in the log:\n{log}");
    }
}

fn mails_if_any(place: &Installation) -> String {
    if place.data("mailbox").exists() { mails(place) } else { String::new() }
}
