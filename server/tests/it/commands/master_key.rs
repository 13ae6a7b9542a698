//! OPS-13: the master key that is not this database's.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{Installation, create, signed_in};

const COMMANDS: [&[&str]; 2] = [&["serve", "--listen", "127.0.0.1:0"], &["user", "list"]];

fn write_key(place: &Installation, text: &str, mode: u32) {
    fs::write(place.data("master.key"), text).unwrap();
    fs::set_permissions(place.data("master.key"), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn ops_13_a_missing_key_is_a_refusal_and_none_is_made() {
    let place = Installation::new();
    create(&place, "alice");
    let key = fs::read_to_string(place.data("master.key")).unwrap();
    fs::remove_file(place.data("master.key")).unwrap();
    for args in COMMANDS {
        let ran = place.run(args, "");
        assert!(!ran.done && ran.err.contains("this database was made with the master key"), "{ran:?}");
        assert!(ran.err.contains("VESTIBULE_MASTER_KEY_FILE") && !place.data("master.key").exists(), "{ran:?}");
    }
    write_key(&place, &key, 0o600);
    signed_in(&place.serve(&[]), "alice");
}

#[test]
fn ops_13_another_key_is_a_refusal_that_names_both() {
    let place = Installation::new();
    create(&place, "alice");
    let key = fs::read_to_string(place.data("master.key")).unwrap();
    write_key(&place, &"0123456789abcdef".repeat(4), 0o600);
    for args in COMMANDS {
        let ran = place.run(args, "");
        assert!(!ran.done && ran.err.contains("does not belong to this database"), "{ran:?}");
        assert!(!ran.err.contains("0123456789abcdef0123456789abcdef") && !ran.err.contains(key.trim()), "{ran:?}");
    }
    write_key(&place, &key, 0o600);
    signed_in(&place.serve(&[]), "alice");
}

#[test]
fn ops_13_a_key_that_others_read_or_that_is_none_is_a_refusal() {
    let place = Installation::new();
    create(&place, "alice");
    let key = fs::read_to_string(place.data("master.key")).unwrap();
    for (text, mode, words) in [
        (key.as_str(), 0o644, "chmod 600"),
        (key.as_str(), 0o640, "chmod 600"),
        ("abc", 0o600, "64 hexadecimal digits"),
        ("", 0o600, "64 hexadecimal digits"),
    ] {
        write_key(&place, text, mode);
        let ran = place.run(&["user", "list"], "");
        assert!(!ran.done && ran.err.contains(words) && !ran.err.contains(key.trim()), "{ran:?}");
    }
    write_key(&place, &key, 0o600);
    assert!(place.run(&["user", "list"], "").done);
}

#[test]
fn ops_13_the_key_may_be_elsewhere() {
    let place = Installation::new();
    create(&place, "alice");
    let elsewhere = place.root().join("key");
    fs::rename(place.data("master.key"), &elsewhere).unwrap();
    let place = place.with("VESTIBULE_MASTER_KEY_FILE", elsewhere.to_str().unwrap());
    assert!(place.run(&["user", "list"], "").out.starts_with("alice\t"));
}
