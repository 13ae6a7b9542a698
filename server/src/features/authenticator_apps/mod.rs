//! Authenticator apps (TOTP, RFC 6238): the secret an app shares with us, and the
//! codes it makes of it.
//!
//! The way of a code: `rate_limit::charge` (committed) → [`check`] finds the app and
//! the time step it is right for, outside any transaction → [`use_step`] uses that
//! step up with one conditional `UPDATE` and makes [`Used`], the evidence that the
//! sessions ask for. A code that loses the race is a code that was used.
//!
//! An app can be suspended: it is enrolled no more and opens nothing, and its row stands
//! until then in case the replacement or the removal is taken back (DESIGN 5.2, 5.8).

mod app;
mod check;
mod store;

pub use app::{AppId, AuthenticatorApp, NewApp, seal_secret, unseal_secret};
pub use check::{Checked, Matched, NotRight, Used, check, check_new, check_suspended, use_step, use_suspended_step};
pub use store::{
    add, bring_back, forget_over, forget_tries, has_suspended, list, remove, remove_all, rename, restore, suspend_all,
    suspended,
};

use crate::platform::clock::Timestamp;
use crate::platform::rate_limit::Factor;

/// By what, and until when, an app that is removed can be brought back; none: not at all.
pub type Kept<'a> = Option<(&'a str, Timestamp)>;

/// The kind under which apps are enrolled.
pub const KIND: &str = "authenticator_app";

/// The most apps an account can have: each is tried for every code.
pub const APPS_MAX: usize = 10;

/// The factor that a try of a code is charged to: the account's apps together, so
/// that adding an app adds no tries.
pub struct AppCodeFactor;

impl Factor for AppCodeFactor {
    const NAME: &'static str = "app_code";
}
