//! The SQL on recovery codes.

use db::{Db, Row, Tx, params};

use super::RecoveryCodeFactor;
use super::set::{NewSet, Remaining};
use crate::features::accounts::{AccountId, Locked};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject};

/// Gives the account this set in place of the one it had.
pub async fn put(tx: &mut Tx, locked: &Locked, set: &NewSet, now: Timestamp) -> Result<(), Fault> {
    remove_all(tx, locked.id()).await?;
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
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NULL";
    Ok(tx.execute(sql, params![account, lookup.as_slice(), now]).await? == 1)
}

pub(super) async fn is_used(tx: &mut Tx, account: &AccountId, lookup: &[u8; 32]) -> Result<bool, Fault> {
    let sql = "SELECT ordinal FROM recovery_codes
               WHERE account_id = $1 AND code_lookup = $2 AND used_at IS NOT NULL";
    Ok(tx.fetch_optional(sql, params![account, lookup.as_slice()]).await?.is_some())
}

/// How many codes are left; none where the account has no set.
pub async fn remaining(db: &Db, account: &AccountId) -> Result<Option<Remaining>, Fault> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS made, CAST(COUNT(used_at) AS BIGINT) AS used
               FROM recovery_codes WHERE account_id = $1";
    let row = db.fetch_one(sql, params![account]).await?;
    let (of, used) = (count(row.read("made")?), count(row.read("used")?));
    Ok((of > 0).then(|| Remaining { left: of.saturating_sub(used), of }))
}

/// The most codes of a set.
const CODES_MAX: i64 = 16;

/// Whether the codes that are left can be shown again: none is kept as a digest only.
pub async fn can_be_shown(db: &Db, account: &AccountId) -> Result<bool, Fault> {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM recovery_codes
               WHERE account_id = $1 AND used_at IS NULL AND length(code_sealed) = 0";
    Ok(db.fetch_one(sql, params![account]).await?.read::<i64>("n")? == 0)
}

/// When each code of the account's set was used, in the order of the sheet.
pub async fn list(db: &Db, account: &AccountId) -> Result<Vec<Option<Timestamp>>, Fault> {
    let sql = "SELECT used_at FROM recovery_codes WHERE account_id = $1 ORDER BY ordinal LIMIT $2";
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
               WHERE account_id = $1 AND used_at IS NULL ORDER BY ordinal LIMIT $2";
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

/// Forgets the account's codes.
pub async fn remove_all(tx: &mut Tx, account: &AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM recovery_codes WHERE account_id = $1", params![account]).await?;
    Ok(())
}
