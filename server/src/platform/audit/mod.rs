//! One event for every decision, written in the transaction that takes it. No event
//! has a field that a secret could be put into.
//!
//! Events stand in chains (`docs/decisions/0008`): who writes the table cannot change,
//! remove, insert or reorder one unseen, since each carries a MAC under a key outside the
//! database. [`record`] appends, [`verify`] walks, [`head`] signs where the chains end,
//! [`list`] reads an account's own. [`waits`] bounds what a flood leaves, and [`retention`]
//! removes what is old.

mod chain;
pub mod head;
pub mod list;
pub mod retention;
mod store;
pub mod verify;
pub mod waits;

pub use waits::note_wait;

use std::net::{IpAddr, Ipv6Addr};

use db::{Durability, Tx};
use token_format::TokenHash;

use crate::app::{App, Shared};
use crate::platform::client::Client;
use crate::platform::fault::Fault;
use crate::platform::id;

/// Which way in was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// The pages.
    Web,
    /// The JSON API.
    Api,
    /// The operator's commands.
    Operator,
}

impl Surface {
    /// Its name in rows and events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Operator => "operator",
        }
    }

    /// The surface of a stored name.
    pub fn from_stored(text: &str) -> Option<Self> {
        [Self::Web, Self::Api, Self::Operator].into_iter().find(|s| s.as_str() == text)
    }
}

/// Who asks, from where and by which way in: what a verb notes of its caller.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The way in.
    pub surface: Surface,
    /// The network, as the throttles count it.
    pub network: crate::platform::client::Network,
    /// What the browser says of itself, cut to [`USER_AGENT_CHARS_MAX`]; never believed.
    pub user_agent: String,
    /// The hash of the value by which we know a browser again, where it brings one.
    pub browser: Option<TokenHash>,
}

/// How much of a User-Agent is kept.
pub const USER_AGENT_CHARS_MAX: usize = 300;

impl Caller {
    /// The caller of a request.
    pub fn new(surface: Surface, client: &Client, user_agent: &str) -> Self {
        let user_agent = user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect();
        Self { surface, network: client.network, user_agent, browser: None }
    }

    /// The operator, or what the server does by itself.
    pub fn operator() -> Self {
        Self::new(Surface::Operator, &Client::at(IpAddr::V6(Ipv6Addr::LOCALHOST)), "")
    }
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Dotted name of the verb: `sign_in.second_step`.
    pub action: &'static str,
    /// `allowed`, or why not.
    pub result: &'static str,
    /// The account it is about, where one is known.
    pub account: Option<&'a str>,
    /// The factor that was tried, where one was.
    pub factor: Option<&'static str>,
}

/// Writes the event, as the last thing of its verb: the row of its chain stays locked until
/// the transaction ends, and a lock that is always taken last closes no circle.
pub async fn record(tx: &mut Tx, app: &App, caller: &Caller, event: Event<'_>) -> Result<(), Fault> {
    let network = caller.network.to_string();
    append(tx, app, caller, event, event.account.unwrap_or(&network)).await
}

async fn append(tx: &mut Tx, app: &App, caller: &Caller, event: Event<'_>, whose: &str) -> Result<(), Fault> {
    let now = app.now();
    let entry = chain::Entry {
        id: id::fresh(now, app.rng.as_ref()),
        at: now,
        account: event.account.map(str::to_owned),
        action: event.action.to_owned(),
        result: event.result.to_owned(),
        factor: event.factor.map(str::to_owned),
        surface: caller.surface.as_str().to_owned(),
        network: caller.network.to_string(),
        times: None,
    };
    append_entry(tx, app, entry, whose).await
}

async fn append_entry(tx: &mut Tx, app: &App, entry: chain::Entry, whose: &str) -> Result<(), Fault> {
    let chain = chain::of(app.db.engine(), whose);
    let end = store::take_number(tx, chain).await?;
    let place = chain::Place { chain, number: end.number };
    let mac = chain::mac(&app.keys, place, end.mac, &entry);
    store::insert(tx, place, &entry, mac).await?;
    store::set_end(tx, chain, mac).await
}

/// Writes the event of a refusal that no verb of its own tells of. It need not outlive a loss of power, so a flood of them waits for no disk; and it
/// joins any chain, so that those of one account need not wait for each other.
pub async fn note(app: &Shared, caller: &Caller, event: Event<'_>) -> Result<(), Fault> {
    let Event { action, result, factor, .. } = event;
    let (app2, caller, account) = (app.clone(), caller.clone(), event.account.map(str::to_owned));
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                let event = Event { action, result, account: account.as_deref(), factor };
                let any = id::fresh(app2.now(), app2.rng.as_ref());
                append(tx, &app2, &caller, event, &any).await
            })
        })
        .await
}
