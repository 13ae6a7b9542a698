//! The counters' SQL.

use std::time::Duration;

use db::{Tx, params};

use super::Wait;
use super::back_off::{FORGOTTEN_AFTER, LONGEST, steps};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The counter's name for what comes from one network, whatever it tries.
pub(super) const NETWORK: &str = "network";
/// Failures are not counted beyond this, so that the counter cannot overflow.
const FAILURES_MAX: i64 = 1_000_000;

const NEVER: Timestamp = Timestamp::from_micros(0);

/// Until when a charge has made others wait.
#[derive(Clone, Copy)]
pub(super) struct BlockedUntil(Timestamp);

/// One statement decides and charges: no row comes back where the subject has to wait. A
/// wait longer than any is left by a clock that ran ahead, and is none.
const CHARGE: &str = "
INSERT INTO throttles (factor, subject, failures, blocked_until, updated_at)
VALUES ($1, $2, 1, $3, $4)
ON CONFLICT (factor, subject) DO UPDATE SET
  failures = CASE WHEN throttles.updated_at < $5 THEN 1
                  WHEN throttles.failures >= $6 THEN throttles.failures
                  ELSE throttles.failures + 1 END,
  blocked_until = $3,
  updated_at = $4
WHERE throttles.blocked_until <= $4 OR throttles.blocked_until > $7
RETURNING failures";

const BLOCK: &str = "UPDATE throttles SET blocked_until = $3 WHERE factor = $1 AND subject = $2";

const BLOCKED_UNTIL: &str = "SELECT blocked_until FROM throttles WHERE factor = $1 AND subject = $2";

pub(super) async fn charge(
    tx: &mut Tx,
    factor: &str,
    subject: &str,
    free: u32,
    now: Timestamp,
) -> Result<Result<BlockedUntil, Wait>, Fault> {
    let forgotten = now.minus(FORGOTTEN_AFTER);
    let charged = tx
        .fetch_optional(CHARGE, params![factor, subject, NEVER, now, forgotten, FAILURES_MAX, now.plus(LONGEST)])
        .await?;
    let Some(row) = charged else {
        let row = tx.fetch_one(BLOCKED_UNTIL, params![factor, subject]).await?;
        let until: Timestamp = row.read("blocked_until")?;
        return Ok(Err(Wait { retry_after: until.since(now) }));
    };
    let Some(wait) = wait_after(row.read("failures")?, free) else { return Ok(Ok(BlockedUntil(NEVER))) };
    let until = now.plus(wait);
    tx.execute(BLOCK, params![factor, subject, until]).await?;
    Ok(Ok(BlockedUntil(until)))
}

/// How long the *next* try waits once `failures` are charged.
fn wait_after(failures: i64, free: u32) -> Option<Duration> {
    let beyond = failures.checked_sub(i64::from(free))?;
    steps().take_while(|(n, _)| i64::from(*n) <= beyond).last().map(|(_, wait)| wait)
}

pub(super) async fn clear(tx: &mut Tx, factor: &str, subject: &str) -> Result<(), Fault> {
    tx.execute("DELETE FROM throttles WHERE factor = $1 AND subject = $2", params![factor, subject]).await?;
    Ok(())
}

/// Takes one charge back, and the wait that it began. A wait that another charge has
/// begun since stays.
pub(super) async fn give_back(tx: &mut Tx, factor: &str, subject: &str, began: BlockedUntil) -> Result<(), Fault> {
    let sql = "UPDATE throttles SET failures = failures - 1,
                 blocked_until = CASE WHEN blocked_until = $3 THEN $4 ELSE blocked_until END
               WHERE factor = $1 AND subject = $2 AND failures > 0";
    tx.execute(sql, params![factor, subject, began.0, NEVER]).await?;
    Ok(())
}

pub(super) async fn forget_old(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    let before = now.minus(FORGOTTEN_AFTER);
    let sql = "DELETE FROM throttles WHERE updated_at < $1 AND blocked_until < $1";
    Ok(tx.execute(sql, params![before]).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_tries_do_not_wait_and_the_next_one_does() {
        assert_eq!(wait_after(4, 5), None);
        assert_eq!(wait_after(5, 5), Some(Duration::from_secs(30)));
        assert_eq!(wait_after(6, 5), Some(Duration::from_secs(60)));
        assert_eq!(wait_after(i64::MAX, 5), Some(Duration::from_secs(3_600)));
    }
}
