//! Values in and out.

use db::{Durability, Error, Value, params};

use crate::support::TestDb;

on_both_engines!(
    every_kind_of_value_comes_back,
    null_fits_every_type,
    upsert_and_returning,
    parameters_go_by_their_number,
    a_column_is_read_only_as_what_it_is,
    execute_counts_changed_rows,
    reads_cannot_write,
    errors_hold_no_values,
);

const INSERT: &str = "INSERT INTO notes (id, used, n, body) VALUES ($1, $2, $3, $4) RETURNING *";

async fn every_kind_of_value_comes_back(t: TestDb) {
    for (id, n) in [("a", i64::MIN), ("ü", i64::MAX), ("", 0)] {
        let row = t.db.write(Durability::Power, move |tx| {
            Box::pin(async move { tx.fetch_one(INSERT, params![id, true, n, [0_u8, 255]]).await })
        });
        let row = row.await.unwrap();
        assert_eq!(row.read::<String>("id").unwrap(), id);
        assert!(row.read::<bool>("used").unwrap());
        assert_eq!(row.read::<i64>("n").unwrap(), n);
        assert_eq!(row.read::<[u8; 2]>("body").unwrap(), [0, 255]);
        assert_eq!(row.read::<Option<Vec<u8>>>("body").unwrap(), Some(vec![0, 255]));
    }
    assert_eq!(t.count().await, 3);
    assert_eq!(t.note("ü").await.unwrap().read::<i64>("n").unwrap(), i64::MAX);
    assert!(t.note("b").await.is_none());
}

async fn null_fits_every_type(t: TestDb) {
    let row = t.db.write(Durability::Process, |tx| {
        Box::pin(async move {
            let (n, body) = (None::<i64>, None::<Vec<u8>>);
            tx.fetch_one(INSERT, params!["a", false, n, body]).await
        })
    });
    let row = row.await.unwrap();
    assert_eq!(row.read::<Option<i64>>("n").unwrap(), None);
    assert_eq!(row.read::<Value>("body").unwrap(), Value::Null);
    assert!(row.read::<i64>("n").is_err());
    let sql = "SELECT id FROM notes WHERE CAST($1 AS BIGINT) IS NULL AND CAST($2 AS TEXT) IS NULL \
               AND (used = $3 OR CAST($3 AS BOOLEAN) IS NULL)";
    let params = params![None::<i64>, Value::Null, None::<bool>];
    assert_eq!(t.db.fetch_all(sql, params).await.unwrap().len(), 1);
}

async fn upsert_and_returning(t: TestDb) {
    let sql = "INSERT INTO notes (id, used, n) VALUES ($1, FALSE, 1) \
               ON CONFLICT (id) DO UPDATE SET n = notes.n + 1 RETURNING n";
    for expected in 1..=3_i64 {
        let row =
            t.db.write(Durability::Process, move |tx| Box::pin(async move { tx.fetch_one(sql, params!["a"]).await }));
        assert_eq!(row.await.unwrap().read::<i64>("n").unwrap(), expected);
    }
    let nothing = "INSERT INTO notes (id, used) VALUES ($1, FALSE) ON CONFLICT DO NOTHING";
    let done =
        t.db.write(Durability::Process, move |tx| Box::pin(async move { tx.execute(nothing, params!["a"]).await }));
    assert_eq!(done.await.unwrap(), 0);
}

async fn parameters_go_by_their_number(t: TestDb) {
    let sql = "SELECT CAST($2 AS TEXT) AS b, CAST($1 AS TEXT) AS a, CAST($2 AS TEXT) AS c";
    let row = t.db.fetch_one(sql, params!["one", "two"]).await.unwrap();
    let read = |column| row.read::<String>(column).unwrap();
    assert_eq!((read("a"), read("b"), read("c")), ("one".into(), "two".into(), "two".into()));
    assert!(t.db.fetch_one(sql, params!["one"]).await.is_err());
    assert!(t.db.fetch_one(sql, params!["one", "two", "three"]).await.is_err());
}

async fn a_column_is_read_only_as_what_it_is(t: TestDb) {
    let sql = "SELECT CAST(2 AS BIGINT) AS n, 'x' AS t";
    let row = t.db.fetch_one(sql, &[]).await.unwrap();
    for error in [row.read::<bool>("n").unwrap_err(), row.read::<i64>("t").unwrap_err()] {
        assert!(matches!(error, Error::Column { .. }), "{error}");
    }
    assert!(matches!(row.read::<i64>("missing"), Err(Error::Column { .. })));
    assert!(!format!("{row:?}").contains('2'));
    let float = "SELECT CAST(0.5 AS DOUBLE PRECISION) AS f";
    assert!(matches!(t.db.fetch_one(float, &[]).await, Err(Error::Column { .. })));
    assert_eq!(t.db.fetch_one("SELECT id FROM notes", &[]).await.unwrap_err(), Error::NotFound);
}

async fn execute_counts_changed_rows(t: TestDb) {
    let counts = t.db.write(Durability::Process, |tx| {
        Box::pin(async move {
            for id in ["a", "b", "c"] {
                crate::support::insert(tx, id).await?;
            }
            let some = tx.execute("UPDATE notes SET n = $1 WHERE id <> $2", params![5_i64, "a"]).await?;
            let none = tx.execute("DELETE FROM notes WHERE id = $1", params!["z"]).await?;
            Ok::<_, Error>((some, none))
        })
    });
    assert_eq!(counts.await.unwrap(), (2, 0));
}

async fn reads_cannot_write(t: TestDb) {
    let result = t.db.fetch_all(INSERT, params!["a", true, 1_i64, [1_u8]]).await;
    assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    assert_eq!(t.count().await, 0);
}

async fn errors_hold_no_values(t: TestDb) {
    let secret = "hunter2";
    let sqls = [
        "INSERT INTO notes (id, used) VALUES ($1, NULL)",
        "INSERT INTO notes (id, used) SELECT $1, TRUE FROM missing",
        "UPDATE notes SET n = CAST($1 AS BIGINT) WHERE id = json_extract('{}', $1)",
        "INSERT INTO notes (id, used, n) VALUES ('x', TRUE, CAST(CAST($1 AS TEXT) AS INTEGER) / 0 + abs(CAST($1 AS INTEGER)))",
    ];
    for sql in sqls {
        let result =
            t.db.write(Durability::Process, move |tx| Box::pin(async move { tx.execute(sql, params![secret]).await }));
        if let Err(error) = result.await {
            assert!(!format!("{error} {error:?}").contains(secret), "{error}");
        }
    }
}
