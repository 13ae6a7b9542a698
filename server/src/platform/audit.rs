//! One event for every decision, written in the transaction that takes it. No event
//! has a field that a secret could be put into.

use db::{Tx, params};

use crate::platform::client::Client;
use crate::platform::clock::Timestamp;
use crate::platform::entropy::Entropy;
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
}

/// How much of a User-Agent is kept.
pub const USER_AGENT_CHARS_MAX: usize = 300;

impl Caller {
    /// The caller of a request.
    pub fn new(surface: Surface, client: &Client, user_agent: &str) -> Self {
        let user_agent = user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect();
        Self { surface, network: client.network, user_agent }
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

/// Writes the event.
pub async fn record(
    tx: &mut Tx,
    now: Timestamp,
    entropy: &dyn Entropy,
    caller: &Caller,
    event: Event<'_>,
) -> Result<(), Fault> {
    let sql = "INSERT INTO audit_events (id, at, account_id, action, result, factor, surface, network)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (id, network) = (id::fresh(now, entropy), caller.network.to_string());
    let Event { action, result, account, factor } = event;
    tx.execute(sql, params![id, now, account, action, result, factor, caller.surface.as_str(), network]).await?;
    Ok(())
}
