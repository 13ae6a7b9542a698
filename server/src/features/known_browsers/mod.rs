//! The browsers an account was signed in to from, through all its doors, in the last 30
//! days (DESIGN 5.4). Each tries the account's secrets on a budget of its own, so that a
//! stranger's wrong passwords never make the owner wait.
//!
//! A browser is known by a random value in a cookie of its own, which opens nothing. It is
//! another value after every sign-in: a copy of the cookie is worth little for long. Each
//! account has a row of its own, which counts in the account's epoch: a changed password or
//! factor makes every browser a stranger but the one in which it was changed.

mod device;
mod store;
mod visit;

pub use device::Device;
pub use store::{forget_over, revoke, revoke_others};
pub use visit::{Doors, KNOWN_FOR, Visit, keep, lane, note_visit};
