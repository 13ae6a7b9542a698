//! Throttling of every compare of a secret (DESIGN 5.4; RFC 4226 §7.3).
//!
//! A charge is committed before the compare it pays for, so that parallel tries,
//! several nodes and a kill -9 all draw on one budget. Only this module makes a
//! [`Charged`], it cannot be cloned, and every compare consumes one: a compare
//! without a charge does not compile.

mod back_off;
mod standing;
mod store;
mod subject;

use std::marker::PhantomData;
use std::time::Duration;

use db::{Db, Durability, Tx};

use crate::platform::client::Network;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

pub use standing::{Standing, standing};
pub use subject::{Lane, Subject};

/// After this many failures in one lane, which no success in another forgives, a factor is
/// refused there until it is bound anew (SP 800-63B-4 §3.2.2; abuse cases BRF-01, BRF-15).
pub const REFUSED_AFTER: i64 = 100;
/// After this many by strangers its owner is told.
pub const TOLD_AFTER: i64 = 50;

/// A kind of secret that can be guessed. The type is the proof of what was charged.
pub trait Factor: Send + Sync + 'static {
    /// Its name in the counters.
    const NAME: &'static str;
    /// How many failures are free before tries begin to wait.
    const FREE_TRIES: u32 = 5;
    /// Whether it is refused after [`REFUSED_AFTER`] failures. What is the last way back
    /// for its owner only waits.
    const CAN_BE_REFUSED: bool = true;
}

/// The right to compare one secret once.
///
/// It is used up by the compare:
///
/// ```
/// # use vestibule::platform::rate_limit::{Charged, Factor, Receipt};
/// fn once<F: Factor>(charge: Charged<F>) -> Receipt<F> {
///     charge.spend()
/// }
/// ```
///
/// A second compare wants a second charge:
///
/// ```compile_fail,E0382
/// # use vestibule::platform::rate_limit::{Charged, Factor, Receipt};
/// fn twice<F: Factor>(charge: Charged<F>) -> (Receipt<F>, Receipt<F>) {
///     (charge.spend(), charge.spend())
/// }
/// ```
///
/// It cannot be copied:
///
/// ```compile_fail,E0599
/// # use vestibule::platform::rate_limit::{Charged, Factor, Receipt};
/// fn twice<F: Factor>(charge: Charged<F>) -> (Receipt<F>, Receipt<F>) {
///     (charge.clone().spend(), charge.spend())
/// }
/// ```
///
/// Nor made by hand, without [`charge`]:
///
/// ```compile_fail,E0451
/// # use std::marker::PhantomData;
/// # use vestibule::platform::rate_limit::{Charged, Factor};
/// fn free<F: Factor>() -> Charged<F> {
///     Charged { paid: unreachable!(), factor: PhantomData }
/// }
/// ```
#[must_use]
pub struct Charged<F> {
    paid: Paid,
    factor: PhantomData<fn() -> F>,
}

/// The two counters that one try was charged to, each with the wait it began there.
struct Paid {
    subject: Subject,
    by_subject: store::Began,
    network: String,
    by_network: store::Began,
}

/// What is left of a charge after its compare: enough to clear the counter.
#[must_use]
pub struct Receipt<F> {
    paid: Paid,
    factor: PhantomData<fn() -> F>,
}

impl<F: Factor> Charged<F> {
    /// Whether the factor is worn down in this lane: the compare is made, so that it takes
    /// as long as any, and does not count.
    pub fn is_refused(&self) -> bool {
        F::CAN_BE_REFUSED && self.paid.by_subject.strikes > REFUSED_AFTER
    }

    /// Uses the charge up. Called by the one function that compares this factor.
    pub fn spend(self) -> Receipt<F> {
        Receipt { paid: self.paid, factor: PhantomData }
    }
}

/// The tries are used up for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// After this long one more try is taken.
    pub retry_after: Duration,
}

impl Wait {
    /// Its name in problems and events.
    pub const SLUG: &'static str = "too-many-tries";
}

