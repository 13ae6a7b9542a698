//! The configuration, as the binary reads it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use test_postgres::TestPostgres;

use super::{Installation, create, signed_in};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// Writes a file beside the data directory and answers its path.
fn file(place: &Installation, text: &str) -> String {
    let path = place.root().join("settings.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_one() {
    let place = Installation::new();
    for (text, key, nearest) in
        [("\nservce_name = \"x\"", "servce_name", "service_name"), ("[smtp]\nhots = \"x\"", "smtp.hots", "smtp.host")]
    {
        let path = file(&place, text);
        let ran = place.run(&[&SERVE[..], &["--config", &path]].concat(), "");
        assert!(!ran.done && ran.err.contains(key) && ran.err.contains(nearest), "{ran:?}");
        assert!(ran.err.contains("line 2") && !place.data("").exists(), "{ran:?}");
    }
    let place = place.with("VESTIBULE_SERVCE_NAME", "x");
    let ran = place.run(&SERVE, "");
    assert!(!ran.done && ran.err.contains("VESTIBULE_SERVICE_NAME"), "{ran:?}");
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let place = Installation::new();
    let ran = place.run(&[&SERVE[..], &["--config", "/nowhere/at-all.toml"]].concat(), "");
    assert!(!ran.done && ran.err.contains("/nowhere/at-all.toml"), "{ran:?}");
}

#[test]
fn without_a_mail_server_everything_stays_on_this_machine() {
    for (name, value) in [
        ("VESTIBULE_LISTEN", "0.0.0.0:0"),
        ("VESTIBULE_ORIGIN", "https://id.example.org"),
        ("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/8"),
    ] {
        let place = Installation::new().with(name, value).with("VESTIBULE_PASSWORDS__THREADS", "1");
        let ran = place.run(&["serve"], "");
        assert!(!ran.done && ran.err.starts_with("vestibule: ") && ran.err.len() > 60, "{ran:?}");
        assert!(!place.data("vestibule.db").exists(), "{name}");
    }
}

#[test]
fn init_writes_what_serve_reads_and_leaves_what_is_there() {
    let place = Installation::new();
    let path = place.root().join("vestibule.toml");
    let first = place.run(&["init"], "");
    assert!(first.done && first.out.contains("is written") && first.out.contains("Keep a copy"), "{first:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let (config, key) = (fs::read(&path).unwrap(), fs::read(place.data("master.key")).unwrap());
    let second = place.run(&["init"], "");
    assert!(
        second.done && second.out.contains("stays as it is") && second.out.contains("was there already"),
        "{second:?}"
    );
    assert_eq!((fs::read(&path).unwrap(), fs::read(place.data("master.key")).unwrap()), (config, key));
    create(&place, "alice");
    signed_in(&place.serve(&[]), "alice");
}

#[test]
fn postgresql_is_one_line() {
    let place = Installation::new();
    let url = TestPostgres::shared().create_database();
    let path = file(&place, &format!("database = \"{url}\"\n"));
    let email = ["--email", "alice@example.test", "--config", &path];
    let made = place.run(
        &[&["user", "create", "--username", "alice", "--confirmed", "--password-stdin"][..], &email].concat(),
        super::PASSWORD,
    );
    assert!(made.done, "{made:?}");
    let server = place.serve(&["--config", &path]);
    signed_in(&server, "alice");
    assert_eq!(server.client().get("/readyz").status, 200);
    let listed = place.run(&["user", "list", "--config", &path], "");
    assert!(listed.out.starts_with("alice\tactive"), "{listed:?}");
    assert!(!place.data("vestibule.db").exists());
}

#[test]
fn a_file_of_places_that_is_none_is_refused_with_what_to_do() {
    let asn = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/places/asn.mmdb");
    for (file, says) in [("/nowhere/city.mmdb", "cannot be read"), (asn, "without places"), ("/dev/zero", "no file")] {
        let ran = Installation::new().with("VESTIBULE_PLACES__DATABASE", file).run(&SERVE, "");
        assert!(!ran.done && ran.err.contains("vestibule: places.database: ") && ran.err.contains(says), "{ran:?}");
        assert!(ran.err.contains("take the key away"), "{ran:?}");
    }
    let city = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/places/city.mmdb");
    Installation::new().with("VESTIBULE_PLACES__DATABASE", city).serve(&[]);
}

#[test]
fn a_database_that_does_not_answer_is_a_refusal_without_its_password() {
    let place = Installation::new().with("VESTIBULE_DATABASE", "postgres://user:canary-password@/none?host=/nowhere");
    for args in [&SERVE[..], &["user", "list"]] {
        let ran = place.run(args, "");
        assert!(!ran.done && ran.err.contains("the database"), "{ran:?}");
        assert!(!ran.err.contains("canary-password") && !ran.out.contains("canary-password"), "{ran:?}");
    }
}

#[test]
fn the_version_is_said() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule")).arg("version").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("vestibule {}\n", env!("CARGO_PKG_VERSION")));
}
