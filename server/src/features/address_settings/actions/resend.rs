//! The confirmation mail is asked for again.

use db::{Durability, Tx};

use super::super::refusal::Refusal;
use super::super::{list, store};
use super::{Act, CONFIRM_WITHIN, Link, charge, link, record};
use crate::app::{App, Shared};
use crate::features::accounts;
use crate::features::sessions::SignedIn;
use crate::features::step_up;
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::mail::{EmailAddress, outbox};

const ACT: Act = Act { action: "address.resend", factor: None };

/// Sends an address that waits to be confirmed another link; the one before is dead. It
/// takes no proof: whoever holds the session alone makes a mail go to that address.
pub async fn resend(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    id: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let address = match list::may_confirm(&accounts::addresses(&app.db, &account.id).await?, id) {
        Ok(found) => EmailAddress::parse(&found.address),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let address = address.map_err(|_| Fault::Broken("a stored address that is none"))?;
    if let Err(refusal) = charge(app, caller, &account.id, (ACT.action, &address)).await? {
        return Ok(Err(refusal));
    }
    let link = link(app, account, &address).await?;
    let (app2, caller, signed_in, id) = (app.clone(), caller.clone(), signed_in.clone(), id.to_owned());
    let decided = app
        .db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &signed_in, &id, &link).await?;
                record(tx, &app2, &caller, &signed_in.account.id, ACT, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(
    tx: &mut Tx,
    app: &App,
    signed_in: &SignedIn,
    id: &str,
    link: &Link,
) -> Result<Result<(), Refusal>, Fault> {
    let account = &signed_in.account;
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    // No proof is asked here, so none can show that it was the account's before.
    if let Some(freeze) = locked.freeze_at(app.now()) {
        return Ok(Err(Refusal::NotProved(step_up::Refusal::Frozen(freeze.until))));
    }
    let list = accounts::addresses_now(tx, &locked).await?;
    let address = match list::may_confirm(&list, id) {
        Ok(address) => address,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let until = app.now().plus(CONFIRM_WITHIN);
    store::put_confirmation(tx, &locked, &address.id, &address.address, &link.token.hash(), until).await?;
    outbox::put(tx, &link.letter).await?;
    Ok(Ok(()))
}
