//! Whether this node can serve: its writes are stored, and its clock is right.
//!
//! The clock decides what is over and which code is right, so it is compared (TOT-18, OPS-02):
//! with the database's, where that is another machine's, and with the latest time that the
//! database was written at, which shows a clock that has gone back. Every turn writes that
//! time, which shows as well whether writing works.
//!
//! While the clock is off, codes of apps are refused ([`agree`]) and the node is not ready.
//! When it has gone back, no request is served until all that was over is ended ([`Readiness::admit`],
//! and `jobs`, which runs the turns).

mod store;

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use db::{Durability, Engine};
use tokio::sync::Notify;

use super::clock::Timestamp;
use super::fault::Fault;
use crate::app::{App, Shared};

/// How far two clocks may be apart. NTP keeps them within milliseconds; a code lasts thirty
/// seconds, and one second of error costs nobody theirs.
pub const CLOCK_OFF_MAX: Duration = Duration::from_secs(1);

/// How often a turn is made; sooner where a request has met trouble.
pub const EVERY: Duration = Duration::from_secs(10);

/// What this node knows of itself. Not ready before its first turn only if that finds trouble.
#[derive(Default)]
pub struct Readiness {
    trouble: Mutex<Option<String>>,
    /// The latest time that a request was served at, or that the last turn took for right.
    latest: AtomicI64,
    wake: Notify,
}

/// What is to be done about a clock that is before the latest time that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Codes wait until the clock has come that far again.
    Waits,
    /// The operator says that it is right, and that the other time was not.
    IsRight,
}

/// Evidence that the clock was right at a moment. Only [`agree`] makes it; every compare of
/// an app's code takes one.
#[derive(Clone, Copy, Debug)]
pub struct Agreed(Timestamp);

impl Agreed {
    /// The moment.
    pub fn now(self) -> Timestamp {
        self.0
    }
}

impl Readiness {
    /// Whether a request may be served: the clock has not gone back since the last one.
    pub fn admit(&self, now: Timestamp) -> Result<(), Fault> {
        let latest = Timestamp::from_micros(self.latest.fetch_max(now.micros(), Ordering::Relaxed));
        if latest.since(now) <= CLOCK_OFF_MAX {
            return Ok(());
        }
        self.wake.notify_one();
        Err(Fault::Clock(format!("it has gone back by {}", secs(latest.since(now)))))
    }

    /// Whether the last turn found no trouble.
    pub fn is_fine(&self) -> bool {
        self.trouble.lock().is_ok_and(|trouble| trouble.is_none())
    }

    /// Has a turn made at once.
    pub fn look_again(&self) {
        self.wake.notify_one();
    }

    /// Until it is time for a turn.
    pub async fn next_turn(&self) {
        // A request in trouble hastens the next turn; many of them make no more than one a second.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let _ = tokio::time::timeout(EVERY, self.wake.notified()).await;
    }

    /// Notes what a turn came to. It is told once, when it changes.
    fn note(&self, found: Option<String>) {
        let Ok(mut trouble) = self.trouble.lock() else { return };
        match (&found, trouble.is_some()) {
            (Some(what), _) if trouble.as_ref() != Some(what) => tracing::error!("not ready: {what}"),
            (None, true) => tracing::info!("ready again"),
            _ => {}
        }
        *trouble = found;
    }
}

/// Says that the clock is right now, or refuses: then nobody can tell which code is.
pub async fn agree(app: &App) -> Result<Agreed, Fault> {
    let now = app.now();
    let read = store::read(&app.db).await?;
    match compare(app, (now, app.now()), &read) {
        None => Ok(Agreed(now)),
        Some(off) => {
            app.readiness.look_again();
            Err(Fault::Clock(off))
        }
    }
}

/// What a turn has found.
pub struct Turn {
    /// The clock has gone back from here: what was over then must not begin again.
    pub gone_back_from: Option<Timestamp>,
    reference: Timestamp,
}

/// Begins a turn: looks, and moves the mark.
pub async fn look(app: &Shared) -> Result<Turn, Fault> {
    let (engine, app2) = (app.db.engine(), app.clone());
    let looked = app.db.write(Durability::Process, move |tx| {
        Box::pin(async move {
            let before = app2.now();
            let read = store::read_in(tx, engine).await?;
            let (reference, off) = (reference(&app2, &read), compare(&app2, (before, app2.now()), &read));
            // Where ours is the only clock, what a request has seen counts as well.
            let seen = Timestamp::from_micros(app2.readiness.latest.load(Ordering::Relaxed));
            let latest = if engine == Engine::Sqlite { read.mark.max(seen) } else { read.mark };
            store::advance(tx, latest.max(reference)).await?;
            let gone_back_from = (latest.since(reference) > CLOCK_OFF_MAX).then_some(latest);
            Ok::<_, Fault>((Turn { gone_back_from, reference }, off))
        })
    });
    match looked.await {
        Ok((turn, off)) => {
            app.readiness.note(off.map(|off| format!("the clock: {off}")));
            Ok(turn)
        }
        Err(fault) => {
            app.readiness.note(Some(format!("nothing can be written: {fault}")));
            Err(fault)
        }
    }
}

/// Ends a turn, once what was over has been ended: requests are served from here on.
pub async fn go_on(app: &Shared, turn: Turn, behind: Behind) -> Result<(), Fault> {
    let reference = turn.reference;
    if turn.gone_back_from.is_some() && behind == Behind::IsRight {
        let accept = app.db.write(Durability::Power, move |tx| Box::pin(store::accept(tx, reference)));
        accept.await?;
        app.readiness.note(None);
        tracing::warn!("the clock is taken for right, as the command line says");
    }
    app.readiness.latest.store(reference.micros(), Ordering::Relaxed);
    Ok(())
}

/// The time that counts: the database's, where it has a clock of its own.
fn reference(app: &App, read: &store::Read) -> Timestamp {
    read.clock.map_or_else(|| app.now(), |clock| app.clock.of_database(clock))
}

/// What is wrong with our clock, which showed these times before and after the database was
/// asked.
fn compare(app: &App, (before, after): (Timestamp, Timestamp), read: &store::Read) -> Option<String> {
    let reference = reference(app, read);
    if read.clock.is_some() {
        let (ahead, behind) = (before.since(reference), reference.since(after));
        if ahead > CLOCK_OFF_MAX {
            return Some(format!("this node is {} ahead of the database; set one of the two right", secs(ahead)));
        }
        if behind > CLOCK_OFF_MAX {
            return Some(format!("this node is {} behind the database; set one of the two right", secs(behind)));
        }
    }
    let gone = read.mark.since(reference);
    (gone > CLOCK_OFF_MAX).then(|| {
        format!(
            "it shows {}, but the database was written at {}, {} later. Set it right; if it is right and was ahead \
             before, start with --accept-clock",
            reference.rfc3339(),
            read.mark.rfc3339(),
            secs(gone)
        )
    })
}

fn secs(off: Duration) -> String {
    format!("{:.1} s", off.as_secs_f64())
}
