//! The verbs, in the order in which they are called.

mod confirm;
mod invitation;
mod request;
mod resend;

pub use confirm::{confirm, look};
pub use invitation::{Invited, accept, invite, invited};
pub use request::{Request, request, submit};
pub use resend::resend;

use db::Durability;
use token_format::Prefix;

use super::refusal::Refusal;
use crate::app::Shared;
use crate::platform::audit::{self, Caller, Event};
use crate::platform::fault::Fault;

/// The prefix of what a confirmation link carries.
pub(super) const LINK: Prefix = Prefix::new("vsup_");
/// The prefix of what an invitation carries.
pub(super) const INVITATION: Prefix = Prefix::new("vinv_");
/// How many sign-ups and mails one network may cause before it waits.
const FREE_ACTS_A_NETWORK: u32 = 30;
/// How many mails one address may be sent before it waits.
const FREE_MAILS_AN_ADDRESS: u32 = 5;

/// What became of a verb, where of two at once only one can have the address or the
/// invitation. PostgreSQL tells the other one when it writes, and nothing of its verb
/// is stored; then `over` is the refusal, with its event.
pub(super) async fn or_lost<T>(
    app: &Shared,
    caller: &Caller,
    action: &'static str,
    decided: Result<Result<T, Refusal>, Fault>,
    over: Refusal,
) -> Result<Result<T, Refusal>, Fault> {
    let Err(Fault::Db(db::Error::Conflict)) = decided else { return decided };
    let (app2, caller) = (app.clone(), caller.clone());
    let event = Event { action, result: over.told().slug, account: None, factor: None };
    app.db
        .write(Durability::Process, move |tx| Box::pin(async move { audit::record(tx, &app2, &caller, event).await }))
        .await?;
    Ok(Err(over))
}
