//! Migrations.

use db::{Db, Error, Migration, Sql, params};

use crate::support::{NOTES, TestDb};

on_both_engines!(
    each_runs_once_in_order,
    two_migrators_share_the_work,
    a_newer_database_is_refused,
    a_failed_one_is_undone,
    a_list_out_of_order_is_refused,
    a_forgotten_one_is_refused,
);

const SECOND: Migration = Migration {
    version: 2,
    name: "rows",
    sql: Sql::Each {
        sqlite: "CREATE TABLE engine (name TEXT); INSERT INTO engine VALUES ('sqlite');",
        postgres: "CREATE TABLE engine (name TEXT); INSERT INTO engine VALUES ('postgres');",
    },
};
const BROKEN: Migration = Migration {
    version: 3,
    name: "broken",
    sql: Sql::Both("CREATE TABLE third (id TEXT); INSERT INTO missing VALUES (1)"),
};

async fn versions(db: &Db) -> Vec<i64> {
    let sql = "SELECT version FROM schema_migrations WHERE applied_at > $1 ORDER BY version";
    // Later than 2020, in microseconds.
    let rows = db.fetch_all(sql, params![1_577_836_800_000_000_i64]).await.unwrap();
    rows.iter().map(|row| row.read("version").unwrap()).collect()
}

async fn each_runs_once_in_order(t: TestDb) {
    for _ in 0..2 {
        t.db.migrate(&[NOTES[0], SECOND]).await.unwrap();
        assert_eq!(versions(&t.db).await, [1, 2]);
    }
    let row = t.db.fetch_one("SELECT name FROM engine", &[]).await.unwrap();
    let expected = match t.db.engine() {
        db::Engine::Sqlite => "sqlite",
        db::Engine::Postgres => "postgres",
    };
    assert_eq!(row.read::<String>("name").unwrap(), expected);
}

async fn two_migrators_share_the_work(t: TestDb) {
    let list: Vec<Migration> = (2..30)
        .map(|version| Migration {
            version,
            name: "add",
            sql: Sql::Both("INSERT INTO notes (id, used, n) SELECT 'n' || count(*), TRUE, 1 FROM notes"),
        })
        .collect();
    let list = [&NOTES[..], &list].concat();
    let (one, two) = (t.place.open(2).await, t.place.open(2).await);
    let migrators = [one, two].map(|db| {
        let list = list.clone();
        tokio::spawn(async move { db.migrate(&list).await })
    });
    for migrator in migrators {
        migrator.await.unwrap().unwrap();
    }
    assert_eq!(t.count().await, 28);
}

async fn a_newer_database_is_refused(t: TestDb) {
    t.db.migrate(&[NOTES[0], SECOND]).await.unwrap();
    let Err(Error::Migration(sentence)) = t.db.migrate(&NOTES).await else { panic!("accepted") };
    assert!(sentence.contains("version 2") && sentence.contains("newer program"), "{sentence}");
}

async fn a_failed_one_is_undone(t: TestDb) {
    let result = t.db.migrate(&[NOTES[0], SECOND, BROKEN]).await;
    let Err(Error::Migration(sentence)) = result else { panic!("accepted") };
    assert!(sentence.contains("broken") && sentence.contains("missing"), "{sentence}");
    assert_eq!(versions(&t.db).await, [1, 2]);
    assert!(t.db.fetch_all("SELECT id FROM third", &[]).await.is_err());
    t.db.migrate(&[NOTES[0], SECOND]).await.unwrap();
}

async fn a_list_out_of_order_is_refused(t: TestDb) {
    for list in [[SECOND, NOTES[0]], [NOTES[0], NOTES[0]]] {
        assert!(matches!(t.db.migrate(&list).await, Err(Error::Migration(_))));
    }
}

async fn a_forgotten_one_is_refused(t: TestDb) {
    let third = Migration { version: 3, name: "third", sql: Sql::Both("CREATE TABLE third (id TEXT)") };
    t.db.migrate(&[NOTES[0], third]).await.unwrap();
    let result = t.db.migrate(&[NOTES[0], SECOND, third]).await;
    let Err(Error::Migration(sentence)) = result else { panic!("accepted") };
    assert!(sentence.contains("never applied"), "{sentence}");
}
