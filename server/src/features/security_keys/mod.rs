//! Security keys (WebAuthn Level 3; FIDO U2F keys among them): a key pair in a device, and
//! signatures that it makes after a touch, bound to our origin.
//!
//! A ceremony has two halves. [`ask_creation`] and [`ask_assertion`] make a challenge, keep it
//! for whoever runs the ceremony, and answer the browser's options; [`check_creation`] and
//! [`check`] use the challenge up, whatever comes of it, and verify the answer outside any
//! transaction. [`accept`] moves the key's counter on with one conditional `UPDATE` and makes
//! [`Used`], the evidence that the sessions ask for. A counter that does not go forward is a
//! copy in use: that answer is refused, and so is the key from then on.

mod ask;
mod ceremony;
mod check;
mod key;
mod provider;
mod refusal;
mod store;

pub use ask::{ask_assertion, ask_creation};
pub use ceremony::{Ceremony, LASTS, Purpose};
pub use check::{Checked, Copied, Matched, NotAdded, NotRight, Used, accept, check, check_creation};
pub use key::{KeyId, NewKey, SecurityKey};
pub use provider::provider;
pub use store::{
    add, bring_back, forget_over, has_suspended, list, remove, remove_all, rename, restore, suspend_all, suspended,
};

use crate::platform::clock::Timestamp;
use crate::platform::rate_limit::Factor;

/// By what, and until when, a key that is taken away can be brought back; none: not at all.
pub type Kept<'a> = Option<(&'a str, Timestamp)>;

/// The kind under which keys are enrolled.
pub const KIND: &str = "security_key";

/// The most keys an account can have.
pub const KEYS_MAX: usize = 10;

/// The factor that a key's answer is charged to. Nobody guesses a signature; what is charged
/// is the work of verifying, and whoever has the password and keeps trying is told of.
pub struct SecurityKeyFactor;

impl Factor for SecurityKeyFactor {
    const NAME: &'static str = "security_key";
    const CAN_BE_REFUSED: bool = false;
}
