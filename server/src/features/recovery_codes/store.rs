//! The SQL on recovery codes. A suspended code counts nowhere: every statement that looks
//! for one says so.

use db::{Db, Row, Tx, params};

use super::set::{NewSet, Remaining};
use super::{Kept, RecoveryCodeFactor};
use crate::features::accounts::{AccountId, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject};

/// Gives the account this set in place of the one it had.
pub async fn put(tx: &mut Tx, locked: &Locked, set: &NewSet, kept: Kept<'_>, now: Timestamp) -> Result<(), Fault> {
    remove_all(tx, locked, kept).await?;
    let sql = "INSERT INTO recovery_codes (account_id, set_id, ordinal, code_sealed, code_lookup, created_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    for (ordinal, row) in (0_i64..).zip(&set.rows) {
        let (sealed, lookup) = (row.sealed.as_slice(), row.lookup.as_slice());
        tx.execute(sql, params![locked.id(), set.id.as_str(), ordinal, sealed, lookup, now]).await?;
    }
    // Other secrets: what was failed at the old ones counts no more.
    rate_limit::reset::<RecoveryCodeFactor>(tx, &Subject::new(locked.id().as_str())).await
}

pub(super) async fn spend(tx: &mut Tx, account: &AccountId, lookup: &[u8; 32], now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE recovery_codes SET used_at = $3
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NULL AND suspended_by IS NULL";
    Ok(tx.execute(sql, params![account, lookup.as_slice(), now]).await? == 1)
}

pub(super) async fn is_used(tx: &mut Tx, account: &AccountId, lookup: &[u8; 32]) -> Result<bool, Fault> {
    let sql = "SELECT ordinal FROM recovery_codes
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NOT NULL AND suspended_by IS NULL";
    Ok(tx.fetch_optional(sql, params![account, lookup.as_slice()]).await?.is_some())
}

/// How many codes are left; none where the account has no set.
pub async fn remaining(db: &Db, account: &AccountId) -> Result<Option<Remaining>, Fault> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS made, CAST(COUNT(used_at) AS BIGINT) AS used
               FROM recovery_codes WHERE account_id = $1 AND suspended_by IS NULL";
    let row = db.fetch_one(sql, params![account]).await?;
    let (of, used) = (count(row.read("made")?), count(row.read("used")?));
    Ok((of > 0).then(|| Remaining { left: of.saturating_sub(used), of }))
}

/// The most codes of a set.
const CODES_MAX: i64 = 16;

/// Whether the codes that are left can be shown again: none is kept as a digest only.
pub async fn can_be_shown(db: &Db, account: &AccountId) -> Result<bool, Fault> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM recovery_codes
               WHERE account_id = $1 AND used_at IS NULL AND suspended_by IS NULL AND length(code_sealed) = 0";
    Ok(db.fetch_one(sql, params![account]).await?.read::<i64>("n")? == 0)
}

/// When each code of the account's set was used, in the order of the sheet.
pub async fn list(db: &Db, account: &AccountId) -> Result<Vec<Option<Timestamp>>, Fault> {
    let sql = "SELECT used_at FROM recovery_codes
               WHERE account_id = $1 AND suspended_by IS NULL ORDER BY ordinal LIMIT $2";
    let rows = db.fetch_all(sql, params![account, CODES_MAX]).await?;
    Ok(rows.iter().map(|row| row.read("used_at")).collect::<Result<_, _>>()?)
}

pub(super) struct Sealed {
    pub set: String,
    pub ordinal: usize,
    pub sealed: Vec<u8>,
}

