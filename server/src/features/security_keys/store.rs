//! The SQL on security keys and on challenges. A suspended key counts nowhere: every
//! statement that looks for one says so, but those on whether an id is taken.

use db::{Db, Row, Tx, Value, params};
use webauthn::Asserted;

use super::ceremony::Ceremony;
use super::key::{KeyId, NewKey, SecurityKey, uuid};
use super::{KEYS_MAX, KIND, Kept};
use crate::features::accounts::{AccountId, Locked};
use crate::features::two_step;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The most that are read: more than an account can be given, since one that was taken away may
/// come back beside those added since, and must be seen to be removed.
fn limit() -> i64 {
    i64::try_from(5 * KEYS_MAX).unwrap_or(i64::MAX)
}

pub(super) fn challenge_values(ceremony: Ceremony<'_>, challenge: &[u8], expires_at: Timestamp) -> Vec<Value> {
    let Ceremony { account, epoch, holder, purpose } = ceremony;
    params![holder, purpose, account, epoch, challenge, expires_at].to_vec()
}

pub(super) async fn put_challenge(tx: &mut Tx, values: &[Value]) -> Result<(), Fault> {
    let sql = "INSERT INTO key_challenges (holder, purpose, account_id, security_epoch, challenge, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (holder, purpose) DO UPDATE SET account_id = excluded.account_id,
                 security_epoch = excluded.security_epoch, challenge = excluded.challenge,
                 expires_at = excluded.expires_at";
    tx.execute(sql, values).await?;
    Ok(())
}

pub(super) fn take_values(ceremony: Ceremony<'_>, now: Timestamp) -> Vec<Value> {
    let Ceremony { account, epoch, holder, purpose } = ceremony;
    params![holder, purpose, account, epoch, now].to_vec()
}

/// Uses the challenge up. `None`: there is none that could still be answered.
pub(super) async fn take_challenge(tx: &mut Tx, values: &[Value]) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "DELETE FROM key_challenges
               WHERE holder = $1 AND purpose = $2 AND account_id = $3 AND security_epoch = $4 AND expires_at > $5
               RETURNING challenge";
    let row = tx.fetch_optional(sql, values).await?;
    Ok(row.map(|row| row.read("challenge")).transpose()?)
}

/// A credential as options list it.
pub(super) struct Listed {
    id: Vec<u8>,
    transports: Vec<String>,
    pub is_usable: bool,
}

impl Listed {
    pub fn as_pair(&self) -> (&[u8], &[String]) {
        (&self.id, &self.transports)
    }
}

/// The account's credentials. Suspended ones are none: their owner may add them again.
pub(super) async fn credentials(db: &Db, account: &AccountId) -> Result<Vec<Listed>, Fault> {
    let sql = "SELECT credential_id, transports, copied_at FROM security_keys
               WHERE account_id = $1 AND suspended_by IS NULL ORDER BY created_at, id LIMIT $2";
    let listed = |row: &Row| {
        let transports: String = row.read("transports")?;
        let is_copied = row.read::<Option<Timestamp>>("copied_at")?.is_some();
        Ok(Listed {
            id: row.read("credential_id")?,
            transports: transports.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
            is_usable: !is_copied,
        })
    };
    db.fetch_all(sql, params![account, limit()]).await?.iter().map(listed).collect()
}

pub(super) struct Stored {
    pub id: KeyId,
    pub name: String,
    pub public_key: Vec<u8>,
    pub sign_count: u32,
    pub is_backup_eligible: bool,
    pub copied_at: Option<Timestamp>,
    pub added_at: Timestamp,
}

/// The account's key with that credential id.
pub(super) async fn find(db: &Db, account: &AccountId, credential: &[u8]) -> Result<Option<Stored>, Fault> {
    let sql = "SELECT id, name, public_key, sign_count, backup_eligible, copied_at, created_at FROM security_keys
               WHERE credential_id = $1 AND account_id = $2 AND suspended_by IS NULL";
    let Some(row) = db.fetch_optional(sql, params![credential, account]).await? else { return Ok(None) };
    Ok(Some(Stored {
        id: row.read("id")?,
        name: row.read("name")?,
        public_key: row.read("public_key")?,
        sign_count: row.read("sign_count")?,
        is_backup_eligible: row.read("backup_eligible")?,
        copied_at: row.read("copied_at")?,
        added_at: row.read("created_at")?,
    }))
}

