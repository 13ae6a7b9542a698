//! The counters' SQL.

use std::time::Duration;

use db::{Db, Row, Tx, params};

use super::back_off::{FORGOTTEN_AFTER, LONGEST, STRIKES_FORGOTTEN_AFTER, steps};
use super::{Alarm, Subject, TOLD_AFTER, Wait};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The counter's name for what comes from one network, whatever it tries.
pub(super) const NETWORK: &str = "network";
/// Failures are not counted beyond this, so that the counter cannot overflow.
const FAILURES_MAX: i64 = 1_000_000;

const NEVER: Timestamp = Timestamp::from_micros(0);

/// What a charge has begun: until when others wait, and the failures so far with it.
#[derive(Clone, Copy)]
pub(super) struct Began {
    blocked_until: Timestamp,
    pub strikes: i64,
    strikes_a_try: i64,
}

/// Which counter is charged, and how.
pub(super) struct Counter {
    key: String,
    strikes_a_try: i64,
    /// Nobody is told of what happens in a lane of the owner's own.
    is_quiet: bool,
}

impl Counter {
    /// One that only makes wait.
    pub fn plain(key: &str) -> Self {
        Self { key: key.to_owned(), strikes_a_try: 0, is_quiet: true }
    }

    /// That of a subject in its lane.
    pub fn of(subject: &Subject) -> Self {
        let (strikes_a_try, is_quiet) = (subject.strikes_a_try(), subject.is_known_lane());
        Self { key: subject.key(), strikes_a_try, is_quiet }
    }
}

/// One statement decides and charges: no row comes back where the subject has to wait. A
/// wait longer than any is left by a clock that ran ahead, and is none.
const CHARGE: &str = "
INSERT INTO throttles (factor, subject, failures, blocked_until, updated_at, strikes, is_told)
VALUES ($1, $2, 1, $3, $4, $7, $8)
ON CONFLICT (factor, subject) DO UPDATE SET
  failures = CASE WHEN throttles.updated_at < $5 THEN 1
                  WHEN throttles.failures >= $6 THEN throttles.failures
                  ELSE throttles.failures + 1 END,
  blocked_until = $3,
  updated_at = $4,
  strikes = CASE WHEN throttles.strikes >= $6 THEN throttles.strikes ELSE throttles.strikes + $7 END
WHERE throttles.blocked_until <= $4 OR throttles.blocked_until > $9
RETURNING failures, strikes";

const BLOCK: &str = "UPDATE throttles SET blocked_until = $3 WHERE factor = $1 AND subject = $2";

const BLOCKED_UNTIL: &str = "SELECT blocked_until FROM throttles WHERE factor = $1 AND subject = $2";

pub(super) async fn charge(
    tx: &mut Tx,
    factor: &str,
    counter: &Counter,
    free: u32,
    now: Timestamp,
) -> Result<Result<Began, Wait>, Fault> {
    let (forgotten, subject) = (now.minus(FORGOTTEN_AFTER), counter.key.as_str());
    let (strikes_a_try, is_quiet) = (counter.strikes_a_try, counter.is_quiet);
    let longest = now.plus(LONGEST);
    let values = params![factor, subject, NEVER, now, forgotten, FAILURES_MAX, strikes_a_try, is_quiet, longest];
    let charged = tx.fetch_optional(CHARGE, values).await?;
    let Some(row) = charged else {
        let row = tx.fetch_one(BLOCKED_UNTIL, params![factor, subject]).await?;
        let until: Timestamp = row.read("blocked_until")?;
        return Ok(Err(Wait { retry_after: until.since(now) }));
    };
    let began = Began { blocked_until: NEVER, strikes: row.read("strikes")?, strikes_a_try };
    let Some(wait) = wait_after(row.read("failures")?, free) else { return Ok(Ok(began)) };
    let until = now.plus(wait);
    tx.execute(BLOCK, params![factor, subject, until]).await?;
    Ok(Ok(Began { blocked_until: until, ..began }))
}

/// How long the *next* try waits once `failures` are charged.
fn wait_after(failures: i64, free: u32) -> Option<Duration> {
    let beyond = failures.checked_sub(i64::from(free))?;
    steps().take_while(|(n, _)| i64::from(*n) <= beyond).last().map(|(_, wait)| wait)
}

