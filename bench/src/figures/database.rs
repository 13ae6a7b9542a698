//! The database seam alone, on SQLite: a point read, and commits shared by verbs.

use std::path::Path;
use std::time::Instant;

use db::{Db, Durability, Error, Migration, Sql, params};
use futures_util::future::try_join_all;

use super::micros;
use crate::Result;
use crate::table::Table;

const NOTES: [Migration; 1] = [Migration {
    version: 1,
    name: "notes",
    sql: Sql::Both("CREATE TABLE notes (id TEXT PRIMARY KEY, used BOOLEAN NOT NULL, n BIGINT)"),
}];
const ROWS: u32 = 1_000;
const READS: u32 = 100_000;
const VERBS: u32 = 1_600;

pub async fn measure(scratch: &Path, table: &mut Table) -> Result<()> {
    let db = Db::open_sqlite(&scratch.join("notes.db")).await?;
    db.migrate(&NOTES).await?;
    try_join_all((0..ROWS).map(|id| add(&db, Durability::Process, id.to_string()))).await?;
    let begun = Instant::now();
    for read in 0..READS {
        let row =
            db.fetch_one("SELECT id, used, n FROM notes WHERE id = $1", params![(read % ROWS).to_string()]).await?;
        row.read::<bool>("used")?;
    }
    table.told("a point read through the seam", format_args!("{:.1} µs", micros(begun.elapsed()) / f64::from(READS)));
    for durability in [Durability::Power, Durability::Process] {
        let mut shares = Vec::new();
        for clients in [1, 4, 16, 64] {
            shares.push(format!("{:.2}", commits_a_verb(&db, durability, clients).await?));
        }
        let name = format!("commits a verb, {durability:?}, at 1, 4, 16 and 64 at once");
        table.told(&name, shares.join(", "));
    }
    Ok(())
}

async fn commits_a_verb(db: &Db, durability: Durability, clients: u32) -> Result<f64> {
    let before = db.stats().commits;
    let client = async |client: u32| {
        for verb in 0..VERBS / clients {
            add(db, durability, format!("{durability:?}-{clients}-{client}-{verb}")).await?;
        }
        Ok::<_, Error>(())
    };
    try_join_all((0..clients).map(client)).await?;
    let commits = u32::try_from(db.stats().commits - before)?;
    Ok(f64::from(commits) / f64::from(VERBS))
}

async fn add(db: &Db, durability: Durability, id: String) -> std::result::Result<(), Error> {
    let sql = "INSERT INTO notes (id, used) VALUES ($1, $2)";
    let add = db.write(durability, move |tx| Box::pin(async move { tx.execute(sql, params![id, false]).await }));
    add.await.map(drop)
}