/// Whose the credential is. One of this account's own that is only kept to be brought back is
/// nobody's: its owner may add it again.
pub(super) async fn owner(db: &Db, credential: &[u8], own: &AccountId) -> Result<Option<AccountId>, Fault> {
    let sql = "SELECT account_id FROM security_keys
               WHERE credential_id = $1 AND NOT (account_id = $2 AND suspended_by IS NOT NULL)";
    let row = db.fetch_optional(sql, params![credential, own]).await?;
    Ok(row.map(|row| row.read("account_id")).transpose()?)
}

/// Moves the counter on; both at zero is a key that does not count (§6.1.1).
pub(super) async fn accept(
    tx: &mut Tx,
    account: &AccountId,
    key: &KeyId,
    asserted: &Asserted,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE security_keys SET sign_count = $3, backed_up = $4, last_used_at = $5
               WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL AND copied_at IS NULL
                 AND (sign_count < $3 OR (sign_count = 0 AND $3 = 0))";
    let count = i64::from(asserted.sign_count);
    Ok(tx.execute(sql, params![key, account, count, asserted.is_backed_up, now]).await? == 1)
}

pub(super) async fn note_copied(tx: &mut Tx, account: &AccountId, key: &KeyId, now: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE security_keys SET copied_at = $3 WHERE id = $1 AND account_id = $2 AND copied_at IS NULL";
    tx.execute(sql, params![key, account, now]).await?;
    Ok(())
}

/// Adds a key and enrols it. `false`: its credential id is taken, by whichever account, and
/// nothing was written. A key of this account that is only kept to be brought back makes room.
pub async fn add(tx: &mut Tx, locked: &Locked, new: &NewKey, now: Timestamp) -> Result<bool, Fault> {
    let kept = "DELETE FROM security_keys WHERE credential_id = $1 AND account_id = $2 AND suspended_by IS NOT NULL";
    tx.execute(kept, params![new.credential.id.as_slice(), locked.id()]).await?;
    let sql = "INSERT INTO security_keys (id, account_id, name, credential_id, public_key, sign_count, aaguid,
                 transports, user_verified, backup_eligible, backed_up, discoverable, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
               ON CONFLICT (credential_id) DO NOTHING";
    let key = &new.credential;
    let values = params![
        &new.id,
        locked.id(),
        new.name.as_str(),
        key.id.as_slice(),
        key.public_key.as_slice(),
        i64::from(key.sign_count),
        uuid(key.aaguid),
        key.transports.join(","),
        key.is_user_verified,
        key.is_backup_eligible,
        key.is_backed_up,
        key.is_discoverable,
        now
    ];
    if tx.execute(sql, values).await? == 0 {
        return Ok(false);
    }
    two_step::enrol(tx, locked.id(), KIND, new.id.as_str(), now).await?;
    Ok(true)
}

/// The account's keys, oldest first.
pub async fn list(db: &Db, account: &AccountId) -> Result<Vec<SecurityKey>, Fault> {
    let sql = "SELECT id, name, aaguid, created_at, last_used_at, copied_at FROM security_keys
               WHERE account_id = $1 AND suspended_by IS NULL ORDER BY created_at, id LIMIT $2";
    db.fetch_all(sql, params![account, limit()]).await?.iter().map(key).collect()
}

/// The keys that this replacement has suspended, oldest first.
pub async fn suspended(db: &Db, account: &AccountId, by: &str) -> Result<Vec<SecurityKey>, Fault> {
    let sql = "SELECT id, name, aaguid, created_at, last_used_at, copied_at FROM security_keys
               WHERE account_id = $1 AND suspended_by = $2 ORDER BY created_at, id LIMIT $3";
    db.fetch_all(sql, params![account, by, limit()]).await?.iter().map(key).collect()
}

fn key(row: &Row) -> Result<SecurityKey, Fault> {
    Ok(SecurityKey {
        id: row.read("id")?,
        name: row.read("name")?,
        aaguid: row.read("aaguid")?,
        created_at: row.read("created_at")?,
        last_used_at: row.read("last_used_at")?,
        copied_at: row.read("copied_at")?,
    })
}

