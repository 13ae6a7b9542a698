//! The SQL on authenticator apps.

use db::{Db, Row, Tx, params};
use otp::{Drift, Step};

use super::app::{AppId, AuthenticatorApp, NewApp};
use super::{AppCodeFactor, KIND};
use crate::features::accounts::{AccountId, Locked};
use crate::features::two_step;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{self, Subject};

/// The most apps an account can have: each is tried for every code.
const APPS_MAX: i64 = 10;

pub(super) struct StoredSecret {
    pub id: AppId,
    pub secret_sealed: Vec<u8>,
    pub drift: Drift,
}

pub(super) async fn secrets(db: &Db, account: &AccountId) -> Result<Vec<StoredSecret>, Fault> {
    let sql = "SELECT id, secret_sealed, drift FROM authenticator_apps
               WHERE account_id = $1 ORDER BY created_at, id LIMIT $2";
    let rows = db.fetch_all(sql, params![account, APPS_MAX]).await?;
    let stored = |row: &Row| {
        let drift = Drift::new(row.read("drift")?).ok_or(Fault::Broken("a stored drift out of bounds"))?;
        Ok(StoredSecret { id: row.read("id")?, secret_sealed: row.read("secret_sealed")?, drift })
    };
    rows.iter().map(stored).collect()
}

pub(super) async fn use_step(
    tx: &mut Tx,
    account: &AccountId,
    app: &AppId,
    step: Step,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE authenticator_apps SET last_step = $3, last_used_at = $4
               WHERE id = $1 AND account_id = $2 AND last_step < $3";
    Ok(tx.execute(sql, params![app, account, step.number(), now]).await? == 1)
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
               WHERE account_id = $1 ORDER BY created_at, id LIMIT $2";
    let rows = db.fetch_all(sql, params![account, APPS_MAX]).await?;
    let app = |row: &Row| {
        Ok(AuthenticatorApp {
            id: row.read("id")?,
            name: row.read("name")?,
            created_at: row.read("created_at")?,
            last_used_at: row.read("last_used_at")?,
        })
    };
    rows.iter().map(app).collect()
}

/// Forgets all apps of the account with their secrets.
pub async fn remove_all(tx: &mut Tx, account: &AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM authenticator_apps WHERE account_id = $1", params![account]).await?;
    rate_limit::reset::<AppCodeFactor>(tx, &Subject::new(account.as_str())).await
}
