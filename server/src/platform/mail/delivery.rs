//! The worker that empties the outbox. Each node runs one; leases keep them apart.

use std::time::Duration;

use db::Db;
use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::Mailer;
use super::outbox::{self, Leased};
use super::transport::{SendFailure, Transport};

/// How often the outbox is looked at without being told: what another node wrote
/// before it died, and what has waited long enough.
pub const POLL_EVERY: Duration = Duration::from_secs(2);

/// How many mails are under way at once.
const BATCH_ROWS: i64 = 4;

/// The most that sending one mail may take.
const SEND_MAX: Duration = Duration::from_secs(90);

/// How long a row is ours. Longer than a send may take, so that no other node sends
/// what is under way here; short enough that a dead node's mail is not late.
const LEASE: Duration = Duration::from_secs(150);

/// The pause after the first failure; each further one doubles it.
pub const FIRST_RETRY_AFTER: Duration = Duration::from_secs(30);

/// The longest pause.
pub const LAST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// How old a mail may become. RFC 5321 §4.5.4.1 suggests 4–5 days for a relay; the links
/// in ours are over by then, and a notice three days late still tells.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// How often a mail is tried that the relay refuses for good (5yz): about an hour, in
/// which an operator can mend a relay that refuses everything.
pub const PERMANENT_TRIES: i64 = 8;

/// Sends until `shutdown` is ready. What is under way then is finished first.
pub async fn run(db: &Db, mailer: &Mailer, transport: &Transport, shutdown: impl Future<Output = ()>) {
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        loop {
            if shutdown.as_mut().now_or_never().is_some() {
                return;
            }
            if deliver_batch(db, mailer, transport).await.taken == 0 {
                break;
            }
        }
        tokio::select! {
            biased;
            () = &mut shutdown => return,
            () = mailer.woken() => {}
            () = tokio::time::sleep(POLL_EVERY) => {}
        }
    }
}

/// One pass: tries every mail that is due and answers how many were sent.
pub async fn deliver_due(db: &Db, mailer: &Mailer, transport: &Transport) -> usize {
    let mut sent = 0;
    loop {
        let batch = deliver_batch(db, mailer, transport).await;
        sent += batch.sent;
        if batch.taken == 0 {
            return sent;
        }
    }
}

#[derive(Default)]
struct Batch {
    taken: usize,
    sent: usize,
}

/// Leases some rows and tries them side by side. A database that does not answer is
/// an empty batch: the next poll asks again.
async fn deliver_batch(db: &Db, mailer: &Mailer, transport: &Transport) -> Batch {
    let rows = match lease(db, mailer).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::error!(%error, "the outbox cannot be read");
            return Batch::default();
        }
    };
    let tries = rows.iter().map(|row| deliver(db, mailer, transport, row));
    let sent = join_all(tries).await.into_iter().filter(|sent| *sent).count();
    Batch { taken: rows.len(), sent }
}

async fn lease(db: &Db, mailer: &Mailer) -> Result<Vec<Leased>, db::Error> {
    let now = mailer.now();
    if outbox::any_due(db, now).await? { outbox::lease(db, now, LEASE, BATCH_ROWS).await } else { Ok(Vec::new()) }
}

/// Tries one row and settles it. What settling cannot write, the end of the lease does.
async fn deliver(db: &Db, mailer: &Mailer, transport: &Transport, row: &Leased) -> bool {
    let outcome = send(mailer, transport, row).await;
    let settled = match &outcome {
        Ok(()) => outbox::remove(db, row).await,
        Err(failure) => settle_failure(db, mailer, row, failure).await,
    };
    if let Err(error) = settled {
        tracing::error!(%error, id = row.id, kind = row.kind, "a mail's row could not be settled");
    }
    outcome.is_ok()
}

async fn send(mailer: &Mailer, transport: &Transport, row: &Leased) -> Result<(), SendFailure> {
    // A key that is missing now may be back with the next start: not for good.
    let parcel = mailer.open(row).ok_or_else(|| SendFailure::passing("the sealed mail does not open"))?;
    let sending = transport.send(&parcel, &row.id, mailer.now());
    tokio::time::timeout(SEND_MAX, sending).await.unwrap_or_else(|_| Err(SendFailure::passing("timed out")))
}

/// Only kind, id and a class of failure are logged: a relay's own words often repeat
/// the address.
async fn settle_failure(db: &Db, mailer: &Mailer, row: &Leased, failure: &SendFailure) -> Result<(), db::Error> {
    let (now, why) = (mailer.now(), failure.reason.as_str());
    let is_too_old = now.since(row.created_at) >= GIVE_UP_AFTER;
    if is_too_old || (failure.permanent && row.attempts >= PERMANENT_TRIES) {
        tracing::error!(id = row.id, kind = row.kind, attempts = row.attempts, why, "a mail was given up");
        return outbox::remove(db, row).await;
    }
    tracing::warn!(id = row.id, kind = row.kind, attempts = row.attempts, why, "a mail could not be sent yet");
    outbox::postpone(db, row, now.plus(retry_after(row.attempts))).await
}

/// 30 s, 1 min, 2 min … 1 h.
fn retry_after(attempts: i64) -> Duration {
    let doublings = attempts.saturating_sub(1).clamp(0, 16);
    FIRST_RETRY_AFTER.saturating_mul(1 << doublings).min(LAST_RETRY_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_an_hour() {
        let seconds: Vec<u64> = (1..=9).map(|attempts| retry_after(attempts).as_secs()).collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(retry_after(i64::MAX), LAST_RETRY_AFTER);
        assert_eq!(retry_after(0), FIRST_RETRY_AFTER);
        let hour: Duration = (1..PERMANENT_TRIES).map(retry_after).sum();
        assert!((Duration::from_secs(3_600)..Duration::from_secs(7_200)).contains(&hour));
    }

    const _: () = assert!(SEND_MAX.as_secs() + 30 < LEASE.as_secs());
}
