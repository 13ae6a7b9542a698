//! The account's password: what one may be, how it is kept, how it is checked.
//!
//! [`compare`] is the only compare, it consumes a charge, and only [`check`] makes
//! [`Verified`], the evidence that the sessions and the set-up ask for.

mod check;
mod estimated;
mod hash;
mod judge;
mod mail;
mod password;
mod refusal;
mod store;

pub use check::{Checked, Compared, Verified, check, compare};
pub use hash::{PasswordHash, hash};
pub use judge::{Context, Judgement, TooWeak, chars_min, judge};
pub use mail::changed_notice;
pub use password::{BYTES_MAX, NotAPassword, Password};
pub use refusal::told_of_new;
pub use store::{missing_pepper, put, remove, replace_hash, stored};

use crate::platform::rate_limit::Factor;

/// The factor that a try of a password is charged to.
pub struct PasswordFactor;

impl Factor for PasswordFactor {
    const NAME: &'static str = "password";
}
