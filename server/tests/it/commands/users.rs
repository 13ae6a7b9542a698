//! `vestibule user …`

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

use db::{Db, Durability, Error, params};

use super::{Installation, PASSWORD, create, signed_in};

/// `user create` of alice with other arguments than usual.
fn create_with(place: &Installation, username: &str, email: &str, more: &[&str], password: &str) -> super::binary::Ran {
    let args = ["user", "create", "--username", username, "--email", email, "--password-stdin"];
    place.run(&[&args, more].concat(), password)
}

#[test]
fn accounts_are_made_without_a_server_and_sign_in_with_one() {
    let place = Installation::new();
    let ran = create_with(&place, "alice", "alice@example.test", &["--confirmed"], &format!("{PASSWORD}\n"));
    assert!(ran.done && ran.out == "created alice\n" && !ran.err.contains(PASSWORD), "{ran:?}");
    let server = place.serve(&[]);
    let mut browser = signed_in(&server, "alice");
    assert!(browser.get("/settings/security").body.contains("alice@example.test"));
}

#[test]
fn accounts_are_made_while_the_server_runs() {
    let place = Installation::new();
    let server = place.serve(&[]);
    create(&place, "alice");
    signed_in(&server, "alice");
    let listed = place.run(&["user", "list"], "");
    assert!(listed.done && listed.out.starts_with("alice\tactive\tmember\t"), "{listed:?}");
    let admin = create_with(&place, "root2", "root2@example.test", &["--confirmed", "--admin"], PASSWORD);
    assert!(admin.done && admin.out.contains("two-step"), "{admin:?}");
    assert!(place.run(&["user", "list"], "").out.contains("root2\tactive\tadministrator\t"));
}

#[test]
fn what_cannot_be_is_refused_in_a_sentence_and_changes_nothing() {
    let place = Installation::new();
    create(&place, "alice");
    for running in [false, true] {
        let server = running.then(|| place.serve(&[]));
        for (name, email, more, password, words) in [
            ("ALICE", "b@example.test", "--confirmed", PASSWORD, "the user name ALICE is taken"),
            ("bob", "Alice@EXAMPLE.test", "--confirmed", PASSWORD, "an account has the address"),
            ("b", "b@example.test", "--confirmed", PASSWORD, "a user name has 2 to 39"),
            ("admin", "b@example.test", "--confirmed", PASSWORD, "reserved"),
            ("bob", "no address", "--confirmed", PASSWORD, "not an e-mail address"),
            ("bob", "b@example.test", "--confirmed", "too short", "at least 15 characters"),
            ("bob", "b@example.test", "--confirmed", "aaaaaaaaaaaaaaaaaaaa", "too easy to guess"),
            ("bob", "b@example.test", "--admin", PASSWORD, "--admin needs --confirmed"),
        ] {
            let ran = create_with(&place, name, email, &[more], password);
            assert!(!ran.done && format!("{}{}", ran.out, ran.err).contains(words), "{words}: {ran:?}");
        }
        let ran = create_with(&place, "bob", "b@example.test", &["--confirmed"], "");
        assert!(!ran.done && ran.err.contains("no password on standard input"), "{ran:?}");
        let ran = create_with(&place, "bob", "b@example.test", &["--confirmed"], &"x".repeat(5_000));
        assert!(!ran.done && ran.err.contains("longer than 4 KiB"), "{ran:?}");
        for command in ["disable", "enable"] {
            let ran = place.run(&["user", command, "nobody2"], "");
            assert!(!ran.done && ran.out.contains("there is no account nobody2"), "{ran:?}");
        }
        assert_eq!(place.run(&["user", "list"], "").out.lines().count(), 1);
        drop(server);
    }
}

#[test]
fn pwd_05_the_password_is_the_line_with_its_spaces() {
    let place = Installation::new();
    let spaced = format!("  {PASSWORD} ");
    let input = format!("{spaced}\r\nanother line\n");
    assert!(create_with(&place, "alice", "alice@example.test", &["--confirmed"], &input).done);
    let server = place.serve(&[]);
    let sign_in =
        |password: &str| server.client().post("/sign-in", &[("login", "alice"), ("password", password)]).status;
    assert_eq!((sign_in(PASSWORD), sign_in(&spaced)), (401, 303));
}

#[test]
fn disabling_ends_sessions_and_enabling_brings_none_back() {
    let place = Installation::new();
    create(&place, "alice");
    let server = place.serve(&[]);
    let mut browser = signed_in(&server, "alice");
    let mut program = server.client();
    let body = serde_json::json!({ "login": "alice", "password": PASSWORD });
    program.bearer = program.api("/api/v1/sign-in", &body).json()["session"]["token"].as_str().map(str::to_owned);
    assert_eq!((browser.get("/settings/security").status, program.get("/api/v1/me").status), (200, 200));

    let ran = place.run(&["user", "disable", "alice"], "");
    assert!(ran.done && ran.out == "alice is now disabled\n", "{ran:?}");
    assert_eq!((browser.get("/settings/security").status, program.get("/api/v1/me").status), (303, 401));
    assert_eq!(server.client().post("/sign-in", &[("login", "alice"), ("password", PASSWORD)]).status, 401);
    assert!(place.run(&["user", "disable", "alice"], "").out.contains("was already"));

    assert!(place.run(&["user", "enable", "ALICE"], "").done);
    assert_eq!((browser.get("/settings/security").status, program.get("/api/v1/me").status), (303, 401));
    signed_in(&server, "alice");
}

