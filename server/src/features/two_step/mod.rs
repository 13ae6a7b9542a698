//! Which second factors an account has enrolled. Two-step verification is on exactly
//! while there is one, whatever its kind: a surface that asks here cannot forget a kind.
//!
//! And when the factors are to be tried: a drill begins with the first one and ends with the
//! last, however they come and go.

mod drill;
mod drill_store;
mod name;
mod store;

use db::{Db, Tx};

use crate::features::accounts::{AccountId, Locked};
use crate::features::sessions::{SecondDoor, SecondFactor};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

pub use drill::{Drill, EVERY as DRILL_EVERY, Invitation, PUT_OFF_FOR};
pub use drill_store::{drill, drill_invitations, note_invited, pass_drill, put_drill_off};
pub use name::{NAME_CHARS_MAX, Name, NotAName};
pub use store::{Enrolment, enrol, is_another, unenrol, unenrol_all};

/// Evidence that the account has no second door. Only [`none_enrolled`] makes it,
/// with the account's row held, so that none can be enrolled meanwhile.
pub struct NoneEnrolled {
    account: AccountId,
}

impl SecondDoor for NoneEnrolled {
    fn account(&self) -> &AccountId {
        &self.account
    }

    fn factor(&self) -> Option<(SecondFactor, Timestamp)> {
        None
    }
}

/// The evidence that a session needs no second factor, if it needs none.
pub async fn none_enrolled(tx: &mut Tx, locked: &Locked) -> Result<Option<NoneEnrolled>, Fault> {
    let is_on = store::is_any_now(tx, locked.id()).await?;
    Ok((!is_on).then(|| NoneEnrolled { account: locked.id().clone() }))
}

/// Whether two-step verification is on, for pages and for choosing what to prepare.
/// A decision asks [`none_enrolled`].
pub async fn is_on(db: &Db, account: &AccountId) -> Result<bool, Fault> {
    store::is_any(db, account).await
}

/// The factors the account has enrolled.
pub async fn enrolments(db: &Db, account: &AccountId) -> Result<Vec<Enrolment>, Fault> {
    store::of(db, account).await
}
