//! The SQL on drills.

use db::{Db, Row, Tx, params};

use super::drill::{Drill, EVERY, FIRST_AFTER, Invitation, PUT_OFF_FOR};
use crate::features::accounts::{AccountId, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

const NEVER: Timestamp = Timestamp::from_micros(0);

/// With the first factor the time begins to run; with another one it goes on.
pub(super) async fn begin(tx: &mut Tx, account: &AccountId, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO drills (account_id, due_at, invite_at, put_off_until) VALUES ($1, $2, $2, $3)
               ON CONFLICT (account_id) DO NOTHING";
    tx.execute(sql, params![account, now.plus(FIRST_AFTER), NEVER]).await?;
    Ok(())
}

/// Ends it with the last factor.
pub(super) async fn end(tx: &mut Tx, account: &AccountId) -> Result<(), Fault> {
    let sql = "DELETE FROM drills WHERE account_id = $1
               AND NOT EXISTS (SELECT kind FROM enrolments WHERE account_id = $1)";
    tx.execute(sql, params![account]).await?;
    Ok(())
}

/// When the account is to try its second factor; none while it has none.
pub async fn drill(db: &Db, account: &AccountId) -> Result<Option<Drill>, Fault> {
    let sql = "SELECT due_at, put_off_until, passed_at FROM drills WHERE account_id = $1";
    let Some(row) = db.fetch_optional(sql, params![account]).await? else { return Ok(None) };
    let (due_at, put_off_until) = (row.read("due_at")?, row.read("put_off_until")?);
    Ok(Some(Drill { due_at, put_off_until, passed_at: row.read("passed_at")? }))
}

/// Notes that it was done.
pub async fn pass_drill(tx: &mut Tx, locked: &Locked, now: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE drills SET due_at = $2, invite_at = $2, put_off_until = $3, passed_at = $4 WHERE account_id = $1";
    tx.execute(sql, params![locked.id(), now.plus(EVERY), NEVER, now]).await?;
    Ok(())
}

/// Asks for it later. `false`: it is not due.
pub async fn put_drill_off(tx: &mut Tx, locked: &Locked, now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE drills SET put_off_until = $2 WHERE account_id = $1 AND due_at <= $3";
    Ok(tx.execute(sql, params![locked.id(), now.plus(PUT_OFF_FOR), now]).await? == 1)
}

/// Whom a mail is to invite, those who wait longest first, at most `limit`.
pub async fn drill_invitations(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<Invitation>, Fault> {
    let sql = "SELECT account_id, invite_at FROM drills WHERE invite_at <= $1 ORDER BY invite_at LIMIT $2";
    let invitation = |row: &Row| Ok(Invitation { account: row.read("account_id")?, since: row.read("invite_at")? });
    db.fetch_all(sql, params![now, limit]).await?.iter().map(invitation).collect()
}

/// Notes that the mail is on its way. `false`: another node sends it, or there is nothing to
/// invite to any more.
pub async fn note_invited(tx: &mut Tx, invitation: &Invitation, now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE drills SET invite_at = $3 WHERE account_id = $1 AND invite_at = $2";
    Ok(tx.execute(sql, params![&invitation.account, invitation.since, invitation.next(now)]).await? == 1)
}