#[test]
fn an_unconfirmed_account_and_an_invitation_begin_with_a_mail() {
    let place = Installation::new();
    let ran = create_with(&place, "alice", "alice@example.test", &[], PASSWORD);
    assert!(ran.done && ran.out.contains("sent a link to alice@example.test"), "{ran:?}");
    let ran = place.run(&["user", "invite", "--email", "bob@example.test"], "");
    assert!(ran.done && ran.out.contains("sent an invitation to bob@example.test"), "{ran:?}");
    assert_eq!(place.run(&["user", "list"], "").out, "");
    // Written before the command ended: no server had to be started for it.
    let mails: Vec<_> =
        std::fs::read_dir(place.data("mailbox")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!((mails.len(), place.mode("mailbox")), (2, 0o700));
    for name in mails {
        assert_eq!(place.mode(&format!("mailbox/{}", name.to_str().unwrap())), 0o600);
    }
}

#[test]
fn nobody_is_invited_where_nobody_could_accept() {
    let place = Installation::new().with("VESTIBULE_SIGN_UP", "closed");
    let ran = place.run(&["user", "invite", "--email", "bob@example.test"], "");
    assert!(!ran.done && ran.out.contains("nobody could accept"), "{ran:?}");
}

/// What is wrong in the rest of the configuration keeps nobody from switching an account off,
/// whether a server runs or not; a mail that waits for the mail server is left to it.
#[test]
fn adm_an_account_is_switched_off_whatever_else_is_wrong() {
    let place = Installation::new();
    create(&place, "alice");
    let config = place.root().join("broken.toml");
    std::fs::write(&config, "sign_up = \"perhaps\"\n[smtp]\nhost = \"mail.test\"\n[places]\ndatabase = \"/gone\"")
        .unwrap();
    let config = config.to_str().unwrap();
    std::fs::remove_file(place.data("mailbox-key")).unwrap();
    for running in [false, true] {
        // Nobody said here that this is no server to try things out.
        assert!(!place.data("mailbox-key").exists() && !place.data("mailbox").exists());
        let server = running.then(|| place.serve(&[]));
        for (act, says) in [("disable", "is now disabled"), ("enable", "is now active")] {
            let ran = place.run(&["user", act, "alice", "--config", config], "");
            assert!(ran.done && ran.out.contains(says), "{ran:?}");
        }
        let listed = place.run(&["user", "list", "--config", config], "");
        assert!(listed.done && listed.out.starts_with("alice\tactive"), "{listed:?}");
        let verified = place.run(&["audit", "verify", "--config", config], "");
        assert!(verified.done, "{verified:?}");
        // Whoever is invited is written to: that needs all of it.
        let invited = place.run(&["user", "invite", "--email", "bob@example.test", "--config", config], "");
        assert!(!invited.done && invited.err.contains("sign_up"), "{invited:?}");
        drop(server);
    }
    let served = place.run(&["serve", "--listen", "127.0.0.1:0", "--config", config], "");
    assert!(!served.done && served.err.contains("sign_up"), "{served:?}");
}

/// Runs a verb of the test's own on the database of a server that does not run.
fn with_database(place: &Installation, statements: Vec<(&'static str, Vec<db::Value>)>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open_sqlite(&place.data("vestibule.db")).await.unwrap();
        let done: Result<(), Error> = db
            .write(Durability::Power, move |tx| {
                Box::pin(async move {
                    for (sql, values) in statements {
                        tx.execute(sql, &values).await?;
                    }
                    Ok(())
                })
            })
            .await;
        done.unwrap();
    });
}

#[test]
fn a_list_is_whole_however_long() {
    let place = Installation::new();
    create(&place, "first");
    let account = "INSERT INTO accounts (id, username, state, role, version, security_epoch, created_at)
                   VALUES ($1, $2, 'active', 'member', 1, 1, 1)";
    let name = "INSERT INTO usernames (folded, account_id, reserved_until) VALUES ($1, $2, 1)";
    let mut statements = Vec::new();
    for at in 0..2_000 {
        let (id, username) = (format!("account-{at}"), format!("User{at}"));
        statements.push((account, params![id.as_str(), username.as_str()].to_vec()));
        statements.push((name, params![username.to_lowercase(), id].to_vec()));
    }
    with_database(&place, statements);
    for running in [false, true] {
        let server = running.then(|| place.serve(&[]));
        let listed = place.run(&["user", "list"], "");
        let names: Vec<&str> = listed.out.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert!(listed.done && names.len() == 2_001, "{}", names.len());
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 2_001);
        assert!(names.is_sorted_by_key(|name| name.to_lowercase()));
        drop(server);
    }
}

#[test]
fn a_list_that_fails_ends() {
    let place = Installation::new();
    create(&place, "alice");
    with_database(&place, vec![("ALTER TABLE usernames RENAME TO gone", Vec::new())]);
    let mut child = place.command(&["user", "list"]).spawn().unwrap();
    let lines: Vec<String> =
        BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).take(3).collect();
    child.kill().ok();
    let status = child.wait().unwrap();
    assert!(lines.len() == 1 && lines[0].contains("it did not work") && !status.success(), "{lines:?}");
}
