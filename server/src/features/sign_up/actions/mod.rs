//! The verbs, in the order in which they are called.

mod confirm;
mod invitation;
mod request;
mod resend;

pub use confirm::{confirm, look};
pub use invitation::{Invited, accept, invite, invited};
pub use request::{Request, request, submit};
pub use resend::resend;

use token_format::Prefix;

/// The prefix of what a confirmation link carries.
pub(super) const LINK: Prefix = Prefix::new("vsup_");
/// The prefix of what an invitation carries.
pub(super) const INVITATION: Prefix = Prefix::new("vinv_");
/// How many sign-ups and mails one network may cause before it waits.
const FREE_ACTS_A_NETWORK: u32 = 30;
/// How many mails one address may be sent before it waits.
const FREE_MAILS_AN_ADDRESS: u32 = 5;
