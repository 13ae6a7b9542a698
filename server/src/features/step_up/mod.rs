//! Proving it is you, *now*: the password and, while two-step verification is on, a
//! second factor in the same submission, bound to one act and used up by it (DESIGN 4).
//!
//! The way of a proof: [`prepare`] charges and compares outside any transaction →
//! [`settle`] uses it up inside the act's transaction, with the account's row held, and
//! makes [`Proved`], the evidence for the session that goes on.

mod afterwards;
mod key;
mod now;
mod refusal;

pub use afterwards::go_on;
pub use key::ask_key;
pub use now::{Prepared, Proved, Typed, prepare, prepare_with_app, settle, settle_look};
pub use refusal::Refusal;
