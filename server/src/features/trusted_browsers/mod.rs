//! Browsers that need no second step for some days, where the operator allows it (off by
//! default) and their owner ticked the box at the second step.
//!
//! A trust is a family of values: each sign-in with one gives the browser the next. The one
//! before counts for a minute more, and leads to the same next one, so that an answer that
//! was lost is no theft. A value older than that is one that somebody has copied: the family
//! ends, with every session it has opened, and the owner is told (abuse case SES-18).
//!
//! A trust passes no second factor: its sessions are of the password alone, and every act that
//! wants a factor asks for it. It counts for nothing without the password, for no
//! administrator, and in no later epoch of the account (SES-19).

mod claim;
mod door;
mod mail;
mod pass;
mod store;

pub use claim::Claim;
pub use door::Brought;
pub use mail::stolen;
pub use pass::{Outcome, Renewed, Trusted, begin, days, pass};
pub use store::{Listed, end, end_in, end_others, forget_over, list};
