//! What only PostgreSQL has: connections that outlive a verb, and a server's own rules.

use db::Durability::{Power, Process};
use db::{Error, params};
use futures_util::FutureExt;

use crate::support::{insert, postgres};

#[tokio::test]
async fn a_statement_given_up_half_way_fails_the_verb() {
    let t = postgres(1).await;
    let result = t.db.write(Process, |tx| {
        Box::pin(async move {
            insert(tx, "a").await?;
            assert!(insert(tx, "a").now_or_never().is_none());
            Ok::<_, Error>(())
        })
    });
    assert_eq!(result.await, Err(Error::Poisoned));
    assert_eq!(t.count().await, 0);
}

#[tokio::test]
async fn no_connection_comes_back_inside_a_transaction() {
    let t = postgres(1).await;
    t.add(Process, "a").await.unwrap().unwrap();
    let panicking = t.db.write(Process, |tx| {
        Box::pin(async move {
            insert(tx, "b").await?;
            panic!("a test panics here on purpose")
        })
    });
    assert_eq!(panicking.await, Err::<(), _>(Error::Panicked));
    assert_eq!(t.add(Process, "a").await.unwrap(), Err(Error::Conflict));
    let sql = "SELECT current_setting('transaction_read_only') AS outside, \
               current_setting('synchronous_commit') AS sync";
    let row = t.db.fetch_one(sql, &[]).await.unwrap();
    assert_eq!(row.read::<String>("outside").unwrap(), "on");
    assert_eq!(row.read::<String>("sync").unwrap(), "on");
    assert_eq!(t.count().await, 1);
}

#[tokio::test]
async fn each_durability_sets_its_commit() {
    let t = postgres(1).await;
    for (durability, expected) in [(Power, "on"), (Process, "off"), (Power, "on")] {
        let row = t.db.write(durability, |tx| {
            Box::pin(async move { tx.fetch_one("SELECT current_setting('synchronous_commit') AS sync", &[]).await })
        });
        assert_eq!(row.await.unwrap().read::<String>("sync").unwrap(), expected);
    }
}

#[tokio::test]
async fn numbers_fit_narrow_columns_or_are_refused() {
    let t = postgres(1).await;
    let sql = "SELECT CAST($1 AS SMALLINT) AS s, CAST($2 AS INTEGER) AS i";
    let row = t.db.fetch_one(sql, params![7_i64, 70_000_i64]).await.unwrap();
    assert_eq!((row.read::<i64>("s").unwrap(), row.read::<i64>("i").unwrap()), (7, 70_000));
    let error = t.db.fetch_one(sql, params![70_123_i64, 1_i64]).await.unwrap_err();
    assert!(matches!(&error, Error::Other(text) if !text.contains("70123")), "{error}");
}

#[tokio::test]
async fn messages_that_quote_values_are_cut_to_their_code() {
    let t = postgres(1).await;
    let sql = "SELECT CAST(CAST($1 AS TEXT) AS BIGINT) AS n";
    let error = t.db.fetch_one(sql, params!["hunter2"]).await.unwrap_err().to_string();
    assert!(error.contains("22P02") && !error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_deferred_constraint_fails_at_the_commit() {
    let t = postgres(1).await;
    let result = t.db.write(Power, |tx| {
        Box::pin(async move {
            let sql = "CREATE TABLE pages (note TEXT REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)";
            tx.execute(sql, &[]).await?;
            tx.execute("INSERT INTO pages (note) VALUES ($1)", params!["missing"]).await
        })
    });
    assert!(matches!(result.await, Err(Error::Other(_))));
    assert_eq!(t.count().await, 0);
}
