//! The verbs, in the order in which they are called.

mod begin;
mod confirm;
mod finish;
mod remove;
mod rename;
mod restore;

pub use begin::{begin, begin_recovery, cancel, current};
pub use confirm::{Next, confirm};
pub use finish::{Choice, finish};
pub use remove::remove;
pub use rename::rename;
pub use restore::{Restorable, look, restore};

use db::Tx;

use super::refusal::Refusal;
use crate::app::App;
use crate::features::accounts::AccountId;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

async fn record<T>(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    action: &'static str,
    account: &AccountId,
    decided: &Result<T, Refusal>,
) -> Result<(), Fault> {
    let result = match decided {
        Ok(_) => "allowed",
        Err(refusal) => refusal.told().slug,
    };
    let event = Event { action, result, account: Some(account.as_str()), factor: None };
    audit::record(tx, app, caller, event).await
}
