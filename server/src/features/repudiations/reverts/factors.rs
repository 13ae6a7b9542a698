//! Apps, security keys and recovery codes.

use std::time::Duration;

use db::Tx;

use super::{Former, Outcome};
use crate::features::accounts::Locked;
use crate::features::authenticator_apps as apps;
use crate::features::notices::Repudiable;
use crate::features::recovery_codes::{self, Made};
use crate::features::security_keys as keys;
use crate::features::sessions::FirstDoor;
use crate::features::two_step;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// How long an app that was taken back stays suspended, for whoever runs the service, before it
/// is forgotten (DESIGN 5.2).
const SUSPENDED_FOR: Duration = Duration::from_secs(72 * 60 * 60);

/// Strikes the change's subject out, whichever kind of factor it is.
async fn strike_out(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<bool, Fault> {
    let kept = Some((change.id.as_str(), now.plus(SUSPENDED_FOR)));
    Ok(apps::remove(tx, locked, &change.subject, kept).await?
        || keys::remove(tx, locked, &change.subject, kept).await?)
}

/// Brings back what `by` has suspended, as long as that is kept. Answers how many came back.
async fn bring_back(tx: &mut Tx, locked: &Locked, by: &str, now: Timestamp) -> Result<usize, Fault> {
    let mut back = 0;
    if apps::has_suspended(tx, locked, by, now).await? {
        back += apps::bring_back(tx, locked, by, now).await?;
    }
    if keys::has_suspended(tx, locked, by, now).await? {
        back += keys::bring_back(tx, locked, by, now).await?;
    }
    Ok(back)
}

/// Suspends the factor that the change has added, if another factor is enrolled beside it.
async fn suspend(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    if !two_step::is_another(tx, locked.id(), &change.subject).await? {
        return Ok(Outcome::Kept);
    }
    let is_there = strike_out(tx, locked, change, now).await?;
    Ok(if is_there { Outcome::Reverted } else { Outcome::Gone })
}

/// One more app or key.
pub async fn addition(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    suspend(tx, locked, change, now).await
}

/// Turning two-step verification on. Undoing that with the link alone would open the account to
/// whoever reads the mailbox: they can set a password. So the last factor goes only with the
/// password from before, which was all that the account asked then.
pub async fn activation(
    tx: &mut Tx,
    locked: &Locked,
    change: &Repudiable,
    former: &Former,
    now: Timestamp,
) -> Result<Outcome, Fault> {
    let is_proved = matches!(former, Former::Proved(verified) if verified.account() == locked.id());
    if is_proved {
        return deactivation(tx, locked, change, now).await;
    }
    if !two_step::is_another(tx, locked.id(), &change.subject).await? {
        return Ok(Outcome::Kept);
    }
    if !strike_out(tx, locked, change, now).await? {
        return Ok(Outcome::Gone);
    }
    // Who turned it on has seen the codes that came with it.
    recovery_codes::remove_made(tx, locked, Made::Since(change.at)).await?;
    Ok(Outcome::Reverted)
}

/// With the password from before, all that came with the activation goes: a second factor that
/// its maker has added since must not keep it in force.
async fn deactivation(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    let kept = Some((change.id.as_str(), now.plus(SUSPENDED_FOR)));
    apps::remove_all(tx, locked, kept).await?;
    keys::remove_all(tx, locked, kept).await?;
    recovery_codes::remove_all(tx, locked, None).await?;
    let is_off = two_step::none_enrolled(tx, locked).await?.is_some();
    Ok(if is_off { Outcome::TwoStepOff } else { Outcome::Kept })
}

/// Factors that went, and with the last one the codes.
pub async fn removal(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    if bring_back(tx, locked, &change.id, now).await? == 0 {
        return Ok(Outcome::Gone);
    }
    recovery_codes::bring_back(tx, locked, &change.id, change.at, now).await?;
    Ok(Outcome::Reverted)
}

/// A new app in place of others: those come first, so that there is no moment without one.
pub async fn replacement(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    let are_back = bring_back(tx, locked, &change.id, now).await? > 0;
    match suspend(tx, locked, change, now).await? {
        Outcome::Gone if are_back => Ok(Outcome::Reverted),
        outcome => Ok(outcome),
    }
}

/// A lost device. The link of its own takes that back, with a code of the device that was said
/// to be lost. This one asks for none, so it must not: the mailbox alone would take the new
/// factors from their owner (DESIGN 5.2).
pub async fn lost_device(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    let can_come_back = apps::has_suspended(tx, locked, &change.subject, now).await?
        || keys::has_suspended(tx, locked, &change.subject, now).await?;
    Ok(if can_come_back { Outcome::Kept } else { Outcome::Gone })
}

/// Codes that were shown are known to whoever looked.
pub async fn shown_codes(tx: &mut Tx, locked: &Locked, change: &Repudiable) -> Result<Outcome, Fault> {
    let ended = recovery_codes::remove_made(tx, locked, Made::By(change.at)).await?;
    Ok(if ended > 0 { Outcome::Reverted } else { Outcome::Gone })
}

/// New codes go, and those they replaced come back; used ones stay used.
pub async fn new_codes(tx: &mut Tx, locked: &Locked, change: &Repudiable, now: Timestamp) -> Result<Outcome, Fault> {
    let are_back = recovery_codes::bring_back(tx, locked, &change.id, change.at, now).await?;
    Ok(if are_back { Outcome::Reverted } else { Outcome::Gone })
}
