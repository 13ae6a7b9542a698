//! One data directory: who holds it, and who may read what is in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{Installation, create, signed_in};

#[test]
fn lea_everything_in_it_is_its_owners_alone() {
    let place = Installation::new();
    create(&place, "alice");
    let server = place.serve(&[]);
    signed_in(&server, "alice");
    assert_eq!(place.mode(""), 0o700);
    for entry in fs::read_dir(place.data("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert_eq!(place.mode(&name) & 0o077, 0, "{name}: {:o}", place.mode(&name));
    }
    for name in ["master.key", "vestibule.db", "first-admin", "mailbox-key", "mailbox-link", "operator.sock"] {
        assert_eq!(place.mode(name), 0o600, "{name}");
    }
}

/// The memory of a server holds passwords and keys for a moment: it goes into no core dump.
#[test]
fn lea_09_no_core_is_dumped() {
    let place = Installation::new();
    let server = place.serve(&[]);
    let limits = String::from_utf8(server.shown("limits")).unwrap();
    let core: Vec<&str> =
        limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"], "{limits}");
}

#[test]
fn one_server_at_a_time() {
    let place = Installation::new();
    let server = place.serve(&[]);
    let second = place.run(&["serve", "--listen", "127.0.0.1:0"], "");
    assert!(!second.done && second.err.contains("another vestibule uses the data directory"), "{second:?}");
    // The first is not disturbed.
    create(&place, "alice");
    signed_in(&server, "alice");
    server.stop();
    signed_in(&place.serve(&[]), "alice");
}

#[test]
fn a_killed_server_leaves_the_directory_to_the_next() {
    let place = Installation::new();
    let server = place.serve(&[]);
    create(&place, "alice");
    server.kill();
    // The socket's file is still there, and nobody answers.
    assert!(place.data("operator.sock").exists());
    assert!(place.run(&["user", "list"], "").out.starts_with("alice\t"));
    signed_in(&place.serve(&[]), "alice");
}

#[test]
fn a_directory_that_others_may_write_is_refused() {
    let place = Installation::new();
    create(&place, "alice");
    fs::set_permissions(place.data(""), fs::Permissions::from_mode(0o770)).unwrap();
    for args in [["serve", "--listen", "127.0.0.1:0"].as_slice(), &["user", "list"]] {
        let ran = place.run(args, "");
        assert!(!ran.done && ran.err.contains("chmod go-w"), "{ran:?}");
    }
    fs::set_permissions(place.data(""), fs::Permissions::from_mode(0o700)).unwrap();
    assert!(place.run(&["user", "list"], "").done);
}

#[test]
fn the_first_administrators_link_is_a_file_until_there_is_one() {
    let place = Installation::new();
    create(&place, "alice");
    let server = place.serve(&[]);
    let link = fs::read_to_string(place.data("first-admin")).unwrap();
    assert_eq!(place.mode("first-admin"), 0o600);
    let (_, token) = link.trim().split_once("/first-admin?token=").unwrap();
    let mut browser = signed_in(&server, "alice");
    let done = browser.post("/first-admin", &[("token", token), ("password", super::PASSWORD)]);
    assert!(done.head.contains("location: /settings/security?notice=first-admin"), "{done:?}");
    let log = server.stop();
    assert!(log.contains("first-admin") && !log.contains(token), "{log}");
    let server = place.serve(&[]);
    assert!(!place.data("first-admin").exists());
    drop(server);
}

#[test]
fn the_mailboxs_link_outlives_a_restart() {
    let place = Installation::new();
    let first = place.serve(&[]);
    let link = fs::read_to_string(place.data("mailbox-link")).unwrap();
    let (_, path) = link.trim().split_once("/dev/mailbox").unwrap();
    let mut browser = first.client();
    let answer = browser.get(&format!("/dev/mailbox{path}"));
    assert!(
        answer.status == 303 && answer.head.ends_with("location: /dev/mailbox")
            || answer.head.contains("location: /dev/mailbox\r\n")
    );
    first.stop();
    let second = place.serve(&[]);
    let mut again = second.client();
    again.cookies = browser.cookies;
    assert_eq!(again.get("/dev/mailbox").status, 200);
}
