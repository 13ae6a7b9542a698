//! The group commit of SQLite: who commits with whom, and who fails with whom.

use db::Durability::{self, Power, Process};
use db::{Error, params};
use tokio::sync::oneshot;

use crate::support::{TestDb, insert, let_others_queue, sqlite};

/// Adds notes behind an open gate, opens it, and answers each result: the gate's first.
async fn add_behind_gate(t: &TestDb, gate: Durability, adds: &[(Durability, &str)]) -> Vec<Result<(), Error>> {
    let gate = t.gate(gate, "gate").await;
    let mut verbs = vec![gate.verb];
    for (durability, id) in adds {
        verbs.push(t.add(*durability, id));
    }
    let_others_queue().await;
    gate.open.send(()).unwrap();
    let mut results = Vec::new();
    for verb in verbs {
        results.push(verb.await.unwrap());
    }
    results
}

#[tokio::test]
async fn sixty_four_share_a_commit_and_the_next_opens_another() {
    let t = sqlite().await;
    let ids: Vec<String> = (0..64).map(|id| id.to_string()).collect();
    let adds: Vec<_> = ids.iter().map(|id| (Process, id.as_str())).collect();
    assert!(add_behind_gate(&t, Process, &adds).await.iter().all(Result::is_ok));
    let stats = t.db.stats();
    assert_eq!((stats.verbs, stats.commits, stats.power_commits), (65, 2, 0));
    assert_eq!(t.count().await, 65);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_verbs_need_far_fewer_commits() {
    let t = sqlite().await;
    let verbs: Vec<_> = (0..64).map(|id| t.add(Power, &id.to_string())).collect();
    for verb in verbs {
        verb.await.unwrap().unwrap();
    }
    let stats = t.db.stats();
    assert!(stats.commits <= 16, "{stats:?}");
    assert_eq!((stats.verbs, stats.power_commits), (64, stats.commits));
}

#[tokio::test]
async fn power_does_not_join_a_weaker_group() {
    let t = sqlite().await;
    let results = add_behind_gate(&t, Process, &[(Process, "a"), (Power, "b"), (Process, "c")]).await;
    assert!(results.iter().all(Result::is_ok));
    let stats = t.db.stats();
    assert_eq!((stats.commits, stats.power_commits), (2, 1));
}

#[tokio::test]
async fn process_joins_a_stronger_group() {
    let t = sqlite().await;
    let results = add_behind_gate(&t, Power, &[(Process, "a"), (Power, "b")]).await;
    assert!(results.iter().all(Result::is_ok));
    let stats = t.db.stats();
    assert_eq!((stats.commits, stats.power_commits), (1, 1));
}

#[tokio::test]
async fn a_group_begins_with_the_power_that_waits() {
    let t = sqlite().await;
    let gate = t.gate(Process, "gate").await;
    let db = t.db.clone();
    let alone = tokio::spawn(async move { db.raw_sqlite("SELECT 1").await });
    let_others_queue().await;
    let (weak, strong) = (t.add(Process, "a"), t.add(Power, "b"));
    let_others_queue().await;
    gate.open.send(()).unwrap();
    for verb in [gate.verb, alone, weak, strong] {
        verb.await.unwrap().unwrap();
    }
    let stats = t.db.stats();
    assert_eq!((stats.commits, stats.power_commits), (2, 1));
}

#[tokio::test]
async fn a_failing_verb_takes_nobody_along() {
    let t = sqlite().await;
    let results = add_behind_gate(&t, Power, &[(Power, "a"), (Power, "gate"), (Power, "b")]).await;
    assert_eq!(results, [Ok(()), Ok(()), Err(Error::Conflict), Ok(())]);
    assert_eq!((t.db.stats().commits, t.count().await), (1, 3));
}

#[tokio::test]
async fn a_first_verb_that_fails_leaves_nothing_to_the_next() {
    let t = sqlite().await;
    let (open, opened) = oneshot::channel::<()>();
    let db = t.db.clone();
    let failing = tokio::spawn(async move {
        db.write(Power, |tx| {
            Box::pin(async move {
                insert(tx, "failing").await?;
                opened.await.ok();
                Err::<(), _>(Error::Busy)
            })
        })
        .await
    });
    let_others_queue().await;
    let after = t.add(Power, "after");
    let_others_queue().await;
    open.send(()).unwrap();
    assert_eq!(failing.await.unwrap(), Err(Error::Busy));
    after.await.unwrap().unwrap();
    assert_eq!((t.db.stats().commits, t.count().await), (1, 1));
    assert!(t.note("after").await.is_some());
}

#[tokio::test]
async fn a_panic_in_a_group_takes_nobody_along() {
    let t = sqlite().await;
    let gate = t.gate(Power, "gate").await;
    let db = t.db.clone();
    let panicking = tokio::spawn(async move {
        db.write(Power, |tx| {
            Box::pin(async move {
                insert(tx, "panicking").await?;
                panic!("a test panics here on purpose")
            })
        })
        .await
    });
    let_others_queue().await;
    let after = t.add(Power, "after");
    let_others_queue().await;
    gate.open.send(()).unwrap();
    let results: [Result<(), Error>; 3] = [gate.verb.await.unwrap(), panicking.await.unwrap(), after.await.unwrap()];
    assert_eq!(results, [Ok(()), Err(Error::Panicked), Ok(())]);
    assert_eq!((t.db.stats().commits, t.count().await), (1, 2));
}

#[tokio::test]
async fn a_full_disk_fails_the_whole_group() {
    let t = sqlite().await;
    t.add(Process, "kept").await.unwrap().unwrap();
    t.db.raw_sqlite("PRAGMA max_page_count = 8").await.unwrap();
    let gate = t.gate(Process, "gate").await;
    let small = t.add(Process, "small");
    let_others_queue().await;
    let db = t.db.clone();
    let large = tokio::spawn(async move {
        db.write(Process, |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO notes (id, used, body) VALUES ($1, TRUE, $2)";
                let error = tx.execute(sql, params!["large", vec![7_u8; 100_000]]).await.unwrap_err();
                assert!(matches!(error, Error::Unavailable(_)), "{error}");
                // Even a verb that hides the error is not told success.
                Ok::<_, Error>(())
            })
        })
        .await
    });
    let_others_queue().await;
    let after = t.add(Process, "after");
    let_others_queue().await;
    gate.open.send(()).unwrap();
    for verb in [gate.verb, small, large] {
        let result = verb.await.unwrap();
        assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    }
    // The next in line had not begun: a new group serves it.
    after.await.unwrap().unwrap();
    assert_eq!(t.count().await, 2);
    assert!(t.note("kept").await.is_some() && t.note("after").await.is_some());
}

#[tokio::test]
async fn a_failed_commit_fails_the_whole_group() {
    let t = sqlite().await;
    // A deferred constraint is looked at by COMMIT only: a way to make one fail.
    let sql = "CREATE TABLE pages (note TEXT REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)";
    t.db.raw_sqlite(sql).await.unwrap();
    let gate = t.gate(Power, "gate").await;
    let db = t.db.clone();
    let orphan = tokio::spawn(async move {
        db.write(Power, |tx| {
            Box::pin(
                async move { tx.execute("INSERT INTO pages (note) VALUES ($1)", params!["missing"]).await.map(drop) },
            )
        })
        .await
    });
    let_others_queue().await;
    gate.open.send(()).unwrap();
    assert!(gate.verb.await.unwrap().is_err());
    assert!(orphan.await.unwrap().is_err());
    assert_eq!((t.count().await, t.db.stats().commits), (0, 0));
    t.add(Power, "after").await.unwrap().unwrap();
    assert_eq!(t.count().await, 1);
}
