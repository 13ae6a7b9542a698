//! The bounds: more work than they allow is refused, and refused early.

use std::time::Duration;

use db::Durability::Process;
use db::{Db, Error};
use test_postgres::TestPostgres;

use crate::support::{let_others_queue, postgres, sqlite};

#[tokio::test]
async fn sqlite_refuses_more_than_may_wait() {
    let t = sqlite().await;
    let gate = t.gate(Process, "gate").await;
    let verbs: Vec<_> = (0..4100).map(|id| t.add(Process, &id.to_string())).collect();
    let_others_queue().await;
    gate.open.send(()).unwrap();
    let mut refused = 0;
    for verb in verbs {
        match verb.await.unwrap() {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error, Error::Busy);
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 4);
    assert_eq!(t.count().await, 4097);
}

#[tokio::test]
async fn sqlite_does_not_wait_for_ever() {
    let t = sqlite().await;
    let gate = t.gate(Process, "gate").await;
    // With nothing else to do a paused clock jumps to the next limit.
    tokio::time::pause();
    assert_eq!(t.add(Process, "a").await.unwrap(), Err(Error::Busy));
    gate.open.send(()).unwrap();
    gate.verb.await.unwrap().unwrap();
    // One that gave up leaves the line as it was.
    t.add(Process, "b").await.unwrap().unwrap();
    assert_eq!(t.count().await, 2);
}

#[tokio::test]
async fn a_verb_may_not_take_for_ever() {
    let t = sqlite().await;
    let gate = t.gate(Process, "gate").await;
    tokio::time::pause();
    assert!(matches!(gate.verb.await.unwrap(), Err(Error::Unavailable(_))));
    t.add(Process, "gate").await.unwrap().unwrap();
    assert_eq!(t.count().await, 1);
}

#[tokio::test]
async fn postgres_does_not_wait_for_a_connection_for_ever() {
    let t = postgres(1).await;
    let gate = t.gate(Process, "gate").await;
    tokio::time::pause();
    assert_eq!(t.add(Process, "a").await.unwrap(), Err(Error::Busy));
    tokio::time::resume();
    gate.open.send(()).unwrap();
    gate.verb.await.unwrap().unwrap();
    assert_eq!(t.count().await, 1);
}

#[tokio::test]
async fn a_stopped_postgres_is_unavailable_at_once() {
    let server = TestPostgres::start();
    let db = Db::open_postgres(&server.create_database(), 2).await.unwrap();
    db.ping().await.unwrap();
    let stopped = async {
        server.stop();
        let ping = db.ping().await;
        assert!(matches!(ping, Err(Error::Unavailable(_))), "{ping:?}");
        let verb = db.write(Process, |tx| Box::pin(async move { tx.execute("SELECT 1", &[]).await }));
        let verb = verb.await;
        assert!(matches!(verb, Err(Error::Unavailable(_))), "{verb:?}");
    };
    tokio::time::timeout(Duration::from_secs(5), stopped).await.unwrap();
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_repeating_it() {
    for url in ["postgres://user:hunter2@host:port/x", "hunter2", "postgres://u@/x?host=/nowhere"] {
        let Err(error) = Db::open_postgres(url, 1).await else { panic!("{url}") };
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
