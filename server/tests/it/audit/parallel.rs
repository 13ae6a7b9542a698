//! AUD-06: many at once leave no gap and no fork.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::{Durability, params};
use vestibule::platform::audit::verify::{self, Then, Walk};
use vestibule::platform::audit::{self, Caller, Event};
use vestibule::platform::fault::Fault;

use crate::on_both_engines;
use crate::support::TestServer;

/// One event in a verb of its own, which fails behind it if it is told to.
async fn verb(server: Arc<TestServer>, account: String, fails: bool) -> bool {
    let app = server.app.clone();
    let durability = if account.len().is_multiple_of(2) { Durability::Power } else { Durability::Process };
    let done: Result<(), Fault> = server
        .app
        .db
        .write(durability, move |tx| {
            Box::pin(async move {
                let event = Event { action: "sign_out", result: "allowed", account: Some(&account), factor: None };
                audit::record(tx, &app, &Caller::operator(), event).await?;
                if fails { Err(Fault::Broken("on purpose")) } else { Ok(()) }
            })
        })
        .await;
    done.is_ok()
}

on_both_engines! {
    async fn aud_06_a_thousand_at_once_leave_no_gap_and_no_fork(server) {
        let other = server.another_node().await.map(Arc::new);
        let server = Arc::new(server);
        let mut tasks = Vec::new();
        for number in 0..1_100 {
            let node = other.as_ref().filter(|_| number & 1 == 0).unwrap_or(&server).clone();
            // Every eleventh is undone: its number is given to the next one.
            tasks.push(tokio::spawn(verb(node, format!("account {}", number % 40), number % 11 == 10)));
        }
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.unwrap());
        }
        assert_eq!(done, 1_000);
        let (well, lines) = server.audit_verify(None).await;
        assert!(well && lines == ["1000 events, all as they were written"], "{lines:?}");
        let rows = server.app.db.fetch_all("SELECT chain, last_number FROM audit_chains", params![]).await.unwrap();
        let ends: BTreeMap<i64, i64> =
            rows.iter().map(|row| (row.read("chain").unwrap(), row.read("last_number").unwrap())).collect();
        assert_eq!(ends.values().sum::<i64>(), 1_000);
        assert_eq!(server.rows("audit_events").await, 1_000);
    }

    /// A walk in short steps, with events appended between them, comes to the same.
    async fn a_walk_in_short_steps_sees_the_same(server) {
        server.note("somebody", 10).await;
        let (mut walk, mut steps) = (Walk::begin(), 0);
        let seen = loop {
            let step = verify::step(&server.app, walk, None, 3).await.unwrap();
            assert_eq!(step.trouble, None);
            steps += 1;
            if steps == 2 {
                server.note("somebody", 1).await;
            }
            match step.then {
                Then::On(next) => walk = next,
                Then::Over(over) => break over,
            }
        };
        assert!((10..=11).contains(&seen.events) && seen.troubled == 0 && steps > 16, "{seen:?} {steps}");
    }
}
