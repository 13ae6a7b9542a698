//! How the session goes on after an act that took a factor away.

use db::Tx;

use super::Proved;
use crate::app::App;
use crate::features::accounts::Locked;
use crate::features::recovery_codes::{self, Kept};
use crate::features::sessions::{self, Opened, SignedIn};
use crate::features::two_step;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;

/// Ends every session but this one, which gets a new name and shows what is true from now
/// on: with the last factor gone there is no second door, and nothing is left that would
/// belong to one: the codes go, or are kept for whoever can bring them back.
pub async fn go_on(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    locked: &mut Locked,
    signed_in: &SignedIn,
    proved: &Proved,
    kept: Kept<'_>,
) -> Result<Opened, Fault> {
    match two_step::none_enrolled(tx, locked).await? {
        None => sessions::renew(tx, app, locked, &signed_in.session, (proved, proved), caller).await,
        Some(none) => {
            recovery_codes::remove_all(tx, locked, kept).await?;
            sessions::renew(tx, app, locked, &signed_in.session, (proved, &none), caller).await
        }
    }
}
