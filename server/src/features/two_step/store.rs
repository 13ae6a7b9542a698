//! The registry's SQL.

use db::{Db, Row, Tx, params};

use super::drill_store;
use crate::features::accounts::AccountId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The most second factors an account can have.
const ENROLMENTS_MAX: i64 = 50;

const OF: &str = "SELECT kind, created_at FROM enrolments WHERE account_id = $1 ORDER BY created_at LIMIT $2";

const ANY: &str = "SELECT kind FROM enrolments WHERE account_id = $1 LIMIT 1";

/// One enrolled factor.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Its kind, by the name of the feature that keeps it.
    pub kind: String,
    /// Since when.
    pub created_at: Timestamp,
}

pub(super) async fn of(db: &Db, account: &AccountId) -> Result<Vec<Enrolment>, Fault> {
    db.fetch_all(OF, params![account, ENROLMENTS_MAX]).await?.iter().map(enrolment).collect()
}

pub(super) async fn is_any(db: &Db, account: &AccountId) -> Result<bool, Fault> {
    Ok(db.fetch_optional(ANY, params![account]).await?.is_some())
}

pub(super) async fn is_any_now(tx: &mut Tx, account: &AccountId) -> Result<bool, Fault> {
    Ok(tx.fetch_optional(ANY, params![account]).await?.is_some())
}

fn enrolment(row: &Row) -> Result<Enrolment, Fault> {
    Ok(Enrolment { kind: row.read("kind")?, created_at: row.read("created_at")? })
}

/// Whether a factor besides this one is enrolled, with the account's row held.
pub async fn is_another(tx: &mut Tx, account: &AccountId, factor: &str) -> Result<bool, Fault> {
    let sql = "SELECT kind FROM enrolments WHERE account_id = $1 AND factor_id <> $2 LIMIT 1";
    Ok(tx.fetch_optional(sql, params![account, factor]).await?.is_some())
}

/// Enters a factor. From the end of this transaction two-step verification is on.
pub async fn enrol(
    tx: &mut Tx,
    account: &AccountId,
    kind: &'static str,
    factor: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO enrolments (kind, factor_id, account_id, created_at) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, params![kind, factor, account, now]).await?;
    drill_store::begin(tx, account, now).await
}

/// Strikes out one factor.
pub async fn unenrol(tx: &mut Tx, account: &AccountId, kind: &'static str, factor: &str) -> Result<(), Fault> {
    let sql = "DELETE FROM enrolments WHERE account_id = $1 AND kind = $2 AND factor_id = $3";
    tx.execute(sql, params![account, kind, factor]).await?;
    drill_store::end(tx, account).await
}

/// Strikes out all of the account's factors: two-step verification is off.
pub async fn unenrol_all(tx: &mut Tx, account: &AccountId) -> Result<u64, Fault> {
    let struck_out = tx.execute("DELETE FROM enrolments WHERE account_id = $1", params![account]).await?;
    drill_store::end(tx, account).await?;
    Ok(struck_out)
}
