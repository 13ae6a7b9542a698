//! An account's own events, read back.

use db::Db;

use super::store;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// Which events are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All of them.
    All,
    /// Signing in and out, let through or not.
    SignIns,
    /// What was done besides.
    Changes,
    /// What was not let through.
    Refused,
}

impl Kind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::All, Self::SignIns, Self::Changes, Self::Refused];

    /// Its name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::SignIns => "sign-ins",
            Self::Changes => "changes",
            Self::Refused => "refused",
        }
    }

    /// The kind of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An event behind which a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// When it was.
    pub at: Timestamp,
    /// Its identifier, for those of the same moment.
    pub id: String,
}

impl Before {
    /// Everything is behind this.
    pub fn end_of_time() -> Self {
        Self { at: Timestamp::from_micros(i64::MAX), id: String::new() }
    }
}

/// An event as its account may see it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its identifier.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What was asked.
    pub action: String,
    /// What came of it.
    pub result: String,
    /// The factor that was tried, where one was.
    pub factor: Option<String>,
    /// The way in.
    pub surface: String,
    /// From where.
    pub network: String,
    /// How many acts it stands for.
    pub times: i64,
}

/// The account's newest events of that kind before one, at most `limit`.
pub async fn of_account(db: &Db, account: &str, kind: Kind, before: &Before, limit: u32) -> Result<Vec<Seen>, Fault> {
    let entries = store::of_account(db, account, kind, before, i64::from(limit)).await?;
    let seen = entries.into_iter().map(|entry| Seen {
        id: entry.id,
        at: entry.at,
        action: entry.action,
        result: entry.result,
        factor: entry.factor,
        surface: entry.surface,
        network: entry.network,
        times: entry.times.unwrap_or(1),
    });
    Ok(seen.collect())
}
