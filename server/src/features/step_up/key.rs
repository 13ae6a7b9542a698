//! The challenge that a security key answers in place of a code.

use serde_json::Value;

use crate::app::Shared;
use crate::features::security_keys::{self as keys, Ceremony, Purpose};
use crate::features::sessions::SignedIn;
use crate::platform::fault::Fault;

/// What the browser asks a key, so that its answer can stand where a code is asked *now* in
/// this session. `None`: the account has no key that counts.
pub async fn ask_key(app: &Shared, signed_in: &SignedIn) -> Result<Option<Value>, Fault> {
    keys::ask_assertion(app, ceremony(signed_in)).await
}

/// The ceremony that is run here in this session.
pub fn ceremony(signed_in: &SignedIn) -> Ceremony<'_> {
    let (account, session) = (&signed_in.account, &signed_in.session);
    Ceremony { account: &account.id, epoch: account.epoch, holder: session.id.as_str(), purpose: Purpose::StepUp }
}
