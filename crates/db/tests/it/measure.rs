//! Figures, not checks: `cargo test --release -p db -- --ignored --nocapture measure`.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a measurement takes the time and prints it")]

use std::time::Instant;

use db::Durability::{self, Power, Process};
use db::params;

use crate::support::{TestDb, postgres, sqlite};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn sqlite_point_reads() {
    point_reads("SQLite", &sqlite().await, 200_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn postgres_point_reads() {
    point_reads("PostgreSQL", &postgres(4).await, 20_000).await;
}

async fn point_reads(engine: &str, t: &TestDb, reads: u32) {
    for id in 0..1000 {
        t.add(Process, &id.to_string()).await.unwrap().unwrap();
    }
    let sql = "SELECT id, used, n FROM notes WHERE id = $1";
    let start = Instant::now();
    for read in 0..reads {
        let row = t.db.fetch_one(sql, params![(read % 1000).to_string()]).await.unwrap();
        assert!(!row.read::<bool>("used").unwrap());
    }
    println!("{engine}: {:?} a point read", start.elapsed() / reads);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn sqlite_commits_a_verb() {
    for durability in [Power, Process] {
        for clients in [1, 4, 16, 64] {
            closed_loop(&sqlite().await, durability, clients).await;
        }
    }
}

async fn closed_loop(t: &TestDb, durability: Durability, clients: u32) {
    let (verbs, before, start) = (3200_u32, t.db.stats(), Instant::now());
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let db = t.db.clone();
            tokio::spawn(async move {
                for verb in 0..verbs / clients {
                    let id = format!("{client}-{verb}");
                    db.write(durability, move |tx| Box::pin(async move { crate::support::insert(tx, &id).await }))
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let commits = t.db.stats().commits - before.commits;
    let share = f64::from(u32::try_from(commits).unwrap()) / f64::from(verbs);
    println!("{durability:?} {clients:2} clients: {share:.3} commits a verb, {:?} a verb", start.elapsed() / verbs);
}
