//! Every statement on the table `outbox`.
//!
//! There is no limit on how many mails may wait. A mail is written only by a verb that
//! has passed its own throttle, each is at most 64 KiB, and none waits longer than
//! [`super::delivery::GIVE_UP_AFTER`]; a limit here would let whoever fills the queue
//! keep the owner's "two-step was turned off" from being written at all.

use std::time::Duration;

use db::{Db, Durability, Tx, params};

use crate::platform::clock::Timestamp;

/// A composed and sealed mail that is not yet stored.
#[must_use = "a prepared mail is sent only when it is put into the outbox"]
pub struct Prepared {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: Timestamp,
}

/// A row that this node may try to send until its lease is over.
pub(super) struct Leased {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) sealed: Vec<u8>,
    pub(super) created_at: Timestamp,
    /// How often it has been tried, this time included.
    pub(super) attempts: i64,
    leased_until: Timestamp,
}

/// Stores a mail in the transaction of what it tells about. Call
/// [`super::Mailer::wake`] after the commit.
pub async fn put(tx: &mut Tx, mail: &Prepared) -> Result<(), db::Error> {
    let sql = "INSERT INTO outbox (id, kind, sealed, created_at, next_try_at, attempts, leased_until)
               VALUES ($1, $2, $3, $4, $4, $5, $5)";
    tx.execute(sql, params![mail.id.clone(), mail.kind, mail.sealed.clone(), mail.created_at, 0_i64]).await?;
    Ok(())
}

/// How many mails wait, for operators.
pub async fn waiting(db: &Db) -> Result<i64, db::Error> {
    db.fetch_one("SELECT CAST(COUNT(*) AS BIGINT) AS waiting FROM outbox", params![]).await?.read("waiting")
}

/// Whether a row could be leased: the question an idle worker asks, a read that takes
/// no lock and writes nothing.
pub(super) async fn any_due(db: &Db, now: Timestamp) -> Result<bool, db::Error> {
    let sql = "SELECT id FROM outbox WHERE next_try_at <= $1 AND leased_until <= $1 LIMIT 1";
    Ok(db.fetch_optional(sql, params![now]).await?.is_some())
}

/// Leases at most `limit` due rows. The outer condition on the lease is what two nodes
/// are kept apart by: on PostgreSQL the second one waits for the first one's row and
/// then judges it anew, with the lease in it. The lease may be lost with the power: the
/// mail is then sent again, which a crash can always cause.
pub(super) async fn lease(db: &Db, now: Timestamp, span: Duration, limit: i64) -> Result<Vec<Leased>, db::Error> {
    let until = now.plus(span);
    db.write(Durability::Process, move |tx| {
        Box::pin(async move {
            let sql = "UPDATE outbox SET leased_until = $1, attempts = attempts + 1
                       WHERE leased_until <= $2 AND id IN (
                           SELECT id FROM outbox WHERE next_try_at <= $2 AND leased_until <= $2
                           ORDER BY next_try_at, id LIMIT $3)
                       RETURNING id, kind, sealed, created_at, attempts, leased_until";
            let rows = tx.fetch_all(sql, params![until, now, limit]).await?;
            rows.into_iter().map(leased).collect()
        })
    })
    .await
}

fn leased(row: db::Row) -> Result<Leased, db::Error> {
    Ok(Leased {
        id: row.read("id")?,
        kind: row.read("kind")?,
        sealed: row.read("sealed")?,
        created_at: row.read("created_at")?,
        attempts: row.read("attempts")?,
        leased_until: row.read("leased_until")?,
    })
}

/// Removes a row that was sent or given up.
pub(super) async fn remove(db: &Db, mail: &Leased) -> Result<(), db::Error> {
    let id = mail.id.clone();
    db.write(Durability::Process, move |tx| {
        Box::pin(async move { tx.execute("DELETE FROM outbox WHERE id = $1", params![id]).await.map(|_| ()) })
    })
    .await
}

/// Gives a row back, to be tried again at `next_try_at`. Does nothing where the lease
/// was over and another node has taken the row.
pub(super) async fn postpone(db: &Db, mail: &Leased, next_try_at: Timestamp) -> Result<(), db::Error> {
    let (id, lease) = (mail.id.clone(), mail.leased_until);
    db.write(Durability::Process, move |tx| {
        Box::pin(async move {
            let sql = "UPDATE outbox SET next_try_at = $1, leased_until = $2 WHERE id = $3 AND leased_until = $4";
            tx.execute(sql, params![next_try_at, 0_i64, id, lease]).await.map(|_| ())
        })
    })
    .await
}
