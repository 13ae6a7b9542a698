//! Recovery codes: the way in when the app is out of reach. Each works once.
//!
//! A code is kept sealed, so that its owner can see it again, and as a keyed digest
//! (HMAC-SHA-256), by which it is found and spent in one statement.

mod file;
mod set;
mod spend;
mod store;

pub use file::{FILE_NAME, text_file};
pub use set::{NewSet, Remaining, fresh, reveal};
pub use spend::{Checked, NotSpent, Spendable, Spent, check, spend};
pub use store::{can_be_shown, list, put, remaining, remove_all};

use crate::platform::rate_limit::Factor;

/// From this many left on, the owner is warned.
pub const FEW: u32 = 3;

/// The factor that a try of a recovery code is charged to.
pub struct RecoveryCodeFactor;

impl Factor for RecoveryCodeFactor {
    const NAME: &'static str = "recovery_code";
    const CAN_BE_REFUSED: bool = false;
}
