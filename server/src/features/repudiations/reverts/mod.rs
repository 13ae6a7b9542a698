//! Taking one change back, with the account's row held. The rule over all of it: what the
//! mailbox alone sets going never lowers what an account asks of who signs in
//! (docs/decisions/0009). The last factor stays, unless the password from before is proved.

mod addresses;
mod factors;

use db::Tx;

use crate::app::App;
use crate::features::accounts::Locked;
use crate::features::notices::{Kind, Repudiable};
use crate::features::passwords::Verified;
use crate::platform::fault::Fault;

/// What became of the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is taken back.
    Reverted,
    /// It is taken back, and two-step verification ended with it.
    TwoStepOff,
    /// It had been taken back or overtaken before; what there is stays.
    Gone,
    /// It can't be taken back and stays.
    Kept,
    /// There was nothing to take back besides the sessions and the password.
    Nothing,
}

/// Whether who takes it back has shown the password from before the change.
pub enum Former {
    /// Nothing but the link.
    NotProved,
    /// That too.
    Proved(Verified),
}

/// Takes the change back.
pub(super) async fn revert(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    change: &Repudiable,
    former: &Former,
) -> Result<Outcome, Fault> {
    let now = app.now();
    match change.kind {
        Kind::TwoStepOn => factors::activation(tx, locked, change, former, now).await,
        Kind::TwoStepOff | Kind::AppRemoved | Kind::KeyRemoved => factors::removal(tx, locked, change, now).await,
        Kind::AppAdded | Kind::KeyAdded => factors::addition(tx, locked, change, now).await,
        Kind::AppReplaced => factors::replacement(tx, locked, change, now).await,
        Kind::DeviceReplaced => factors::lost_device(tx, locked, change, now).await,
        Kind::CodesViewed => factors::shown_codes(tx, locked, change).await,
        Kind::CodesRenewed => factors::new_codes(tx, locked, change, now).await,
        Kind::AddressAdded | Kind::AddressConfirmed => addresses::addition(tx, locked, change).await,
        Kind::AddressPrimary => addresses::primary(tx, locked, change).await,
        Kind::AddressRemoved => addresses::removal(tx, app, locked, change).await,
        Kind::Password | Kind::SignIn => Ok(Outcome::Nothing),
    }
}
