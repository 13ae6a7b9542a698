//! Opening.

use db::Tx;
use token_format::Token;

use super::proof::{FirstDoor, SecondDoor, SecondFactor};
use super::session::{PENDING, SESSION, Session, SessionId};
use super::store;
use crate::app::App;
use crate::features::accounts::{AccountId, Locked};
use crate::features::known_browsers::{self, Doors};
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// A session that was just opened, with the value that bears it. It is shown to its
/// holder once and stored as a hash.
pub struct Opened {
    /// Its name.
    pub id: SessionId,
    /// What the cookie or the Bearer header carries.
    pub token: Token,
    /// When it ends, whatever happens.
    pub expires_at: Timestamp,
    /// By what its browser is known from now on, where it has just become known.
    pub browser: Option<Token>,
    /// The browser it was opened in.
    pub browser_id: Option<String>,
    /// Whether it was opened where the account's owner was not known.
    pub is_new_device: bool,
    /// The second factor it was opened with, if one was.
    pub second_factor: Option<SecondFactor>,
}

/// A pending sign-in that was just opened.
pub struct OpenedPending {
    /// Whose it is.
    pub account: AccountId,
    /// What the cookie or the Bearer header carries.
    pub token: Token,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Opens a session for the account that `locked` holds.
///
/// `Fault::Broken` if the evidence is another account's: no caller can want that.
pub async fn open(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    first: &impl FirstDoor,
    second: &impl SecondDoor,
    caller: &Caller,
) -> Result<Opened, Fault> {
    let doors = if second.trusted_by().is_some() { Doors::FirstOnly } else { Doors::Both };
    let visit = known_browsers::note_visit(tx, app, locked, caller, doors).await?;
    let kept = Kept { browser_id: Some(visit.browser_id), codes_seen: false };
    let opened = insert(tx, app, locked, (first, second), kept, caller).await?;
    if opened.second_factor == Some(SecondFactor::RecoveryCode) {
        store::note_may_replace(tx, &opened.id).await?;
    }
    Ok(Opened { browser: visit.token, is_new_device: visit.is_new, ..opened })
}

/// Ends everything that was opened for the account and begins a new epoch; what goes on
/// is one session in place of `from`, opened with the evidence at hand.
pub async fn renew(
    tx: &mut Tx,
    app: &App,
    locked: &mut Locked,
    from: &Session,
    evidence: (&impl FirstDoor, &impl SecondDoor),
    caller: &Caller,
) -> Result<Opened, Fault> {
    // From its row, which the account's lock holds still: the codes may have been shown in
    // the session since this request began.
    let codes_seen = store::codes_seen(tx, &from.id).await?;
    store::end_others(tx, locked.id(), None).await?;
    let epoch = locked.epoch();
    locked.begin_epoch(tx).await?;
    if let Some(browser) = &from.browser_id {
        known_browsers::keep(tx, app, locked, browser, epoch).await?;
    }
    let kept = Kept { browser_id: from.browser_id.clone(), codes_seen };
    insert(tx, app, locked, evidence, kept, caller).await
}

/// Goes on with the session under another value, after both doors were passed in it again
/// (abuse cases SES-01, SES-22). None: it has ended meanwhile.
pub async fn freshen(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    session: &Session,
    (first, second): (&impl FirstDoor, &impl SecondDoor),
) -> Result<Option<Opened>, Fault> {
    if first.account() != locked.id() || second.account() != locked.id() || session.account != *locked.id() {
        return Err(Fault::Broken("evidence of another account"));
    }
    let token = Token::generate(SESSION, app.fill());
    if !store::freshen(tx, session, &token.hash(), (first, second)).await? {
        return Ok(None);
    }
    let (id, expires_at) = (session.id.clone(), session.expires_at);
    let second_factor = second.factor().map(|(factor, _)| factor);
    let browser_id = session.browser_id.clone();
    Ok(Some(Opened { id, token, expires_at, browser: None, browser_id, is_new_device: false, second_factor }))
}

/// What a session has from the one it goes on in place of, or from its browser.
struct Kept {
    browser_id: Option<String>,
    codes_seen: bool,
}

async fn insert(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    (first, second): (&impl FirstDoor, &impl SecondDoor),
    kept: Kept,
    caller: &Caller,
) -> Result<Opened, Fault> {
    if first.account() != locked.id() || second.account() != locked.id() {
        return Err(Fault::Broken("evidence of another account"));
    }
    let now = app.now();
    let token = Token::generate(SESSION, app.fill());
    let id = SessionId::fresh(now, app.rng.as_ref());
    let expires_at = now.plus(app.config.sessions.absolute);
    let row = store::NewSession {
        token: &token.hash(),
        id: &id,
        account: locked.id(),
        epoch: locked.epoch(),
        now,
        expires_at,
        password_at: first.at(),
        second: second.factor(),
        codes_seen: kept.codes_seen,
        browser_id: kept.browser_id.as_deref(),
        trusted_by: second.trusted_by(),
    };
    store::insert(tx, &row, caller).await?;
    let second_factor = second.factor().map(|(factor, _)| factor);
    Ok(Opened {
        id,
        token,
        expires_at,
        browser: None,
        browser_id: kept.browser_id,
        is_new_device: false,
        second_factor,
    })
}

/// Opens a pending sign-in: the first door is passed, the second is not.
pub async fn open_pending(
    tx: &mut Tx,
    app: &App,
    locked: &Locked,
    first: &impl FirstDoor,
    caller: &Caller,
) -> Result<OpenedPending, Fault> {
    if first.account() != locked.id() {
        return Err(Fault::Broken("evidence of another account"));
    }
    let token = Token::generate(PENDING, app.fill());
    let expires_at = app.now().plus(app.config.sessions.pending);
    store::insert_pending(tx, &token.hash(), locked, first.at(), expires_at, caller).await?;
    Ok(OpenedPending { account: locked.id().clone(), token, expires_at })
}
