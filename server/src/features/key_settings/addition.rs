//! The noun: a key that may be added, and the evidence in a finished addition.

use crate::features::accounts::{AccountId, Epoch};
use crate::features::security_keys::{Ceremony, Purpose};
use crate::features::sessions::{FirstDoor, SecondDoor, SecondFactor, SessionId};
use crate::platform::clock::Timestamp;

/// An unfinished addition, read back for the session that began it.
#[derive(Clone)]
pub struct Addition {
    pub(super) id: String,
    pub(super) account: AccountId,
    pub(super) session: SessionId,
    pub(super) epoch: Epoch,
    pub(super) name: String,
    pub(super) password_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

impl Addition {
    /// The ceremony with which it ends.
    pub(super) fn ceremony(&self) -> Ceremony<'_> {
        let (account, holder) = (&self.account, self.session.as_str());
        Ceremony { account, epoch: self.epoch, holder, purpose: Purpose::Add }
    }
}

/// Evidence that both doors were passed in an addition that was just used up: the password
/// when it began, and the new key a moment ago. Only the store makes it, from the row it has
/// deleted.
pub struct Finished {
    pub(super) account: AccountId,
    pub(super) password_at: Timestamp,
    pub(super) answered_at: Timestamp,
}

impl FirstDoor for Finished {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn at(&self) -> Timestamp {
        self.password_at
    }
}

impl SecondDoor for Finished {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        Some((SecondFactor::SecurityKey, self.answered_at))
    }
}
