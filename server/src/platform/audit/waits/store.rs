//! The SQL on the counters of waits.

use db::{Db, Tx, params};

use super::Waited;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Begins a minute, if the last one is over, and answers how many are still to be told of the
/// one before. `None`: it is not over. A beginning in the future was made by a clock that ran
/// ahead, and is none.
pub(super) async fn begin(
    tx: &mut Tx,
    subject: &str,
    waited: &Waited,
    now: Timestamp,
    before: Timestamp,
) -> Result<Option<i64>, Fault> {
    let sql = "INSERT INTO audit_waits
                 (subject, account_id, action, factor, surface, network, noted_at, untold, carried)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)
               ON CONFLICT (subject) DO UPDATE SET
                 carried = audit_waits.untold, untold = 0, noted_at = $7, factor = $4, surface = $5, network = $6
               WHERE audit_waits.noted_at <= $8 OR audit_waits.noted_at > $7
               RETURNING carried";
    let Waited { account, action, factor, surface, network } = waited;
    let (account, factor) = (account.as_deref(), factor.as_deref());
    let row = tx.fetch_optional(sql, params![subject, account, action, factor, surface, network, now, before]).await?;
    Ok(row.map(|row| row.read("carried")).transpose()?)
}

/// Counts one more. (The statement before has found the row, and holds it.)
pub(super) async fn count(tx: &mut Tx, subject: &str) -> Result<(), Fault> {
    tx.execute("UPDATE audit_waits SET untold = untold + 1 WHERE subject = $1", params![subject]).await?;
    Ok(())
}

/// Whose minute is over.
pub(super) async fn over(db: &Db, before: Timestamp, limit: u32) -> Result<Vec<String>, Fault> {
    let sql = "SELECT subject FROM audit_waits WHERE noted_at <= $1 ORDER BY noted_at LIMIT $2";
    let rows = db.fetch_all(sql, params![before, i64::from(limit)]).await?;
    Ok(rows.iter().map(|row| row.read("subject")).collect::<Result<_, _>>()?)
}

/// Takes one of them away; who takes it tells of it.
pub(super) async fn take(tx: &mut Tx, subject: &str, before: Timestamp) -> Result<Option<(Waited, i64)>, Fault> {
    let sql = "DELETE FROM audit_waits WHERE subject = $1 AND noted_at <= $2
               RETURNING account_id, action, factor, surface, network, untold";
    let Some(row) = tx.fetch_optional(sql, params![subject, before]).await? else { return Ok(None) };
    let waited = Waited {
        account: row.read("account_id")?,
        action: row.read("action")?,
        factor: row.read("factor")?,
        surface: row.read("surface")?,
        network: row.read("network")?,
    };
    Ok(Some((waited, row.read("untold")?)))
}
