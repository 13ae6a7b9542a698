//! LEA-01, LEA-10 over the real binary: its log in both formats, what it prints, and what
//! the system shows of it, with secrets of its own in files and in the environment.

use std::fs;

use serde_json::json;

use super::{Client, Installation, PASSWORD, create};
use crate::support::secrets::bearer_in;

const SMTP_PASSWORD: &str = "smtp canary badger whistle";
const WRONG: &str = "wrong canary password x";

fn place(format: &str) -> Installation {
    Installation::new()
        .with("VESTIBULE_LOG__LEVEL", "trace")
        .with("VESTIBULE_LOG__FORMAT", format)
        // Nobody listens there: every mail is refused.
        .with("VESTIBULE_SMTP__HOST", "127.0.0.1")
        .with("VESTIBULE_SMTP__PORT", "9")
        .with("VESTIBULE_SMTP__SECURITY", "none")
        .with("VESTIBULE_SMTP__FROM", "no-reply@forge.test")
        .with("VESTIBULE_SMTP__USERNAME", "vestibule")
        .with("VESTIBULE_SMTP__PASSWORD", SMTP_PASSWORD)
}

fn code(key: &str) -> String {
    let now = u64::try_from(crate::support::real_now_secs()).unwrap();
    format!("{:06}", otp::hotp(&otp::Secret::from_base32(key).unwrap(), now / 30))
}

/// Signs in, sets two-step verification up and signs in again; what was secret on the way.
fn journey(client: &mut Client) -> Vec<String> {
    let right = json!({ "login": "alice", "password": PASSWORD });
    let token = |json: &serde_json::Value, place: &str| json[place]["token"].as_str().unwrap().to_owned();
    assert_eq!(client.api("/api/v1/sign-in", &json!({ "login": "alice", "password": WRONG })).status, 401);
    client.bearer = Some(token(&client.api("/api/v1/sign-in", &right).json(), "session"));
    let mut secrets = vec![client.bearer.clone().unwrap()];
    let setup = client.api("/api/v1/two-step/setup", &json!({ "password": PASSWORD })).json();
    let key = setup["key"].as_str().unwrap().to_owned();
    let codes = client.api("/api/v1/two-step/setup/app", &json!({ "code": code(&key) })).json();
    let codes: Vec<String> =
        codes["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    let done = client.api("/api/v1/two-step/activation", &json!({ "saved": true })).json();
    secrets.push(done["token"].as_str().unwrap().to_owned());
    client.bearer = Some(token(&client.api("/api/v1/sign-in", &right).json(), "pending"));
    secrets.extend(client.bearer.clone());
    let session = client.api("/api/v1/sign-in/second-step", &json!({ "code": codes[0] }));
    secrets.push(session.json()["token"].as_str().unwrap().to_owned());
    client.bearer = None;
    assert_eq!(client.api("/api/v1/password-recovery", &json!({ "login": "alice" })).status, 202);
    assert_eq!(client.get("/sign-in?password=wrong+canary+password+x&code=0").status, 200);
    secrets.extend(codes.iter().map(|code| code.replace('-', "")));
    secrets.into_iter().chain(codes).chain([key]).collect()
}

fn assert_none(secrets: &[String], text: &str, place: &str) {
    for (number, secret) in secrets.iter().enumerate() {
        assert!(secret.len() > 10 && !text.contains(secret.as_str()), "secret {number} stands in {place}:\n{text}");
    }
    assert_eq!(bearer_in(text), None, "{place}");
}

fn nothing_shows_a_secret(format: &str) {
    let place = place(format);
    create(&place, "alice");
    let server = place.serve(&[]);
    let mut secrets = journey(&mut server.client());
    secrets.extend([PASSWORD.to_owned(), WRONG.to_owned(), SMTP_PASSWORD.to_owned()]);
    secrets.push(fs::read_to_string(place.data("master.key")).unwrap().trim().to_owned());
    let first_admin = fs::read_to_string(place.data("first-admin")).unwrap();
    secrets.push(first_admin.trim().rsplit('=').next().unwrap().to_owned());

    assert_none(&secrets, &String::from_utf8_lossy(&server.shown("cmdline")), "the list of processes");
    let given = [SMTP_PASSWORD.to_owned()];
    let beside: Vec<String> = secrets.iter().filter(|secret| !given.contains(secret)).cloned().collect();
    assert_none(&beside, &String::from_utf8_lossy(&server.shown("environ")), "the environment, but what was put there");
    for args in [
        &["user", "list"][..],
        &["user", "disable", "--username", "nobody"],
        &["user", "create", "--username", "alice", "--email", "a@example.test", "--password-stdin"],
        &["audit", "head"],
        &["audit", "verify"],
        &["serve", "--help"],
        &["serve", "--password", "x"],
        &["serve"],
    ] {
        let ran = place.run(args, PASSWORD);
        assert!(!ran.out.is_empty() || !ran.err.is_empty(), "{args:?}");
        assert_none(&secrets, &format!("{}\n{}", ran.out, ran.err), &format!("{args:?}"));
    }
    let log = server.stop();
    assert!(log.contains("a mail could not be sent yet") && log.contains("Vestibule is at"), "{log}");
    assert_eq!(log.contains("{\"timestamp\""), format == "json", "{log}");
    assert_none(&secrets, &log, "the log");
    for file in ["vestibule.db", "vestibule.db-wal"] {
        let bytes = fs::read(place.data(file)).unwrap_or_default();
        assert_none(&secrets, &String::from_utf8_lossy(&bytes), file);
    }
}

#[test]
fn lea_10_nothing_that_others_see_shows_a_secret_text() {
    nothing_shows_a_secret("text");
}

#[test]
fn lea_10_nothing_that_others_see_shows_a_secret_json() {
    nothing_shows_a_secret("json");
}

/// A wrong value is named by its key, never shown: it may be a secret in the wrong place.
#[test]
fn lea_10_a_refused_setting_is_not_repeated() {
    for (name, value) in [
        ("VESTIBULE_MASTER_KEY", "not-a-key-but-a-canary-badger"),
        ("VESTIBULE_DATABASE", "mysql://root:canary-badger-whistle@db/x"),
        ("VESTIBULE_SMTP__PORT", "canary-badger-whistle"),
        ("VESTIBULE_SMTP__PASSWORD", "canary-badger-whistle"),
    ] {
        let place = Installation::new().with(name, value);
        let ran = place.run(&["serve"], "");
        assert!(!ran.done && !ran.err.is_empty(), "{name}: {ran:?}");
        let said = format!("{}{}", ran.out, ran.err);
        assert!(!said.contains("canary-badger"), "{name}: {said}");
    }
}