/// The codes that are left, as they are kept.
pub(super) async fn sealed(db: &Db, account: &AccountId) -> Result<Vec<Sealed>, Fault> {
    let sql = "SELECT set_id, ordinal, code_sealed FROM recovery_codes
               WHERE account_id = $1 AND used_at IS NULL AND suspended_by IS NULL ORDER BY ordinal LIMIT $2";
    let rows = db.fetch_all(sql, params![account, CODES_MAX]).await?;
    let stored = |row: &Row| {
        let ordinal = usize::try_from(row.read::<i64>("ordinal")?).map_err(|_| Fault::Broken("a negative ordinal"))?;
        Ok(Sealed { set: row.read("set_id")?, ordinal, sealed: row.read("code_sealed")? })
    };
    rows.iter().map(stored).collect()
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// When a code of the account that was not used was made, with the account's row held.
pub(super) async fn made_at(tx: &mut Tx, account: &AccountId, lookup: &[u8; 32]) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT created_at FROM recovery_codes
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NULL AND suspended_by IS NULL";
    let row = tx.fetch_optional(sql, params![account, lookup.as_slice()]).await?;
    Ok(row.map(|row| row.read("created_at")).transpose()?)
}

/// When the code was made that the account used at that moment.
pub async fn made_at_of_used(tx: &mut Tx, locked: &Locked, used_at: Timestamp) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT created_at FROM recovery_codes
               WHERE account_id = $1 AND used_at = $2 AND suspended_by IS NULL ORDER BY created_at DESC LIMIT 1";
    let row = tx.fetch_optional(sql, params![locked.id(), used_at]).await?;
    Ok(row.map(|row| row.read("created_at")).transpose()?)
}

/// Ends the account's codes; they are forgotten, at once or when they can no longer be
/// brought back.
pub async fn remove_all(tx: &mut Tx, locked: &Locked, kept: Kept<'_>) -> Result<(), Fault> {
    match kept {
        None => {
            let sql = "DELETE FROM recovery_codes WHERE account_id = $1 AND suspended_by IS NULL";
            tx.execute(sql, params![locked.id()]).await?;
        }
        Some((by, until)) => {
            let sql = "UPDATE recovery_codes SET suspended_by = $2, suspended_until = $3
                       WHERE account_id = $1 AND suspended_by IS NULL";
            tx.execute(sql, params![locked.id(), by, until]).await?;
        }
    }
    Ok(())
}

/// Forgets the codes that count and were made by then, or from then on. Answers how many.
pub async fn remove_made(tx: &mut Tx, locked: &Locked, made: Made) -> Result<u64, Fault> {
    let (sql, at) = match made {
        Made::By(at) => {
            ("DELETE FROM recovery_codes WHERE account_id = $1 AND suspended_by IS NULL AND created_at <= $2", at)
        }
        Made::Since(at) => {
            ("DELETE FROM recovery_codes WHERE account_id = $1 AND suspended_by IS NULL AND created_at >= $2", at)
        }
    };
    Ok(tx.execute(sql, params![locked.id(), at]).await?)
}

/// Which codes, by when they were made.
#[derive(Clone, Copy)]
pub enum Made {
    /// At that moment or before it.
    By(Timestamp),
    /// At that moment or after it.
    Since(Timestamp),
}

/// Brings the set back that `by` has suspended at `since`, in place of the codes that count and
/// of every set made from then on: those were let in by what is being taken back. `false`:
/// there is none to bring back.
pub async fn bring_back(
    tx: &mut Tx,
    locked: &Locked,
    by: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT ordinal FROM recovery_codes
               WHERE account_id = $1 AND suspended_by = $2 AND suspended_until > $3 LIMIT 1";
    if tx.fetch_optional(sql, params![locked.id(), by, now]).await?.is_none() {
        return Ok(false);
    }
    remove_all(tx, locked, None).await?;
    let sql = "DELETE FROM recovery_codes WHERE account_id = $1 AND created_at >= $3 AND suspended_by <> $2";
    tx.execute(sql, params![locked.id(), by, since]).await?;
    let sql = "UPDATE recovery_codes SET suspended_by = NULL, suspended_until = NULL
               WHERE account_id = $1 AND suspended_by = $2";
    tx.execute(sql, params![locked.id(), by]).await?;
    Ok(true)
}

/// Forgets suspended codes whose time is over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM recovery_codes WHERE suspended_until <= $1", params![now]).await?)
}
