//! What a verb promises, whatever the engine.

use db::{Durability, Error, Tx, params};

use crate::support::{TestDb, insert};

on_both_engines!(
    a_taken_key_is_a_conflict,
    an_error_undoes_the_verb,
    a_failed_statement_poisons,
    a_missing_row_does_not_poison,
    a_dropped_caller_changes_nothing,
    a_panic_undoes_that_verb_only,
    one_of_many_consumes,
    durability_is_counted,
    foreign_keys_are_enforced,
    the_database_answers,
);

async fn a_taken_key_is_a_conflict(t: TestDb) {
    t.add(Durability::Power, "a").await.unwrap().unwrap();
    assert_eq!(t.add(Durability::Power, "a").await.unwrap(), Err(Error::Conflict));
}

async fn an_error_undoes_the_verb(t: TestDb) {
    #[derive(Debug, PartialEq)]
    enum Fault {
        Mine,
        Db(Error),
    }
    impl From<Error> for Fault {
        fn from(error: Error) -> Fault {
            Fault::Db(error)
        }
    }
    let result = t.db.write(Durability::Power, |tx| {
        Box::pin(async move {
            insert(tx, "a").await?;
            Err::<(), _>(Fault::Mine)
        })
    });
    assert_eq!(result.await, Err(Fault::Mine));
    assert_eq!(t.count().await, 0);
    t.add(Durability::Power, "a").await.unwrap().unwrap();
}

async fn a_failed_statement_poisons(t: TestDb) {
    t.add(Durability::Power, "a").await.unwrap().unwrap();
    let result = t.db.write(Durability::Power, |tx| {
        Box::pin(async move {
            insert(tx, "b").await?;
            assert_eq!(insert(tx, "a").await, Err(Error::Conflict));
            assert_eq!(insert(tx, "c").await, Err(Error::Poisoned));
            assert_eq!(tx.fetch_all("SELECT id FROM notes", &[]).await.unwrap_err(), Error::Poisoned);
            Ok::<_, Error>(())
        })
    });
    assert_eq!(result.await, Err(Error::Poisoned));
    assert_eq!(t.count().await, 1);
}

async fn a_missing_row_does_not_poison(t: TestDb) {
    let result = t.db.write(Durability::Power, |tx| {
        Box::pin(async move {
            let sql = "SELECT id FROM notes WHERE id = $1";
            assert_eq!(tx.fetch_one(sql, params!["a"]).await.unwrap_err(), Error::NotFound);
            insert(tx, "a").await
        })
    });
    result.await.unwrap();
    assert_eq!(t.count().await, 1);
}

async fn a_dropped_caller_changes_nothing(t: TestDb) {
    let gate = t.gate(Durability::Power, "a").await;
    gate.verb.abort();
    assert!(gate.verb.await.unwrap_err().is_cancelled());
    // Waits for the first verb on either engine: for the writer, or for the key.
    let second = t.add(Durability::Power, "a");
    gate.open.send(()).unwrap();
    assert_eq!(second.await.unwrap(), Err(Error::Conflict));
    assert_eq!(t.count().await, 1);
}

async fn a_panic_undoes_that_verb_only(t: TestDb) {
    let before = t.add(Durability::Process, "before");
    let panicking = t.db.write(Durability::Process, |tx| {
        Box::pin(async move {
            insert(tx, "panicking").await?;
            panic!("a test panics here on purpose")
        })
    });
    let panicking: Result<(), Error> = panicking.await;
    assert_eq!(panicking, Err(Error::Panicked));
    // Before it even makes its future, too.
    let early: Result<(), Error> = t.db.write(Durability::Process, |_: &mut Tx| panic!("and here")).await;
    assert_eq!(early, Err(Error::Panicked));
    before.await.unwrap().unwrap();
    t.add(Durability::Process, "after").await.unwrap().unwrap();
    assert_eq!(t.count().await, 2);
}

async fn one_of_many_consumes(t: TestDb) {
    t.add(Durability::Power, "code").await.unwrap().unwrap();
    let sql = "UPDATE notes SET used = TRUE WHERE id = $1 AND used = FALSE RETURNING id";
    let tries: Vec<_> = (0..200)
        .map(|_| {
            let db = t.db.clone();
            tokio::spawn(async move {
                db.write(Durability::Power, move |tx| {
                    Box::pin(async move { tx.fetch_optional(sql, params!["code"]).await })
                })
                .await
            })
        })
        .collect();
    let mut consumed = 0;
    for attempt in tries {
        consumed += usize::from(attempt.await.unwrap().unwrap().is_some());
    }
    assert_eq!(consumed, 1);
}

async fn durability_is_counted(t: TestDb) {
    use Durability::{Power, Process};
    for (number, durability) in [Process, Power, Process, Power, Power].into_iter().enumerate() {
        t.add(durability, &number.to_string()).await.unwrap().unwrap();
    }
    let stats = t.db.stats();
    assert_eq!((stats.verbs, stats.commits, stats.power_commits), (5, 5, 3));
}

async fn foreign_keys_are_enforced(t: TestDb) {
    let sql = "CREATE TABLE pages (note TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE)";
    let result = t.db.write(Durability::Process, move |tx| {
        Box::pin(async move {
            tx.execute(sql, &[]).await?;
            tx.execute("INSERT INTO pages (note) VALUES ($1)", params!["missing"]).await
        })
    });
    assert!(matches!(result.await, Err(Error::Other(_))));
}

async fn the_database_answers(t: TestDb) {
    t.db.ping().await.unwrap();
}
