//! AUD: old events leave from the beginning of a chain, and what is left proves where it begins.

use std::time::Duration;

use vestibule::platform::audit::retention;

use crate::on_both_engines;
use crate::support::TestServer;

const DAY: u64 = 86_400;
const KEEP: Duration = Duration::from_secs(90 * DAY);

impl TestServer {
    async fn prune(&self) -> u64 {
        retention::prune(&self.app, KEEP).await.unwrap()
    }

    /// Six old events and four young ones, of one chain; the old ones are removed.
    async fn pruned() -> Vec<Self> {
        let mut servers = Vec::new();
        for server in [Self::sqlite().await, Self::postgres().await] {
            server.note("somebody", 6).await;
            server.advance(60 * DAY);
            server.note("somebody", 4).await;
            assert_eq!(server.prune().await, 0, "nothing is old yet");
            server.advance(31 * DAY);
            assert_eq!(server.prune().await, 6);
            servers.push(server);
        }
        servers
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aud_what_is_left_is_proved_and_the_walk_says_from_where() {
    for server in TestServer::pruned().await {
        let chain = server.longest_chain().await;
        let (done, lines) = server.audit_verify(None).await;
        assert!(done && lines.len() == 2, "{lines:?}");
        assert!(lines[0].starts_with(&format!("chain {chain}: begins after event 6; those up to it, older than")));
        assert_eq!(lines[1], "4 events, all as they were written");
        assert_eq!(server.prune().await, 0, "once");
        // It goes on, and may become empty.
        server.advance(100 * DAY);
        server.note("somebody", 1).await;
        assert_eq!(server.prune().await, 4);
        assert_eq!(server.audit_verify(None).await.1[1], "1 events, all as they were written");
        server.advance(100 * DAY);
        assert_eq!(server.prune().await, 1);
        assert_eq!(server.audit_verify(None).await.1[1], "0 events, all as they were written");
        server.note("somebody", 2).await;
        let (done, lines) = server.audit_verify(None).await;
        assert!(done && lines[1] == "2 events, all as they were written", "{lines:?}");
    }
}

/// Statements that somebody with the database's password may run afterwards, and what is said.
const CASES: [(&[&str], &str); 11] = [
    (&["DELETE FROM audit_events WHERE number = 7"], "chain C: event 7 is missing"),
    (&["DELETE FROM audit_events WHERE number <= 8"], "chain C: events 7 to 8 are missing"),
    // More is removed, and the anchor says so, without its seal, or with the old one.
    (&["DELETE FROM audit_events WHERE number = 7", "UPDATE audit_anchors SET number = 7 WHERE number = 6"],
        "chain C: what says where it begins, its row in audit_anchors, is gone or was changed"),
    (&["UPDATE audit_anchors SET seal = NULL WHERE number = 6"],
        "chain C: what says where it begins, its row in audit_anchors, is gone or was changed"),
    (&["UPDATE audit_anchors SET removed_before = removed_before + 1 WHERE number = 6"],
        "chain C: what says where it begins, its row in audit_anchors, is gone or was changed"),
    (&["UPDATE audit_anchors SET mac = seal WHERE number = 6"],
        "chain C: what says where it begins, its row in audit_anchors, is gone or was changed"),
    (&["DELETE FROM audit_anchors WHERE number = 6"],
        "chain C: what says where it begins, its row in audit_anchors, is gone or was changed"),
    // As if none had been removed.
    (&["UPDATE audit_anchors SET number = 0, mac = NULL, removed_before = NULL, seal = NULL WHERE number = 6"],
        "chain C: events 1 to 6 are missing"),
    // A copy from before, put where it was.
    (&["INSERT INTO audit_events SELECT chain, 6, id, at, account_id, action, result, factor, surface, network, mac, times
        FROM audit_events WHERE number = 7"], "event 6 of chain C belongs to no chain: it was put in"),
    (&["DELETE FROM audit_events"], "chain C: events 7 to 10 are missing"),
    (&["UPDATE audit_events SET at = 1 WHERE number = 7"], "chain C: event 7 was changed, moved or put in"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aud_02_who_removes_more_or_forges_the_anchor_is_found() {
    for (statements, words) in CASES {
        for server in TestServer::pruned().await {
            let chain = server.longest_chain().await;
            for statement in statements {
                assert!(server.execute(statement, vec![]).await > 0, "{statement}");
            }
            let (done, lines) = server.audit_verify(None).await;
            let words = words.replace('C', &chain.to_string());
            assert!(!done && lines.contains(&words), "{statements:?}: {lines:?}");
            // And nothing more is removed on top of it.
            server.advance(100 * DAY);
            let before = server.rows("audit_events").await;
            if !words.contains("belongs to no chain") && before > 0 {
                assert_eq!((server.prune().await, server.rows("audit_events").await), (0, before), "{statements:?}");
            }
        }
    }
}

on_both_engines! {
    /// An old anchor is a true one, and the events behind it are gone.
    async fn aud_02_an_anchor_from_before_leaves_a_gap(server) {
        server.note("somebody", 3).await;
        server.advance(91 * DAY);
        server.note("somebody", 3).await;
        assert_eq!(server.prune().await, 3);
        server.execute("CREATE TABLE kept AS SELECT * FROM audit_anchors", vec![]).await;
        server.advance(91 * DAY);
        server.note("somebody", 1).await;
        assert_eq!(server.prune().await, 3);
        assert!(server.audit_verify(None).await.0);
        server.execute("DELETE FROM audit_anchors", vec![]).await;
        server.execute("INSERT INTO audit_anchors SELECT * FROM kept", vec![]).await;
        let (done, lines) = server.audit_verify(None).await;
        assert!(!done && lines[1].ends_with("events 4 to 6 are missing"), "{lines:?}");
    }

    /// What somebody has changed is not removed as if it had been right.
    async fn aud_02_a_changed_event_does_not_age_away(server) {
        server.note("somebody", 3).await;
        server.execute("UPDATE audit_events SET result = 'x' WHERE number = 2", vec![]).await;
        server.advance(91 * DAY);
        assert_eq!(server.prune().await, 0);
        let chain = server.longest_chain().await;
        assert_eq!(server.audit_verify(None).await.1[0], format!("chain {chain}: event 2 was changed, moved or put in"));
        server.execute("UPDATE audit_events SET result = 'allowed' WHERE number = 2", vec![]).await;
        assert_eq!(server.prune().await, 3);
    }

    /// A young event ends what may go: nothing is removed from the middle.
    async fn only_the_beginning_of_a_chain_goes(server) {
        server.note("somebody", 2).await;
        server.advance(100 * DAY);
        server.note("somebody", 1).await;
        server.clock.back(Duration::from_secs(100 * DAY));
        server.note("somebody", 2).await;
        server.advance(100 * DAY);
        assert_eq!(server.prune().await, 2);
        let (done, lines) = server.audit_verify(None).await;
        assert!(done && lines[1] == "3 events, all as they were written", "{lines:?}");
    }

    async fn aud_02_heads_from_before_and_after(server) {
        server.note("somebody", 3).await;
        let old = server.audit_head().await;
        server.advance(91 * DAY);
        server.note("somebody", 3).await;
        let young = server.audit_head().await;
        server.prune().await;
        for head in [&old, &young] {
            let (done, lines) = server.audit_verify(Some(head)).await;
            assert!(done, "{lines:?}");
        }
        let chain = server.longest_chain().await;
        server.execute("DELETE FROM audit_events WHERE chain = $1 AND number > $2", db::params![chain, 5_i64].to_vec()).await;
        assert!(!server.audit_verify(Some(&young)).await.0);
    }

    /// Dies between moving the anchor and removing the events: neither has happened.
    async fn ops_03_half_of_it_is_none_of_it(server) {
        server.note("somebody", 3).await;
        server.advance(91 * DAY);
        server.execute("ALTER TABLE audit_events RENAME TO events_away", vec![]).await;
        // (Read from a view: only removing fails.)
        server.execute("CREATE VIEW audit_events AS SELECT * FROM events_away WHERE number > 0 LIMIT 100", vec![]).await;
        assert!(retention::prune(&server.app, KEEP).await.is_err());
        server.execute("DROP VIEW audit_events", vec![]).await;
        server.execute("ALTER TABLE events_away RENAME TO audit_events", vec![]).await;
        let (done, lines) = server.audit_verify(None).await;
        assert!(done && lines == ["3 events, all as they were written"], "{lines:?}");
        assert_eq!(server.prune().await, 3);
    }
}

/// Two nodes at once remove each event once, while others append and a walk goes by.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_remove_and_a_third_appends() {
    let server = TestServer::postgres().await;
    for account in 0..40 {
        server.note(&format!("account {account}"), 5).await;
    }
    server.advance(91 * DAY);
    let other = server.second_node().await;
    let prunes = [&server, &other].map(|node| {
        let app = node.app.clone();
        tokio::spawn(async move { retention::prune(&app, KEEP).await })
    });
    for account in 0..40 {
        server.note(&format!("account {account}"), 1).await;
        if account % 10 == 0 {
            let (done, lines) = other.audit_verify(None).await;
            assert!(done, "{lines:?}");
        }
    }
    let mut removed = 0;
    for prune in prunes {
        removed += prune.await.unwrap().unwrap();
    }
    removed += server.prune().await;
    assert_eq!((removed, server.rows("audit_events").await), (200, 40));
    let (done, lines) = server.audit_verify(None).await;
    assert!(done && lines.last().unwrap() == "40 events, all as they were written", "{lines:?}");
}
