//! The SQL on the mark.

use db::{Db, Engine, Row, Tx, params};

use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The mark, and the database's own clock where it has one.
pub(super) struct Read {
    pub mark: Timestamp,
    pub clock: Option<Timestamp>,
}

const READ: &str = "SELECT at, CAST(NULL AS BIGINT) AS clock FROM clock_mark WHERE id = 1";

/// The same with PostgreSQL's clock, which is another machine's. SQLite has none but ours.
const READ_WITH_CLOCK: &str = "SELECT at, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS clock
                               FROM clock_mark WHERE id = 1";

pub(super) async fn read(db: &Db) -> Result<Read, Fault> {
    read_row(&db.fetch_one(text(db.engine()), params![]).await?)
}

pub(super) async fn read_in(tx: &mut Tx, engine: Engine) -> Result<Read, Fault> {
    read_row(&tx.fetch_one(text(engine), params![]).await?)
}

fn text(engine: Engine) -> &'static str {
    if engine == Engine::Postgres { READ_WITH_CLOCK } else { READ }
}

fn read_row(row: &Row) -> Result<Read, Fault> {
    Ok(Read { mark: row.read("at")?, clock: row.read("clock")? })
}

/// Moves the mark forward, never back. Writes in any case: that is its other purpose.
pub(super) async fn advance(tx: &mut Tx, at: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE clock_mark SET turns = turns + 1, at = CASE WHEN at < $1 THEN $1 ELSE at END WHERE id = 1";
    tx.execute(sql, params![at]).await?;
    Ok(())
}

/// Takes a time for right that is before the mark.
pub(super) async fn accept(tx: &mut Tx, at: Timestamp) -> Result<(), Fault> {
    tx.execute("UPDATE clock_mark SET at = $1 WHERE id = 1", params![at]).await?;
    Ok(())
}
