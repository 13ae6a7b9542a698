//! The one compare of a password.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::PasswordFactor;
use super::hash::{Parts, PasswordHash, hash};
use super::password::Password;
use crate::app::App;
use crate::features::accounts::AccountId;
use crate::features::sessions::FirstDoor;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::hashing::{HASH_BYTES, SALT_BYTES};
use crate::platform::pepper::Pepper;
use crate::platform::rate_limit::{self, Charged, Receipt};

/// Evidence that the account's password was typed just now. Only [`check`] makes it.
pub struct Verified {
    account: AccountId,
    at: Timestamp,
}

impl FirstDoor for Verified {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn at(&self) -> Timestamp {
        self.at
    }
}

/// What came of a compare.
pub struct Checked {
    /// The evidence, if it was the password.
    pub verified: Option<Verified>,
    /// What clears the counter after a success.
    pub receipt: Receipt<PasswordFactor>,
    /// The password under today's cost, where the stored hash was made under another.
    pub rehashed: Option<PasswordHash>,
}

/// Compares `typed` with the account's stored hash.
///
/// Where there is no account or no password, a hash of today's cost is computed all
/// the same and nothing matches it: the work does not tell (abuse case ENU-02).
pub async fn check(
    app: &App,
    charge: Charged<PasswordFactor>,
    stored: Option<(&AccountId, &PasswordHash)>,
    typed: &Password,
) -> Result<Checked, Fault> {
    let compared = compare(app, charge, stored.map(|(_, hash)| hash), typed).await?;
    let account = stored.filter(|_| compared.is_same).map(|(account, _)| account);
    let verified = account.map(|account| Verified { account: account.clone(), at: app.now() });
    Ok(Checked { verified, receipt: compared.receipt, rehashed: compared.rehashed })
}

/// What came of a compare with a hash that is no account's yet.
pub struct Compared {
    /// Whether it was the password.
    pub is_same: bool,
    /// What clears the counter after a success.
    pub receipt: Receipt<PasswordFactor>,
    /// The password under today's cost, where it matched and was stored under another.
    pub rehashed: Option<PasswordHash>,
}

/// Compares `typed` with a stored hash, or with none at the same cost.
pub async fn compare(
    app: &App,
    charge: Charged<PasswordFactor>,
    stored: Option<&PasswordHash>,
    typed: &Password,
) -> Result<Compared, Fault> {
    let cost = app.config.passwords.cost();
    let parts = stored.and_then(PasswordHash::parts);
    let is_known = parts.is_some();
    let current_id = app.config.peppers.current().map(Pepper::id);
    let parts = parts.unwrap_or(Parts { salt: [0; SALT_BYTES], cost, pepper: current_id, hash: [0; HASH_BYTES] });
    let computed = match compute(app, &parts, typed).await {
        Ok(computed) => computed,
        Err(fault) => {
            rate_limit::refund(&app.db, charge).await?;
            return Err(fault);
        }
    };
    // Worn down, even the right one is refused like any wrong one (abuse case BRF-01).
    let is_refused = charge.is_refused();
    let receipt = charge.spend();
    let is_same = bool::from(computed.ct_eq(&parts.hash)) && is_known && !is_refused;
    // Where the threads are busy the hash stays as it is until the next sign-in.
    let rehashed =
        if is_same && (parts.cost, parts.pepper) != (cost, current_id) { hash(app, typed).await.ok() } else { None };
    Ok(Compared { is_same, receipt, rehashed })
}

/// The hash of `typed` as the stored one was made. A pepper that is not here is a fault, never
/// a wrong password (abuse case PWD-11): the start refuses without it, so another node has one
/// that this one lacks.
async fn compute(app: &App, parts: &Parts, typed: &Password) -> Result<Zeroizing<[u8; HASH_BYTES]>, Fault> {
    let pepper = match parts.pepper {
        None => None,
        Some(id) => Some(app.config.peppers.find(id).ok_or(Fault::Broken("a password's pepper is not on this node"))?),
    };
    app.hashing.hash(typed.bytes(), pepper, parts.salt, parts.cost).await
}
