//! The pending sign-in: evidence of the first door, kept until the second is passed.

use db::Tx;

use super::proof::FirstDoor;
use super::store;
use crate::features::accounts::{AccountId, Epoch};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// A sign-in that waits for its second door. Only the store makes one, from a row
/// whose account, epoch and expiry it has just asked for.
#[derive(Debug)]
pub struct Pending {
    pub(super) token_hash: Vec<u8>,
    pub(super) account: AccountId,
    pub(super) username: String,
    pub(super) epoch: Epoch,
    pub(super) password_at: Timestamp,
}

impl FirstDoor for Pending {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn at(&self) -> Timestamp {
        self.password_at
    }
}

impl Pending {
    /// Whose sign-in it is.
    pub fn account_id(&self) -> &AccountId {
        &self.account
    }

    /// The account's user name.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Names it where something is begun in it; not the value that bears it.
    pub fn name(&self) -> String {
        self.token_hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The epoch in which it can be finished.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }
}

/// Uses the pending sign-in up. `false`: it is used up, ended or over already.
pub async fn consume_pending(tx: &mut Tx, pending: &Pending, now: Timestamp) -> Result<bool, Fault> {
    store::consume_pending(tx, &pending.token_hash, now).await
}

/// Whether the pending sign-in still waits; from here on nobody else can end it before
/// this transaction does.
pub async fn hold_pending(tx: &mut Tx, pending: &Pending, now: Timestamp) -> Result<bool, Fault> {
    store::hold_pending(tx, &pending.token_hash, now).await
}

/// Ends a pending sign-in that its holder gives up.
pub async fn end_pending(tx: &mut Tx, pending: &Pending, now: Timestamp) -> Result<(), Fault> {
    store::consume_pending(tx, &pending.token_hash, now).await.map(drop)
}