/// Gives a key another name. `false`: the account has no such key.
pub async fn rename(tx: &mut Tx, locked: &Locked, key: &KeyId, name: &str) -> Result<bool, Fault> {
    let sql = "UPDATE security_keys SET name = $3 WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL";
    Ok(tx.execute(sql, params![key, locked.id(), name]).await? == 1)
}

/// Strikes a key out: it opens nothing any more, and is forgotten at once or when it can no
/// longer be brought back. `false`: the account has no such key.
pub async fn remove(tx: &mut Tx, locked: &Locked, key: &str, kept: Kept<'_>) -> Result<bool, Fault> {
    let is_removed = match kept {
        None => {
            let sql = "DELETE FROM security_keys WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL";
            tx.execute(sql, params![key, locked.id()]).await? == 1
        }
        Some((by, until)) => {
            let sql = "UPDATE security_keys SET suspended_by = $3, suspended_until = $4
                       WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL";
            tx.execute(sql, params![key, locked.id(), by, until]).await? == 1
        }
    };
    if is_removed {
        two_step::unenrol(tx, locked.id(), KIND, key).await?;
    }
    Ok(is_removed)
}

/// Suspends all keys of the account, and strikes them out: `by` can bring them back until then.
pub async fn suspend_all(tx: &mut Tx, locked: &Locked, by: &str, until: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE security_keys SET suspended_by = $2, suspended_until = $3
               WHERE account_id = $1 AND suspended_by IS NULL RETURNING id";
    let rows = tx.fetch_all(sql, params![locked.id(), by, until]).await?;
    unenrol(tx, locked, &rows).await
}

/// Brings back what `by` has suspended at `since`, in place of every key added from then on.
/// Answers how many came back.
pub async fn restore(tx: &mut Tx, locked: &Locked, by: &str, since: Timestamp, now: Timestamp) -> Result<usize, Fault> {
    let sql = "DELETE FROM security_keys
               WHERE account_id = $1 AND created_at >= $3 AND (suspended_by IS NULL OR suspended_by <> $2)
               RETURNING id";
    let added = tx.fetch_all(sql, params![locked.id(), by, since]).await?;
    unenrol(tx, locked, &added).await?;
    bring_back(tx, locked, by, now).await
}

/// Whether `by` has suspended keys that can still come back.
pub async fn has_suspended(tx: &mut Tx, locked: &Locked, by: &str, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM security_keys
               WHERE account_id = $1 AND suspended_by = $2 AND suspended_until > $3 LIMIT 1";
    Ok(tx.fetch_optional(sql, params![locked.id(), by, now]).await?.is_some())
}

/// Brings back what `by` has suspended, beside the keys there are. Answers how many came back.
pub async fn bring_back(tx: &mut Tx, locked: &Locked, by: &str, now: Timestamp) -> Result<usize, Fault> {
    let sql = "UPDATE security_keys SET suspended_by = NULL, suspended_until = NULL
               WHERE account_id = $1 AND suspended_by = $2 RETURNING id";
    let back = tx.fetch_all(sql, params![locked.id(), by]).await?;
    for row in &back {
        two_step::enrol(tx, locked.id(), KIND, &row.read::<String>("id")?, now).await?;
    }
    Ok(back.len())
}

async fn unenrol(tx: &mut Tx, locked: &Locked, rows: &[Row]) -> Result<(), Fault> {
    for row in rows {
        two_step::unenrol(tx, locked.id(), KIND, &row.read::<String>("id")?).await?;
    }
    Ok(())
}

/// The same for all keys of the account. Suspended ones keep their time, as suspended apps do.
pub async fn remove_all(tx: &mut Tx, locked: &Locked, kept: Kept<'_>) -> Result<(), Fault> {
    if let Some((by, until)) = kept {
        return suspend_all(tx, locked, by, until).await;
    }
    let sql = "DELETE FROM security_keys WHERE account_id = $1 AND suspended_by IS NULL RETURNING id";
    let rows = tx.fetch_all(sql, params![locked.id()]).await?;
    unenrol(tx, locked, &rows).await
}

/// Forgets challenges and suspended keys whose time is over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), Fault> {
    tx.execute("DELETE FROM key_challenges WHERE expires_at <= $1", params![now]).await?;
    tx.execute("DELETE FROM security_keys WHERE suspended_until <= $1", params![now]).await?;
    Ok(())
}
