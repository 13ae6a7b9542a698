//! The one compare of a recovery code, which is also its use.

use db::Tx;
use recovery_code::Code;

use super::RecoveryCodeFactor;
use super::set::lookup;
use super::store;
use crate::app::App;
use crate::features::accounts::{AccountId, Locked};
use crate::features::sessions::{SecondDoor, SecondFactor};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit::{Charged, Receipt};

/// What to look for; made outside the transaction in which it is spent.
pub struct Spendable {
    lookup: [u8; 32],
}

/// A charge turned into something to look for.
pub struct Checked {
    /// What [`spend`] takes.
    pub spendable: Spendable,
    /// What clears the counter after a success.
    pub receipt: Receipt<RecoveryCodeFactor>,
}

/// Evidence that a code of the account was spent just now. Only [`spend`] makes it.
pub struct Spent {
    account: AccountId,
    at: Timestamp,
}

impl SecondDoor for Spent {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        Some((SecondFactor::RecoveryCode, self.at))
    }
}

/// Turns a charge and a code into what the database is asked for.
pub fn check(app: &App, charge: Charged<RecoveryCodeFactor>, account: &AccountId, code: &Code) -> Checked {
    Checked { spendable: Spendable { lookup: lookup(app, account, code) }, receipt: charge.spend() }
}

/// When the code was made, if it is one that could be spent now.
pub async fn made_at(tx: &mut Tx, locked: &Locked, spendable: &Spendable) -> Result<Option<Timestamp>, Fault> {
    store::made_at(tx, locked.id(), &spendable.lookup).await
}

/// Why a code was not spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSpent {
    /// The account has no such code.
    Unknown,
    /// It was used before.
    Used,
}

/// Spends the code: one conditional `UPDATE`, so that of two at once one succeeds.
pub async fn spend(
    tx: &mut Tx,
    locked: &Locked,
    spendable: &Spendable,
    now: Timestamp,
) -> Result<Result<Spent, NotSpent>, Fault> {
    if store::spend(tx, locked.id(), &spendable.lookup, now).await? {
        return Ok(Ok(Spent { account: locked.id().clone(), at: now }));
    }
    let used = store::is_used(tx, locked.id(), &spendable.lookup).await?;
    Ok(Err(if used { NotSpent::Used } else { NotSpent::Unknown }))
}
