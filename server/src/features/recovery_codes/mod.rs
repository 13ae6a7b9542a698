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
pub use spend::{Checked, NotSpent, Spendable, Spent, check, made_at, spend};
pub use store::{
    Made, bring_back, can_be_shown, forget_over, list, made_at_of_used, put, remaining, remove_all, remove_made,
};

use crate::platform::clock::Timestamp;
use crate::platform::rate_limit::Factor;

/// By what, and until when, a set that is replaced can be brought back; none: not at all.
pub type Kept<'a> = Option<(&'a str, Timestamp)>;

/// From this many left on, the owner is warned.
pub const FEW: u32 = 3;

/// The factor that a try of a recovery code is charged to.
pub struct RecoveryCodeFactor;

impl Factor for RecoveryCodeFactor {
    const NAME: &'static str = "recovery_code";
    const CAN_BE_REFUSED: bool = false;
}
