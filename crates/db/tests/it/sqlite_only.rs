//! What only SQLite has: a file.

use std::os::unix::fs::PermissionsExt;

use db::Durability::{Power, Process};
use db::{Db, Error, params};

use crate::support::{Place, TestDb, fresh_file, sqlite};

fn path(t: &TestDb) -> &std::path::Path {
    match &t.place {
        Place::File(path) => path,
        Place::Url(_) => unreachable!(),
    }
}

#[tokio::test]
async fn its_files_are_for_their_owner_only() {
    let t = sqlite().await;
    t.add(Process, "a").await.unwrap().unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let file = format!("{}{suffix}", path(&t).display());
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_opened_again() {
    let t = sqlite().await;
    t.add(Power, "a").await.unwrap().unwrap();
    let again = t.place.open(0).await;
    let row = again.fetch_one("SELECT id FROM notes", &[]).await.unwrap();
    assert_eq!(row.read::<String>("id").unwrap(), "a");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_unavailable() {
    let path = fresh_file();
    std::fs::write(&path, [b'x'; 8192]).unwrap();
    assert!(matches!(Db::open_sqlite(&path).await, Err(Error::Unavailable(_))));
    let nowhere = path.join("below-a-file.db");
    assert!(matches!(Db::open_sqlite(&nowhere).await, Err(Error::Unavailable(_))));
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn another_process_that_writes_is_waited_for() {
    let t = sqlite().await;
    let other_db = t.place.open(0).await;
    other_db.raw_sqlite("BEGIN IMMEDIATE").await.unwrap();
    let waiting = t.add(Process, "a");
    // A paused clock lets the waiter ask until it gives up.
    tokio::time::pause();
    assert_eq!(waiting.await.unwrap(), Err(Error::Busy));
    other_db.raw_sqlite("ROLLBACK").await.unwrap();
    t.add(Process, "a").await.unwrap().unwrap();
}

#[tokio::test]
async fn names_in_double_quotes_are_never_strings() {
    let t = sqlite().await;
    let result = t.db.fetch_all("SELECT id FROM notes WHERE id = \"nonsense\"", params![]).await;
    assert!(matches!(result, Err(Error::Other(_))));
}

#[tokio::test]
async fn other_placeholders_are_refused() {
    let t = sqlite().await;
    for sql in ["SELECT id FROM notes WHERE id = ?1", "SELECT id FROM notes WHERE id = $name"] {
        assert!(matches!(t.db.fetch_all(sql, params!["a"]).await, Err(Error::Other(_))));
    }
}

#[tokio::test]
async fn the_log_is_written_back_when_enough_has_changed() {
    let t = sqlite().await;
    let size = || std::fs::metadata(path(&t)).unwrap().len();
    let before = size();
    for batch in 0..11 {
        // The writer is free again, for the next batch, only after the log is written back.
        let verbs: Vec<_> = (0..100).map(|id| t.add(Process, &format!("{batch}-{id}"))).collect();
        for verb in verbs {
            verb.await.unwrap().unwrap();
        }
    }
    assert!(size() >= before + 8 * 4096, "{} bytes, before {before}", size());
    assert_eq!(t.count().await, 1_100);
}
