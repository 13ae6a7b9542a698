//! Being known.

use std::time::Duration;

use db::{Db, Tx};
use token_format::Token;

use super::store::{self, Known};
use crate::app::App;
use crate::features::accounts::{AccountId, Epoch, Locked};
use crate::platform::audit::{Caller, Surface};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::rate_limit::Lane;
use crate::platform::web::BROWSER;

/// How long a browser stays known after a sign-in.
pub const KNOWN_FOR: Duration = Duration::from_secs(30 * 86_400);

/// A sign-in through all doors, as far as it concerns the browser.
pub struct Visit {
    /// The browser, or what stands for it where a program signs in.
    pub browser_id: String,
    /// The value by which it is known from now on; programs get none.
    pub token: Option<Token>,
    /// Whether it was not known, and the account was signed in to elsewhere before.
    pub is_new: bool,
}

/// The lane in which the caller tries the account's secrets. Asked for logins nobody has
/// as well (`None`), with the same statement.
pub async fn lane(
    db: &Db,
    account: Option<(&AccountId, Epoch)>,
    caller: &Caller,
    now: Timestamp,
) -> Result<Lane, Fault> {
    let Some(browser) = &caller.browser else { return Ok(Lane::Unknown) };
    let (id, epoch) = account.map_or(("", Epoch::FIRST), |(id, epoch)| (id.as_str(), epoch));
    Ok(store::lane(db, browser, id, epoch, now).await?.map_or(Lane::Unknown, Lane::Known))
}

/// What the visitor has just passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doors {
    /// Both: the browser becomes known.
    Both,
    /// The first, and was spared the second. That makes no stranger known (DESIGN 5.4): else a
    /// copy of a trust would be a lane of its own for guesses at the second, again and again.
    FirstOnly,
}

/// Makes the caller's browser known to the account whose doors it has just passed.
///
/// A value that came with the request is never kept: a browser that was made to bring
/// somebody else's leaves with one that nobody else has.
pub async fn note_visit(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    caller: &Caller,
    doors: Doors,
) -> Result<Visit, Fault> {
    let now = app.now();
    let (browser_id, token) = match caller.surface {
        Surface::Web => {
            let token = Token::generate(BROWSER, app.fill());
            (
                store::renew_value(tx, caller, &token, &id::fresh(now, app.rng.as_ref()), now.plus(KNOWN_FOR)).await?,
                Some(token),
            )
        }
        // A program keeps no cookies: the network stands for it, and only to tell the owner
        // when it is another one.
        Surface::Api | Surface::Operator => (format!("network:{}", caller.network), None),
    };
    let all = store::of_account(tx, locked.id()).await?;
    let before = all.iter().find(|known| known.browser_id == browser_id && counts(known, locked.epoch(), now));
    if before.is_none() && doors == Doors::FirstOnly {
        return Ok(Visit { browser_id, token, is_new: !all.is_empty() });
    }
    let lane = before.map_or_else(|| id::fresh(now, app.rng.as_ref()), |known| known.lane.clone());
    let is_new = before.is_none() && !all.is_empty();
    let known = Known { browser_id, lane, epoch: locked.epoch(), known_until: now.plus(KNOWN_FOR) };
    store::put(tx, locked.id(), caller.surface, &known).await?;
    Ok(Visit { browser_id: known.browser_id, token, is_new })
}

fn counts(known: &Known, epoch: Epoch, now: Timestamp) -> bool {
    known.epoch == epoch && !known.known_until.is_over_at(now)
}

/// Carries the browser in which the account has just changed into the new epoch, with a
/// budget that begins anew. All others have become strangers.
pub async fn keep(tx: &mut Tx, app: &App, locked: &Locked, browser: &str, from: Epoch) -> Result<(), Fault> {
    let lane = id::fresh(app.now(), app.rng.as_ref());
    store::carry(tx, locked.id(), browser, (from, locked.epoch()), &lane).await
}
