//! The SQL on authenticator apps. A suspended app counts nowhere: every statement that
//! looks for one says so.

use db::{Db, Row, Tx, params};
use otp::{Drift, Step};

use super::app::{AppId, AuthenticatorApp, NewApp};
use super::{APPS_MAX, AppCodeFactor, KIND, Kept};
use crate::features::accounts::{AccountId, Locked};
use crate::features::two_step;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject};

pub(super) struct StoredSecret {
    pub id: AppId,
    pub secret_sealed: Vec<u8>,
    pub drift: Drift,
    pub created_at: Timestamp,
}

pub(super) async fn secrets(db: &Db, account: &AccountId) -> Result<Vec<StoredSecret>, Fault> {
    let sql = "SELECT id, secret_sealed, drift, created_at FROM authenticator_apps
               WHERE account_id = $1 AND suspended_by IS NULL ORDER BY created_at, id LIMIT $2";
    db.fetch_all(sql, params![account, limit()]).await?.iter().map(secret).collect()
}

/// Of the apps that `by` has suspended.
pub(super) async fn suspended_secrets(db: &Db, account: &AccountId, by: &str) -> Result<Vec<StoredSecret>, Fault> {
    let sql = "SELECT id, secret_sealed, drift, created_at FROM authenticator_apps
               WHERE account_id = $1 AND suspended_by = $2 ORDER BY created_at, id LIMIT $3";
    db.fetch_all(sql, params![account, by, limit()]).await?.iter().map(secret).collect()
}

fn secret(row: &Row) -> Result<StoredSecret, Fault> {
    let drift = Drift::new(row.read("drift")?).ok_or(Fault::Broken("a stored drift out of bounds"))?;
    let (secret_sealed, created_at) = (row.read("secret_sealed")?, row.read("created_at")?);
    Ok(StoredSecret { id: row.read("id")?, secret_sealed, drift, created_at })
}

/// The most that are read: more than an account can be given, since one that was taken away may
/// come back beside those added since, and must be seen to be removed.
fn limit() -> i64 {
    i64::try_from(5 * APPS_MAX).unwrap_or(i64::MAX)
}

pub(super) async fn use_step(
    tx: &mut Tx,
    account: &AccountId,
    app: &AppId,
    step: Step,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE authenticator_apps SET last_step = $3, last_used_at = $4
               WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL AND last_step < $3";
    Ok(tx.execute(sql, params![app, account, step.number(), now]).await? == 1)
}

pub(super) async fn use_suspended_step(
    tx: &mut Tx,
    account: &AccountId,
    by: &str,
    (app, step): (&AppId, Step),
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE authenticator_apps SET last_step = $4, last_used_at = $5
               WHERE id = $1 AND account_id = $2 AND suspended_by = $3 AND last_step < $4";
    Ok(tx.execute(sql, params![app, account, by, step.number(), now]).await? == 1)
}

