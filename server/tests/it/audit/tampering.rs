//! AUD-02: whoever writes the table is found out, and the first bad event of a chain is named.

use crate::support::{Options, TestServer};

/// Statements that somebody with the database's password may run on a chain of ten events, and
/// what is said of it afterwards; C stands for the chain.
const CASES: [(&[&str], &str); 20] = [
    (&["UPDATE audit_events SET result = 'refused' WHERE number = 5"], "chain C: event 5 was changed, moved or put in"),
    (&["UPDATE audit_events SET action = 'x' WHERE number >= 5"], "chain C: event 5 was changed, moved or put in"),
    (&["UPDATE audit_events SET account_id = 'mallory' WHERE number = 1"], "chain C: event 1 was changed, moved or put in"),
    (&["UPDATE audit_events SET account_id = NULL WHERE number = 5"], "chain C: event 5 was changed, moved or put in"),
    (&["UPDATE audit_events SET at = at - 1 WHERE number = 10"], "chain C: event 10 was changed, moved or put in"),
    (&["UPDATE audit_events SET factor = '' WHERE number = 5"], "chain C: event 5 was changed, moved or put in"),
    (&["UPDATE audit_events SET network = '198.51.100.7' WHERE number = 5"], "chain C: event 5 was changed, moved or put in"),
    (&["UPDATE audit_events SET mac = (SELECT e.mac FROM audit_events e WHERE e.number = 4) WHERE number = 5"],
        "chain C: event 5 was changed, moved or put in"),
    (&["DELETE FROM audit_events WHERE number = 5"], "chain C: event 5 is missing"),
    (&["DELETE FROM audit_events WHERE number < 3"], "chain C: events 1 to 2 are missing"),
    (&["DELETE FROM audit_events WHERE number > 7"], "chain C: events 8 to 10 are missing"),
    (&["DELETE FROM audit_events"], "chain C: events 1 to 10 are missing"),
    // Two change places.
    (&["UPDATE audit_events SET number = 99 WHERE number = 5", "UPDATE audit_events SET number = 5 WHERE number = 6",
        "UPDATE audit_events SET number = 6 WHERE number = 99"], "chain C: event 5 was changed, moved or put in"),
    // One goes, and the others close the gap.
    (&["DELETE FROM audit_events WHERE number = 5", "UPDATE audit_events SET number = number + 1000 WHERE number > 5",
        "UPDATE audit_events SET number = number - 1001 WHERE number > 1000"], "chain C: event 5 was changed, moved or put in"),
    // A copy at the end, with and without the chain's row.
    (&["INSERT INTO audit_events SELECT chain, 11, id, at, account_id, action, result, factor, surface, network, mac, times
        FROM audit_events WHERE number = 10"], "chain C: event 11 was changed, moved or put in"),
    (&["INSERT INTO audit_events SELECT chain, 11, id, at, account_id, action, result, factor, surface, network, mac, times
        FROM audit_events WHERE number = 10", "UPDATE audit_chains SET last_number = 11 WHERE last_number = 10"],
        "chain C: event 11 was changed, moved or put in"),
    // Copies where no walk of the chains would come by.
    (&["INSERT INTO audit_events SELECT 99, number, id, at, account_id, action, result, factor, surface, network, mac, times
        FROM audit_events WHERE number = 1"], "event 1 of chain 99 belongs to no chain: it was put in"),
    (&["INSERT INTO audit_events SELECT chain, 0, id, at, account_id, action, result, factor, surface, network, mac, times
        FROM audit_events WHERE number = 1"], "event 0 of chain C belongs to no chain: it was put in"),
    (&["DELETE FROM audit_chains WHERE last_number = 10"], "chain C: it is gone"),
    (&["UPDATE audit_chains SET last_number = 9 WHERE last_number = 10"],
        "chain C: its row in audit_chains tells another end than event 10"),
];

async fn both() -> [TestServer; 2] {
    let servers = TestServer::both_with(Options::default()).await;
    for server in &servers {
        server.note("somebody", 10).await;
        let (done, lines) = server.audit_verify(None).await;
        assert!(done && lines == ["10 events, all as they were written"], "{lines:?}");
    }
    servers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aud_02_what_somebody_did_to_the_table_is_named() {
    for (statements, words) in CASES {
        for server in both().await {
            let chain = server.longest_chain().await;
            for statement in statements {
                assert!(server.execute(statement, vec![]).await > 0, "{statement}");
            }
            let (done, lines) = server.audit_verify(None).await;
            assert!(!done, "{statements:?}");
            assert_eq!(lines[0], words.replace('C', &chain.to_string()), "{statements:?}");
            assert!(lines.len() == 2 && lines[1].ends_with("as they were written; one chain is not"), "{lines:?}");
        }
    }
}

/// Each chain is told of: trouble in one hides none in another.
#[tokio::test]
async fn aud_02_the_first_bad_event_of_each_chain_is_named() {
    let server = TestServer::postgres().await;
    for account in 0..50 {
        server.note(&format!("account {account}"), 2).await;
    }
    server.execute("UPDATE audit_events SET result = 'x' WHERE number = 2", vec![]).await;
    let (done, lines) = server.audit_verify(None).await;
    assert!(!done && lines.len() == 17 && lines[16].contains("several chains are not"), "{lines:?}");
    for (chain, line) in lines[..16].iter().enumerate() {
        assert_eq!(*line, format!("chain {chain}: event 2 was changed, moved or put in"));
    }
}

/// A row whose columns hold what nobody here writes is a changed one, not a fault.
#[tokio::test]
async fn aud_02_a_value_of_another_kind_is_named_too() {
    let server = TestServer::sqlite().await;
    server.note("somebody", 3).await;
    server.execute("UPDATE audit_events SET at = 'yesterday', mac = 7 WHERE number = 2", vec![]).await;
    let (done, lines) = server.audit_verify(None).await;
    assert!(!done && lines[0] == "chain 0: event 2 was changed, moved or put in", "{lines:?}");
}
