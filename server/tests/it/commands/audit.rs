//! `vestibule audit …`

use std::fs;

use db::{Db, Durability, Error, params};

use super::{Installation, create, signed_in};

const ALL_WELL: &str = "all as they were written";

/// Does to the table what somebody with the file may do, while no server runs.
fn tamper(place: &Installation, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open_sqlite(&place.data("vestibule.db")).await.unwrap();
        let changed: Result<u64, Error> =
            db.write(Durability::Power, move |tx| Box::pin(async move { tx.execute(sql, params![]).await })).await;
        assert!(changed.unwrap() > 0);
    });
}

/// AUD-02, from end to end: the log of the server is what is kept elsewhere.
#[test]
fn aud_02_the_log_s_own_line_shows_a_cut_tail() {
    let place = Installation::new();
    for name in ["alice", "bob", "carol"] {
        create(&place, name);
    }
    let ran = place.run(&["audit", "verify"], "");
    assert!(ran.done && ran.out == "3 events, all as they were written\n", "{ran:?}");

    let server = place.serve(&[]);
    signed_in(&server, "alice");
    let head = place.run(&["audit", "head"], "");
    assert!(head.done && head.out.starts_with("audit-head v1 20") && head.out.lines().count() == 1, "{head:?}");
    let ran = place.run(&["audit", "verify", "--head", head.out.trim()], "");
    assert!(ran.done && ran.out.contains(ALL_WELL), "{ran:?}");
    let log = server.stop();
    let line = log.lines().find(|line| line.contains("audit-head v1 ")).unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains(" INFO "), "{line}");
    let file = place.root().join("kept.log");
    fs::write(&file, &log).unwrap();
    let with_file = ["audit", "verify", "--head", file.to_str().unwrap()];
    let ran = place.run(&with_file, "");
    assert!(ran.done && ran.out.contains(ALL_WELL), "{ran:?}");

    tamper(&place, "DELETE FROM audit_events WHERE number > 2");
    tamper(
        &place,
        "UPDATE audit_chains SET last_number = 2, last_mac = (SELECT mac FROM audit_events WHERE number = 2)
         WHERE last_number > 2",
    );
    assert!(place.run(&["audit", "verify"], "").done, "nothing inside the database shows it");
    for running in [false, true] {
        let server = running.then(|| place.serve(&[]));
        let ran = place.run(&with_file, "");
        assert!(!ran.done && ran.out.starts_with("chain 0: event"), "{ran:?}");
        drop(server);
    }
}

#[test]
fn aud_02_a_changed_event_is_named_with_a_server_and_without() {
    let place = Installation::new();
    create(&place, "alice");
    create(&place, "bob");
    tamper(&place, "UPDATE audit_events SET result = 'refused' WHERE number = 2");
    for running in [false, true] {
        let server = running.then(|| place.serve(&[]));
        let ran = place.run(&["audit", "verify"], "");
        assert!(!ran.done && ran.out.starts_with("chain 0: event 2 was changed, moved or put in\n"), "{ran:?}");
        drop(server);
    }
}

#[test]
fn a_head_that_is_none_is_refused() {
    let place = Installation::new();
    create(&place, "alice");
    let empty = place.root().join("empty.log");
    fs::write(&empty, "nothing of the kind\n").unwrap();
    let other = Installation::new().run(&["audit", "head"], "").out;
    for (head, words) in [
        (empty.to_str().unwrap(), "there is none in it"),
        ("no-such-file", "the file with the head"),
        (other.trim(), "that head was not made by this server"),
    ] {
        let ran = place.run(&["audit", "verify", "--head", head], "");
        assert!(!ran.done && format!("{}{}", ran.out, ran.err).contains(words), "{ran:?}");
    }
}