/// Ends the waits after a success, and takes back the strike that it was charged with. A
/// counter with nothing else in it goes.
pub(super) async fn forgive(tx: &mut Tx, factor: &str, subject: &str, strikes: i64) -> Result<(), Fault> {
    let nothing_else = "DELETE FROM throttles WHERE factor = $1 AND subject = $2 AND strikes <= $3";
    if tx.execute(nothing_else, params![factor, subject, strikes]).await? > 0 {
        return Ok(());
    }
    let sql = "UPDATE throttles SET failures = 0, blocked_until = $3,
                 strikes = CASE WHEN strikes > $4 THEN strikes - $4 ELSE 0 END
               WHERE factor = $1 AND subject = $2";
    tx.execute(sql, params![factor, subject, NEVER, strikes]).await?;
    Ok(())
}

/// Begins from nothing.
pub(super) async fn forget(tx: &mut Tx, factor: &str, subject: &str) -> Result<(), Fault> {
    tx.execute("DELETE FROM throttles WHERE factor = $1 AND subject = $2", params![factor, subject]).await?;
    Ok(())
}

/// Takes one charge back, and the wait that it began. A wait that another charge has
/// begun since stays; a counter with nothing else in it goes.
pub(super) async fn give_back(tx: &mut Tx, factor: &str, subject: &str, began: Began) -> Result<(), Fault> {
    let nothing_else = "DELETE FROM throttles WHERE factor = $1 AND subject = $2
                          AND failures <= 1 AND strikes <= $5 AND (blocked_until = $3 OR blocked_until = $4)";
    let values = params![factor, subject, began.blocked_until, NEVER, began.strikes_a_try];
    if tx.execute(nothing_else, values).await? > 0 {
        return Ok(());
    }
    let sql = "UPDATE throttles SET failures = failures - 1,
                 strikes = CASE WHEN strikes > $5 THEN strikes - $5 ELSE 0 END,
                 blocked_until = CASE WHEN blocked_until = $3 THEN $4 ELSE blocked_until END
               WHERE factor = $1 AND subject = $2 AND failures > 0";
    tx.execute(sql, values).await?;
    Ok(())
}

pub(super) async fn forget_old(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    let (before, long_before) = (now.minus(FORGOTTEN_AFTER), now.minus(STRIKES_FORGOTTEN_AFTER));
    let sql = "DELETE FROM throttles
               WHERE updated_at < $1 AND blocked_until < $1 AND (strikes = 0 OR updated_at < $2)";
    Ok(tx.execute(sql, params![before, long_before]).await?)
}

/// What a counter holds.
pub(super) struct Counted {
    pub strikes: i64,
    pub blocked_until: Timestamp,
    pub updated_at: Timestamp,
}

pub(super) async fn counted(db: &Db, factor: &str, subject: &str) -> Result<Option<Counted>, Fault> {
    let sql = "SELECT strikes, blocked_until, updated_at FROM throttles WHERE factor = $1 AND subject = $2";
    let Some(row) = db.fetch_optional(sql, params![factor, subject]).await? else { return Ok(None) };
    let (strikes, updated_at) = (row.read("strikes")?, row.read("updated_at")?);
    Ok(Some(Counted { strikes, blocked_until: row.read("blocked_until")?, updated_at }))
}

/// What [`super::TOLD_AFTER`] and a lane of strangers make of a row.
const IS_ALARM: &str = "strikes >= $1 AND is_told = FALSE";

pub(super) async fn alarms(db: &Db, limit: i64) -> Result<Vec<Alarm>, Fault> {
    let sql = format!("SELECT factor, subject FROM throttles WHERE {IS_ALARM} ORDER BY updated_at LIMIT $2");
    let alarm = |row: &Row| Ok(Alarm { factor: row.read("factor")?, subject: row.read("subject")? });
    db.fetch_all(&sql, params![TOLD_AFTER, limit]).await?.iter().map(alarm).collect()
}

pub(super) async fn note_told(tx: &mut Tx, alarm: &Alarm) -> Result<bool, Fault> {
    let sql = format!("UPDATE throttles SET is_told = TRUE WHERE {IS_ALARM} AND factor = $2 AND subject = $3");
    let values = params![TOLD_AFTER, alarm.factor.as_str(), alarm.subject.as_str()];
    Ok(tx.execute(&sql, values).await? == 1)
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
