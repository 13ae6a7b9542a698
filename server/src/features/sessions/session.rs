//! The noun.

use std::time::Duration;

use token_format::Prefix;

use super::proof::SecondFactor;
use crate::features::accounts::AccountId;
use crate::platform::audit::Surface;
use crate::platform::clock::Timestamp;
use crate::row_id;

row_id! {
    /// Names a session in lists and events; the bearer value is another thing.
    SessionId
}

/// The prefix of a session's bearer value, in the cookie and over the API.
pub(super) const SESSION: Prefix = Prefix::new("vses_");
/// The prefix of a pending sign-in's.
pub(super) const PENDING: Prefix = Prefix::new("vpen_");

/// An open session, read back from its row.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) token_hash: Vec<u8>,
    /// Its name.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// The way in it was opened by, and the only one it counts on.
    pub surface: Surface,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it ends, whatever happens.
    pub expires_at: Timestamp,
    /// When it was last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// When the password was typed in it.
    pub password_at: Timestamp,
    /// The second factor proved in it last, if one was.
    pub second_factor: Option<SecondFactor>,
    /// When.
    pub second_factor_at: Option<Timestamp>,
    /// Whether recovery codes were shown or made in it: then they prove nothing here.
    pub codes_seen: bool,
    /// The browser it was opened in.
    pub browser_id: Option<String>,
    /// The trusted browser that opened it, if one did: then the password proves nothing more.
    pub trusted_by: Option<String>,
    /// Whether signing in with a recovery code opened it, and what that proves is not used up.
    pub may_replace: bool,
}

/// An open session as its owner sees it in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name.
    pub id: SessionId,
    /// The way in it was opened by.
    pub surface: Surface,
    /// The network it was opened from.
    pub network: String,
    /// What the browser said of itself; never believed.
    pub user_agent: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// The second factor that opened it, or was proved in it last.
    pub second_factor: Option<SecondFactor>,
    /// Whether a trusted browser opened it.
    pub is_trusted: bool,
    /// The browser it was opened in.
    pub browser_id: Option<String>,
}

/// How long a proof made in a session counts as fresh (DESIGN 4).
pub const FRESH_FOR: Duration = Duration::from_secs(600);

impl Session {
    /// Whether all the account's doors were passed in it a moment ago: enough for the lesser
    /// acts. While two-step verification is on, only the second door counts, and a recovery
    /// code proves nothing where the codes were shown.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        match (self.second_factor, self.second_factor_at) {
            (Some(SecondFactor::RecoveryCode), _) if self.codes_seen => false,
            (_, Some(at)) => is_of_a_moment_ago(at, now),
            (_, None) if self.trusted_by.is_some() => false,
            (_, None) => is_of_a_moment_ago(self.password_at, now),
        }
    }

    /// Whether an app's code or a key's answer was proved in it a moment ago. A recovery code
    /// does not count.
    pub fn has_fresh_app(&self, now: Timestamp) -> bool {
        let is_device = matches!(self.second_factor, Some(SecondFactor::AuthenticatorApp | SecondFactor::SecurityKey));
        is_device && self.second_factor_at.is_some_and(|at| is_of_a_moment_ago(at, now))
    }

    /// Whether it is itself the proof for one replacement of a lost device: somebody has
    /// just signed in with a recovery code (DESIGN 5.2). What was proved in it afterwards, for
    /// another act, makes that sign-in no newer.
    pub fn proves_replacement(&self, now: Timestamp) -> bool {
        self.may_replace && is_of_a_moment_ago(self.created_at, now)
    }
}

/// The clock going back makes no proof newer: one of the future is none.
fn is_of_a_moment_ago(at: Timestamp, now: Timestamp) -> bool {
    !at.plus(FRESH_FOR).is_over_at(now) && at <= now
}
