//! Databases for tests, and the gate that makes concurrent tests exact without sleeping.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use db::{Db, Durability, Error, Migration, Row, Sql, params};
use test_postgres::TestPostgres;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The table that most tests work on.
pub const NOTES: [Migration; 1] = [Migration {
    version: 1,
    name: "notes",
    sql: Sql::Both("CREATE TABLE notes (id TEXT PRIMARY KEY, used BOOLEAN NOT NULL, n BIGINT, body BYTEA)"),
}];

/// Each listed function, given a fresh [`TestDb`] with [`NOTES`], as a test on each engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { super::$name(crate::support::sqlite().await).await })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { super::$name(crate::support::postgres(8).await).await })*
        }
    };
}

/// A database of one's own, opened and migrated; it can be opened again.
pub struct TestDb {
    pub db: Db,
    pub place: Place,
}

pub enum Place {
    File(PathBuf),
    Url(String),
}

pub fn fresh_file() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("db-test-{}-{number}", std::process::id());
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::remove_dir_all(&directory).ok();
    std::fs::create_dir(&directory).unwrap();
    directory.join("test.db")
}

pub async fn sqlite() -> TestDb {
    open(Place::File(fresh_file()), 0).await
}

pub async fn postgres(pool_max: usize) -> TestDb {
    open(Place::Url(TestPostgres::shared().create_database()), pool_max).await
}

async fn open(place: Place, pool_max: usize) -> TestDb {
    let db = place.open(pool_max).await;
    db.migrate(&NOTES).await.unwrap();
    TestDb { db, place }
}

impl Place {
    pub async fn open(&self, pool_max: usize) -> Db {
        match self {
            Place::File(path) => Db::open_sqlite(path).await.unwrap(),
            Place::Url(url) => Db::open_postgres(url, pool_max).await.unwrap(),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Place::File(path) = &self.place {
            std::fs::remove_dir_all(path.parent().unwrap()).ok();
        }
    }
}

impl TestDb {
    /// Inserts a note as a verb of its own.
    pub fn add(&self, durability: Durability, id: &str) -> JoinHandle<Result<(), Error>> {
        let (db, id) = (self.db.clone(), id.to_owned());
        tokio::spawn(
            async move { db.write(durability, move |tx| Box::pin(async move { insert(tx, &id).await })).await },
        )
    }

    pub async fn count(&self) -> i64 {
        let row = self.db.fetch_one("SELECT count(*) AS n FROM notes", &[]).await.unwrap();
        row.read("n").unwrap()
    }

    pub async fn note(&self, id: &str) -> Option<Row> {
        self.db.fetch_optional("SELECT * FROM notes WHERE id = $1", params![id]).await.unwrap()
    }

    /// Starts a verb that inserts the note `id` and then holds its transaction open until
    /// the gate is opened. Returns once the note is inserted.
    pub async fn gate(&self, durability: Durability, id: &str) -> Gate {
        let (inserted, is_inserted) = oneshot::channel();
        let (open, opened) = oneshot::channel::<()>();
        let (db, id) = (self.db.clone(), id.to_owned());
        let verb = tokio::spawn(async move {
            db.write(durability, move |tx| {
                Box::pin(async move {
                    insert(tx, &id).await?;
                    inserted.send(()).unwrap();
                    opened.await.ok();
                    Ok(())
                })
            })
            .await
        });
        is_inserted.await.unwrap();
        Gate { open, verb }
    }
}

pub struct Gate {
    pub open: oneshot::Sender<()>,
    pub verb: JoinHandle<Result<(), Error>>,
}

/// Lets every task that can run do so, which on a single-threaded runtime is enough for
/// spawned verbs to have taken their places in line. (Such a runtime comes back to the
/// test after some sixty polls of other tasks, hence so often.)
pub async fn let_others_queue() {
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
}

pub async fn insert(tx: &mut db::Tx, id: &str) -> Result<(), Error> {
    tx.execute("INSERT INTO notes (id, used) VALUES ($1, $2)", params![id, false]).await.map(drop)
}
