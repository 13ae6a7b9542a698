//! An address is added.

use db::{Durability, Tx};

use super::super::refusal::Refusal;
use super::super::{list, mail, store};
use super::{Act, CONFIRM_WITHIN, Link, charge, link, record};
use crate::app::{App, Shared};
use crate::features::accounts::{self, AddressId};
use crate::features::notices::{self, Change, Kind, Mails};
use crate::features::sessions::SignedIn;
use crate::features::step_up::{self, Prepared, Typed};
use crate::platform::audit::Caller;
use crate::platform::fault::Fault;
use crate::platform::mail::{EmailAddress, outbox};

const ACT: Act = Act { action: "address.add", factor: Some("password") };

/// What one transaction writes, prepared before it begins.
struct Add {
    prepared: Prepared,
    address: EmailAddress,
    link: Link,
    mails: Mails,
}

/// Adds an address and sends it a link. The same happens where another account has it:
/// one row, one mail to it (abuse case ENU-05).
pub async fn add(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    (password, code): (&str, &str),
    email: &str,
) -> Result<Result<AddressId, Refusal>, Fault> {
    let account = &signed_in.account;
    let address = match list::parse(email) {
        Ok(address) => address,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = list::may_add(&accounts::addresses(&app.db, &account.id).await?, &address) {
        return Ok(Err(refusal));
    }
    // Before the proofs, so that a right password is never charged for a mail that waits.
    if let Err(refusal) = charge(app, caller, &account.id, (ACT.action, &address)).await? {
        return Ok(Err(refusal));
    }
    let typed = Typed { act: ACT.action, password, code };
    let prepared = match step_up::prepare(app, caller, signed_in, typed).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Err(Refusal::NotProved(refusal))),
    };
    let link = link(app, account, &address).await?;
    let change = Change::new(Kind::AddressAdded, address.folded(), address.as_str());
    let notice = mail::added(app, account, address.as_str());
    let mails = notices::prepare_change(app, caller, account, notice, change).await?;
    write(app, caller, signed_in, Add { prepared, address, link, mails }).await
}

async fn write(
    app: &Shared,
    caller: &Caller,
    signed_in: &SignedIn,
    add: Add,
) -> Result<Result<AddressId, Refusal>, Fault> {
    let (app2, caller, signed_in) = (app.clone(), caller.clone(), signed_in.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, &app2, &signed_in, add).await?;
                record(tx, &app2, &caller, &signed_in.account.id, ACT, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(tx: &mut Tx, app: &App, signed_in: &SignedIn, add: Add) -> Result<Result<AddressId, Refusal>, Fault> {
    let (now, account) = (app.now(), &signed_in.account);
    let Some(locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    if let Err(refusal) = list::may_add(&accounts::addresses_now(tx, &locked).await?, &add.address) {
        return Ok(Err(refusal));
    }
    if let Err(refusal) = step_up::settle_look(tx, app, &locked, add.prepared).await? {
        return Ok(Err(Refusal::NotProved(refusal)));
    }
    let id = AddressId::fresh(now, app.rng.as_ref());
    accounts::add_address(tx, &locked, &id, &add.address, now).await?;
    let (hash, until) = (add.link.token.hash(), now.plus(CONFIRM_WITHIN));
    store::put_confirmation(tx, &locked, &id, add.address.as_str(), &hash, until).await?;
    outbox::put(tx, &add.link.letter).await?;
    notices::put(tx, &add.mails).await?;
    Ok(Ok(id))
}
