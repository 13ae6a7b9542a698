//! Addresses. An account always keeps a confirmed one, and a primary one.

use db::Tx;

use super::Outcome;
use crate::app::App;
use crate::features::accounts::{self, Address, AddressId, Locked};
use crate::features::notices::Repudiable;
use crate::platform::fault::Fault;
use crate::platform::mail::EmailAddress;

/// One that was added or confirmed goes, and is told nothing more: it may be the thief's.
pub async fn addition(tx: &mut Tx, locked: &Locked, change: &Repudiable) -> Result<Outcome, Fault> {
    let listed = accounts::addresses_now(tx, locked).await?;
    let Some(added) = find(&listed, &change.subject) else { return Ok(Outcome::Gone) };
    if added.is_primary {
        let oldest = listed.iter().filter(|one| one.id != added.id && one.confirmed_at.is_some());
        let Some(oldest) = oldest.min_by_key(|one| one.confirmed_at) else { return Ok(Outcome::Kept) };
        accounts::make_primary(tx, locked, &oldest.folded).await?;
    }
    accounts::remove_address(tx, locked, &added.id).await?;
    Ok(Outcome::Reverted)
}

/// The primary address from before is it again, if it is still the account's.
pub async fn primary(tx: &mut Tx, locked: &Locked, change: &Repudiable) -> Result<Outcome, Fault> {
    let listed = accounts::addresses_now(tx, locked).await?;
    match find(&listed, &change.subject) {
        Some(before) if before.is_primary => Ok(Outcome::Gone),
        Some(before) if before.confirmed_at.is_some() => {
            accounts::make_primary(tx, locked, &before.folded).await?;
            Ok(Outcome::Reverted)
        }
        _ => Ok(Outcome::Kept),
    }
}

/// One that was removed comes back, if no other account has it by now. It is the primary one
/// again where the primary one was confirmed after it: whoever removed it may have put that there,
/// and links for a new password go there.
pub async fn removal(tx: &mut Tx, app: &App, locked: &Locked, change: &Repudiable) -> Result<Outcome, Fault> {
    let address = EmailAddress::parse(&change.subject).map_err(|_| Fault::Broken("a stored address that is none"))?;
    let listed = accounts::addresses_now(tx, locked).await?;
    let own = find(&listed, address.folded());
    if own.is_some_and(|own| own.confirmed_at.is_some()) {
        return Ok(Outcome::Gone);
    }
    let is_full = i64::try_from(listed.len()).is_ok_and(|count| count >= accounts::ADDRESSES_MAX);
    if is_full && own.is_none() || accounts::is_address_confirmed(tx, &address).await? {
        return Ok(Outcome::Kept);
    }
    let id = AddressId::fresh(app.now(), app.rng.as_ref());
    accounts::restore_address(tx, locked, &id, &address, app.now()).await?;
    let listed = accounts::addresses_now(tx, locked).await?;
    let since = find(&listed, address.folded()).and_then(|back| back.confirmed_at);
    if listed.iter().any(|one| one.is_primary && one.confirmed_at > since) {
        accounts::make_primary(tx, locked, address.folded()).await?;
    }
    Ok(Outcome::Reverted)
}

fn find<'a>(listed: &'a [Address], folded: &str) -> Option<&'a Address> {
    listed.iter().find(|address| address.folded == folded)
}
