//! The SQL on unfinished set-ups.

use db::{Db, Row, Tx, params};
use otp::{Drift, Step};

use super::setup::{Confirmed, Finished, First, Setup};
use crate::features::accounts::{Account, AccountId, Locked};
use crate::features::sessions::{SecondFactor, SessionId};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Begins a set-up in place of any other of this account.
pub(super) async fn put(tx: &mut Tx, setup: &Setup) -> Result<(), Fault> {
    tx.execute("DELETE FROM two_step_setups WHERE account_id = $1", params![&setup.account]).await?;
    let sql = "INSERT INTO two_step_setups
                 (account_id, id, session_id, security_epoch, password_at, secret_sealed, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let sealed = setup.secret_sealed.as_slice();
    let values = params![
        &setup.account,
        setup.id.as_str(),
        &setup.session,
        setup.epoch,
        setup.password_at,
        sealed,
        setup.expires_at
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The set-up that this session began, if it is not over.
pub(super) async fn find(
    db: &Db,
    account: &Account,
    session: &SessionId,
    now: Timestamp,
) -> Result<Option<Setup>, Fault> {
    let sql = "SELECT id, account_id, session_id, security_epoch, password_at, secret_sealed, drift, confirmed_step,
                 confirmed_at, codes_sealed, credential, expires_at
               FROM two_step_setups
               WHERE account_id = $1 AND session_id = $2 AND security_epoch = $3 AND expires_at > $4";
    let row = db.fetch_optional(sql, params![&account.id, session, account.epoch, now]).await?;
    row.as_ref().map(setup).transpose()
}

fn setup(row: &Row) -> Result<Setup, Fault> {
    Ok(Setup {
        id: row.read("id")?,
        account: row.read("account_id")?,
        session: row.read("session_id")?,
        epoch: row.read("security_epoch")?,
        password_at: row.read("password_at")?,
        secret_sealed: row.read("secret_sealed")?,
        confirmed: confirmed(row)?,
        expires_at: row.read("expires_at")?,
    })
}

fn confirmed(row: &Row) -> Result<Option<Confirmed>, Fault> {
    let Some(at) = row.read("confirmed_at")? else { return Ok(None) };
    Ok(Some(Confirmed { factor: first(row)?, at, codes_sealed: row.read("codes_sealed")? }))
}

fn first(row: &Row) -> Result<First, Fault> {
    if let Some(text) = row.read::<Option<String>>("credential")? {
        let credential = serde_json::from_str(&text).map_err(|_| Fault::Broken("a stored credential that is none"))?;
        return Ok(First::Key(Box::new(credential)));
    }
    let drift = Drift::new(row.read("drift")?).ok_or(Fault::Broken("a stored drift out of bounds"))?;
    Ok(First::App { drift, step: Step::new(row.read("confirmed_step")?) })
}

/// Notes that the factor has shown that it works. `false`: another request did so first,
/// or the set-up has ended.
pub(super) async fn confirm(tx: &mut Tx, setup: &Setup, confirmed: &Confirmed) -> Result<bool, Fault> {
    let sql = "UPDATE two_step_setups
               SET drift = $3, confirmed_step = $4, confirmed_at = $5, codes_sealed = $6, credential = $7
               WHERE account_id = $1 AND id = $2 AND confirmed_at IS NULL AND expires_at > $5";
    let (drift, step, credential) = match &confirmed.factor {
        First::App { drift, step } => (Some(drift.value()), Some(step.number()), None),
        First::Key(credential) => {
            let text = serde_json::to_string(credential).map_err(|_| Fault::Broken("a credential that is no JSON"))?;
            (None, None, Some(text))
        }
    };
    let codes = confirmed.codes_sealed.as_slice();
    let values = params![&setup.account, setup.id.as_str(), drift, step, confirmed.at, codes, credential];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Uses a confirmed set-up up. `None`: it was used, dropped or is over.
pub(super) async fn finish(
    tx: &mut Tx,
    locked: &Locked,
    setup: &Setup,
    now: Timestamp,
) -> Result<Option<Finished>, Fault> {
    let sql = "DELETE FROM two_step_setups
               WHERE account_id = $1 AND id = $2 AND session_id = $3 AND security_epoch = $4 AND expires_at > $5
                 AND confirmed_at IS NOT NULL
               RETURNING password_at, confirmed_at, credential";
    let values = params![locked.id(), setup.id.as_str(), &setup.session, locked.epoch(), now];
    let Some(row) = tx.fetch_optional(sql, values).await? else { return Ok(None) };
    let (password_at, confirmed_at) = (row.read("password_at")?, row.read("confirmed_at")?);
    let is_key = row.read::<Option<String>>("credential")?.is_some();
    let factor = if is_key { SecondFactor::SecurityKey } else { SecondFactor::AuthenticatorApp };
    Ok(Some(Finished { account: locked.id().clone(), password_at, confirmed_at, factor }))
}

/// Drops the set-up that this session began.
pub(super) async fn drop_setup_of(tx: &mut Tx, account: &AccountId, session: &SessionId) -> Result<(), Fault> {
    let sql = "DELETE FROM two_step_setups WHERE account_id = $1 AND session_id = $2";
    tx.execute(sql, params![account, session]).await?;
    Ok(())
}

/// Drops the account's set-up, whichever session began it.
pub(super) async fn drop_setup(tx: &mut Tx, account: &AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM two_step_setups WHERE account_id = $1", params![account]).await?;
    Ok(())
}

/// Forgets set-ups that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM two_step_setups WHERE expires_at <= $1", params![now]).await?)
}
