//! AUD-02: a tail that was cut off shows against a head that was kept elsewhere.

use vestibule::jobs;

use crate::on_both_engines;
use crate::support::TestServer;

/// Cuts the chain after its seventh event, and puts its row right.
async fn cut(server: &TestServer) {
    server.execute("DELETE FROM audit_events WHERE number > 7", vec![]).await;
    let sql = "UPDATE audit_chains SET last_number = 7, last_mac =
                 (SELECT mac FROM audit_events WHERE audit_events.chain = audit_chains.chain AND number = 7)
               WHERE last_number > 7";
    assert_eq!(server.execute(sql, vec![]).await, 1);
}

on_both_engines! {
    async fn aud_02_a_cut_tail_shows_against_a_head(server) {
        server.note("somebody", 10).await;
        let chain = server.longest_chain().await;
        let head = server.audit_head().await;
        let (done, lines) = server.audit_verify(Some(&head)).await;
        assert!(done, "{lines:?}");
        server.note("somebody", 3).await;
        assert!(server.audit_verify(Some(&head)).await.0, "what came later is no trouble");

        cut(&server).await;
        assert!(server.audit_verify(None).await.0, "nothing inside the database shows it");
        let (done, lines) = server.audit_verify(Some(&head)).await;
        assert!(!done && lines[0] == format!("chain {chain}: events 8 to 10 are missing"), "{lines:?}");

        // Written on, it is as long as before and yet another.
        server.note("somebody", 5).await;
        assert!(server.audit_verify(None).await.0);
        let (done, lines) = server.audit_verify(Some(&head)).await;
        assert!(!done && lines[0].starts_with(&format!("chain {chain}: event 10 is not the one that the head names")), "{lines:?}");
    }

    async fn aud_02_a_log_that_begins_again_shows_against_a_head(server) {
        server.note("somebody", 10).await;
        let chain = server.longest_chain().await;
        let head = server.audit_head().await;
        server.execute("DELETE FROM audit_events", vec![]).await;
        server.execute("UPDATE audit_chains SET last_number = 0, last_mac = NULL", vec![]).await;
        assert!(server.audit_verify(None).await.0);
        let (done, lines) = server.audit_verify(Some(&head)).await;
        assert!(!done && lines[0] == format!("chain {chain}: events 1 to 10 are missing"), "{lines:?}");
    }

    async fn a_head_of_another_server_or_a_changed_one_is_refused(server) {
        server.note("somebody", 10).await;
        let head = server.audit_head().await;
        let other = TestServer::sqlite().await.audit_head().await;
        for wrong in [other, head.replacen(":10:", ":9:", 1), "audit-head v1".into(), String::new()] {
            let (done, lines) = server.audit_verify(Some(&wrong)).await;
            assert!(!done && lines.len() == 1 && lines[0].starts_with("that head was not made by this server"), "{lines:?}");
        }
    }

    /// The job takes one in the first turn of every hour of the clock.
    async fn a_head_is_taken_every_hour(server) {
        let mut last = None;
        let first = jobs::note_head(&server.app, &mut last).await.unwrap().unwrap();
        assert!(first.starts_with("audit-head v1 2026-11-22T12:00:00Z "), "{first}");
        for (advance, is_due) in [(0, false), (3_599, false), (1, true), (600, false), (86_400, true)] {
            server.advance(advance);
            assert_eq!(jobs::note_head(&server.app, &mut last).await.unwrap().is_some(), is_due, "{advance}");
        }
        assert_eq!(server.events("audit.head").await.len(), 3);
        assert!(server.audit_verify(Some(&first)).await.0);
    }
}