/// Adds an app and enrols it. The step it was confirmed with counts as used.
pub async fn add(tx: &mut Tx, locked: &Locked, new: &NewApp, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO authenticator_apps
                 (id, account_id, name, secret_sealed, drift, last_step, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let sealed = new.secret_sealed.as_slice();
    let values = params![&new.id, locked.id(), new.name.as_str(), sealed, new.drift.value(), new.step.number(), now];
    tx.execute(sql, values).await?;
    // Bound anew: what strangers failed at before counts no more (SP 800-63B-4 §3.2.2).
    rate_limit::reset::<AppCodeFactor>(tx, &Subject::new(locked.id().as_str())).await?;
    two_step::enrol(tx, locked.id(), KIND, new.id.as_str(), now).await
}

/// The account's apps, oldest first.
pub async fn list(db: &Db, account: &AccountId) -> Result<Vec<AuthenticatorApp>, Fault> {
    let sql = "SELECT id, name, created_at, last_used_at FROM authenticator_apps
               WHERE account_id = $1 AND suspended_by IS NULL ORDER BY created_at, id LIMIT $2";
    db.fetch_all(sql, params![account, limit()]).await?.iter().map(app).collect()
}

/// The apps that this replacement has suspended, oldest first.
pub async fn suspended(db: &Db, account: &AccountId, by: &str) -> Result<Vec<AuthenticatorApp>, Fault> {
    let sql = "SELECT id, name, created_at, last_used_at FROM authenticator_apps
               WHERE account_id = $1 AND suspended_by = $2 ORDER BY created_at, id LIMIT $3";
    db.fetch_all(sql, params![account, by, limit()]).await?.iter().map(app).collect()
}

fn app(row: &Row) -> Result<AuthenticatorApp, Fault> {
    Ok(AuthenticatorApp {
        id: row.read("id")?,
        name: row.read("name")?,
        created_at: row.read("created_at")?,
        last_used_at: row.read("last_used_at")?,
    })
}

/// Gives an app another name. `false`: the account has no such app.
pub async fn rename(tx: &mut Tx, locked: &Locked, app: &AppId, name: &str) -> Result<bool, Fault> {
    let sql = "UPDATE authenticator_apps SET name = $3
               WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL";
    Ok(tx.execute(sql, params![app, locked.id(), name]).await? == 1)
}

/// Strikes an app out: it opens nothing any more, and is forgotten with its secret, at once
/// or when it can no longer be brought back. `false`: the account has no such app.
pub async fn remove(tx: &mut Tx, locked: &Locked, app: &str, kept: Kept<'_>) -> Result<bool, Fault> {
    let is_removed = match kept {
        None => {
            let sql = "DELETE FROM authenticator_apps WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL";
            tx.execute(sql, params![app, locked.id()]).await? == 1
        }
        Some((by, until)) => {
            let sql = "UPDATE authenticator_apps SET suspended_by = $3, suspended_until = $4
                       WHERE id = $1 AND account_id = $2 AND suspended_by IS NULL";
            tx.execute(sql, params![app, locked.id(), by, until]).await? == 1
        }
    };
    if is_removed {
        two_step::unenrol(tx, locked.id(), KIND, app).await?;
    }
    Ok(is_removed)
}

/// The same for all apps of the account. Suspended ones keep their time: who suspended them
/// must not be able to hasten it.
pub async fn remove_all(tx: &mut Tx, locked: &Locked, kept: Kept<'_>) -> Result<(), Fault> {
    if let Some((by, until)) = kept {
        return suspend_all(tx, locked, by, until).await;
    }
    let sql = "DELETE FROM authenticator_apps WHERE account_id = $1 AND suspended_by IS NULL RETURNING id";
    let rows = tx.fetch_all(sql, params![locked.id()]).await?;
    unenrol(tx, locked, &rows).await
}

/// What strangers failed at counts no more, where no app is left.
pub async fn forget_tries(tx: &mut Tx, locked: &Locked) -> Result<(), Fault> {
    rate_limit::reset::<AppCodeFactor>(tx, &Subject::new(locked.id().as_str())).await
}

/// Suspends all apps of the account, and strikes them out: `by` can bring them back until then.
pub async fn suspend_all(tx: &mut Tx, locked: &Locked, by: &str, until: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE authenticator_apps SET suspended_by = $2, suspended_until = $3
               WHERE account_id = $1 AND suspended_by IS NULL RETURNING id";
    let rows = tx.fetch_all(sql, params![locked.id(), by, until]).await?;
    unenrol(tx, locked, &rows).await
}

/// Brings back what `by` has suspended at `since`, in place of every app added from then on:
/// those were let in by what is being taken back. Answers how many came back.
pub async fn restore(tx: &mut Tx, locked: &Locked, by: &str, since: Timestamp, now: Timestamp) -> Result<usize, Fault> {
    let sql = "DELETE FROM authenticator_apps
               WHERE account_id = $1 AND created_at >= $3 AND (suspended_by IS NULL OR suspended_by <> $2)
               RETURNING id";
    let added = tx.fetch_all(sql, params![locked.id(), by, since]).await?;
    unenrol(tx, locked, &added).await?;
    bring_back(tx, locked, by, now).await
}

/// Whether `by` has suspended apps that can still come back.
pub async fn has_suspended(tx: &mut Tx, locked: &Locked, by: &str, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM authenticator_apps
               WHERE account_id = $1 AND suspended_by = $2 AND suspended_until > $3 LIMIT 1";
    Ok(tx.fetch_optional(sql, params![locked.id(), by, now]).await?.is_some())
}

/// Brings back what `by` has suspended, beside the apps there are. Answers how many came back.
pub async fn bring_back(tx: &mut Tx, locked: &Locked, by: &str, now: Timestamp) -> Result<usize, Fault> {
    let sql = "UPDATE authenticator_apps SET suspended_by = NULL, suspended_until = NULL
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

/// Forgets suspended apps whose time is over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM authenticator_apps WHERE suspended_until <= $1", params![now]).await?)
}
