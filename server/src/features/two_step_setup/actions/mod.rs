//! The verbs, in the order in which they are called.

mod begin;
mod confirm;
mod disable;
mod finish;

pub use begin::{Requirement, begin, cancel, current, requirements};
pub use confirm::{ask_key, confirm, confirm_key};
pub use disable::disable;
pub use finish::finish;

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
