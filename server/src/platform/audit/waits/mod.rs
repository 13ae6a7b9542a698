//! Tries that have to wait. A flood of them costs whoever sends it nothing, so it must not grow
//! the log: of one account and act, or one network where no account is known, an event a minute
//! tells of all of them (`docs/decisions/0012`). None is left out of the count.

mod store;

use std::time::Duration;

use db::{Durability, Tx};

use super::{Caller, append_entry, chain};
use crate::app::{App, Shared};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::rate_limit::Wait;

/// How long an event stands for the waits after it.
const TOLD_FOR: Duration = Duration::from_secs(60);

/// How many counters are read at once.
const TAKEN_MAX: u32 = 500;

/// A wait, as its event and its counter know it.
#[derive(Clone)]
pub(super) struct Waited {
    pub(super) account: Option<String>,
    pub(super) action: String,
    pub(super) factor: Option<String>,
    pub(super) surface: String,
    pub(super) network: String,
}

impl Waited {
    fn subject(&self) -> String {
        // An account's id has no `@`, nor has a network's text.
        let whose = self.account.as_deref().map_or_else(|| format!("@{}", self.network), str::to_owned);
        format!("{whose} {}", self.action)
    }

    fn entry(self, app: &App, now: Timestamp, times: i64) -> chain::Entry {
        let Self { account, action, factor, surface, network } = self;
        let (id, result) = (id::fresh(now, app.rng.as_ref()), Wait::SLUG.to_owned());
        let times = (times > 1).then_some(times);
        chain::Entry { id, at: now, account, action, result, factor, surface, network, times }
    }
}

/// Writes the event of a try that has to wait, or counts it to the last one. It need not outlive
/// a loss of power: a flood of them waits for no disk.
pub async fn note_wait(
    app: &Shared,
    caller: &Caller,
    action: &'static str,
    account: Option<&str>,
    factor: Option<&'static str>,
) -> Result<(), Fault> {
    let waited = Waited {
        account: account.map(str::to_owned),
        action: action.to_owned(),
        factor: factor.map(str::to_owned),
        surface: caller.surface.as_str().to_owned(),
        network: caller.network.to_string(),
    };
    let app2 = app.clone();
    app.db.write(Durability::Process, move |tx| Box::pin(async move { tell(tx, &app2, waited).await })).await
}

async fn tell(tx: &mut Tx, app: &App, waited: Waited) -> Result<(), Fault> {
    let (now, subject) = (app.now(), waited.subject());
    match store::begin(tx, &subject, &waited, now, now.minus(TOLD_FOR)).await? {
        Some(carried) => append_any(tx, app, waited.entry(app, now, carried.saturating_add(1))).await,
        None => store::count(tx, &subject).await,
    }
}

/// Tells of those that no later wait has told of, once their minute is over. Safe on several
/// nodes: each counter is taken by one.
pub async fn settle(app: &Shared) -> Result<(), Fault> {
    let before = app.now().minus(TOLD_FOR);
    loop {
        let over = store::over(&app.db, before, TAKEN_MAX).await?;
        let is_last = over.len() < TAKEN_MAX as usize;
        for subject in over {
            settle_one(app, subject, before).await?;
        }
        // Each was taken, by us or by another node: what comes next is what is left.
        if is_last {
            return Ok(());
        }
    }
}

async fn settle_one(app: &Shared, subject: String, before: Timestamp) -> Result<(), Fault> {
    let app2 = app.clone();
    let taken = app.db.write(Durability::Process, move |tx| {
        Box::pin(async move {
            match store::take(tx, &subject, before).await? {
                Some((waited, untold)) if untold > 0 => {
                    append_any(tx, &app2, waited.entry(&app2, app2.now(), untold)).await
                }
                _ => Ok::<_, Fault>(()),
            }
        })
    });
    taken.await
}

/// Into any chain, so that those of one account need not wait for each other.
async fn append_any(tx: &mut Tx, app: &App, entry: chain::Entry) -> Result<(), Fault> {
    let any = entry.id.clone();
    append_entry(tx, app, entry, &any).await
}