/// Charges one try of `F` to the subject and to the network it comes from, and
/// commits that before it answers.
pub async fn charge<F: Factor>(
    db: &Db,
    now: Timestamp,
    subject: Subject,
    network: &Network,
) -> Result<Result<Charged<F>, Wait>, Fault> {
    let network = back_off::network_key(network, now);
    // A charge must outlive a kill -9, or a guesser would restart us instead of waiting.
    db.write(Durability::Process, move |tx| {
        Box::pin(async move {
            // The network first: what it may no longer try costs the account nothing.
            let by_network = match store::charge(
                tx,
                store::NETWORK,
                &store::Counter::plain(&network),
                back_off::NETWORK_FREE_TRIES,
                now,
            )
            .await?
            {
                Ok(began) => began,
                Err(wait) => return Ok(Err(wait)),
            };
            let by_subject = match store::charge(tx, F::NAME, &store::Counter::of(&subject), F::FREE_TRIES, now).await?
            {
                Ok(began) => began,
                Err(wait) => return Ok(Err(wait)),
            };
            Ok(Ok(Charged { paid: Paid { subject, by_subject, network, by_network }, factor: PhantomData }))
        })
    })
    .await
}

/// Gives a charge back whose compare was never made, because the house had no time for it.
pub async fn refund<F: Factor>(db: &Db, charge: Charged<F>) -> Result<(), Fault> {
    let receipt = charge.spend();
    db.write(Durability::Process, move |tx| Box::pin(give_back(tx, receipt))).await
}

/// After a success: clears this factor's counter for this subject, and gives the
/// network this one try back. What others failed from there stays charged to it, and
/// a thousand people behind one address are no guesser.
pub async fn clear<F: Factor>(tx: &mut Tx, receipt: Receipt<F>) -> Result<(), Fault> {
    // The network first, as in `charge`: two transactions that take the same two rows in
    // two orders wait for each other until PostgreSQL fails one of them.
    store::give_back(tx, store::NETWORK, &receipt.paid.network, receipt.paid.by_network).await?;
    let subject = &receipt.paid.subject;
    if subject.is_known_lane() {
        store::forget(tx, F::NAME, &subject.key()).await
    } else {
        // A stranger may be the owner at a new browser, but what others failed stays failed.
        store::forgive(tx, F::NAME, &subject.key(), subject.strikes_a_try()).await
    }
}

/// After a right answer that lets nobody in: gives the try itself back, and forgives nothing
/// else. Waits and failures stay, in whatever lane: who holds a session and nothing more could
/// otherwise begin anew with one code, seen over somebody's shoulder.
pub async fn give_back<F: Factor>(tx: &mut Tx, receipt: Receipt<F>) -> Result<(), Fault> {
    let paid = receipt.paid;
    store::give_back(tx, store::NETWORK, &paid.network, paid.by_network).await?;
    store::give_back(tx, F::NAME, &paid.subject.key(), paid.by_subject).await
}

/// Clears this factor's counter for a subject whose secret was just replaced: it is
/// refused no more.
pub async fn reset<F: Factor>(tx: &mut Tx, subject: &Subject) -> Result<(), Fault> {
    store::forget(tx, F::NAME, &subject.key()).await
}

/// Charges one act that compares no secret (a mail sent, a name asked for) to the
/// network it comes from, as [`charge`] does: its count begins anew with every hour.
pub async fn charge_network_act(
    db: &Db,
    now: Timestamp,
    act: &'static str,
    network: &Network,
    free: u32,
) -> Result<Result<(), Wait>, Fault> {
    charge_act(db, now, act, &back_off::network_key(network, now), free).await
}

/// Charges one act to whom it is done to: an address, an account.
pub async fn charge_act(
    db: &Db,
    now: Timestamp,
    act: &'static str,
    subject: &str,
    free: u32,
) -> Result<Result<(), Wait>, Fault> {
    let subject = subject.to_owned();
    let charged = db
        .write(Durability::Process, move |tx| {
            Box::pin(async move { store::charge(tx, act, &store::Counter::plain(&subject), free, now).await })
        })
        .await?;
    Ok(charged.map(drop))
}

/// A factor of somebody that strangers keep failing at, and nobody was told yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The factor's name in the counters.
    pub factor: String,
    /// The subject's stable text.
    pub subject: String,
}

/// Of whom the owner is to be told, at most `limit`.
pub async fn alarms(db: &Db, limit: i64) -> Result<Vec<Alarm>, Fault> {
    store::alarms(db, limit).await
}

/// Notes that the owner is told. `false`: another node does it.
pub async fn note_told(tx: &mut Tx, alarm: &Alarm) -> Result<bool, Fault> {
    store::note_told(tx, alarm).await
}

/// Forgets counters that nothing was charged to for a day, and after a year those of
/// failures as well.
pub async fn forget_old(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    store::forget_old(tx, now).await
}
