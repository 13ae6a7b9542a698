//! Notices: every change to how an account is protected is told to all its confirmed
//! addresses, by the transaction that makes it (DESIGN 5.8).
//!
//! The mails to addresses that are settled carry a link by which the owner says "this wasn't
//! me". Here is what a link is bound to, a [`Repudiable`] change; what following it does is
//! the feature `repudiations`, which stands above everything that can be taken back.

mod change;
mod store;

use std::time::Duration;

use db::Tx;

pub use change::{Change, Kind, REPUDIABLE_FOR, Repudiable};
pub use store::{consume, find, forget_over, former_password};

use change::Linked;

use crate::app::App;
use crate::features::accounts::{self, Account, Address};
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::mail::{Action, EmailAddress, Letter, Prepared, outbox};

/// What happened, in words.
pub struct Notice {
    /// Its kind, as the outbox names it.
    pub kind: &'static str,
    /// The subject line.
    pub subject: String,
    /// What happened, in a few words.
    pub heading: String,
    /// What it means and what to do.
    pub paragraphs: Vec<String>,
}

/// What the holder of one address can do about what happened, without signing in.
pub struct Undo {
    /// The address whose mail has the link, and no other.
    pub to: EmailAddress,
    /// The link.
    pub action: Action,
    /// What its mail says in place of what the others are told if it was not them.
    pub closing: Vec<String>,
}

/// The mails of one notice, ready for the transaction that makes it true.
pub struct Mails {
    prepared: Vec<Prepared>,
    linked: Option<Linked>,
}

/// How long an address must have been confirmed before its mail may carry a link that acts
/// for the whole account (DESIGN 5.8): a thief's own address, added a moment ago, has not been.
const SETTLED_AFTER: Duration = Duration::from_secs(7 * 86_400);

/// Composes the notice for every confirmed address and those removed not long ago, with
/// what, when and from where. Outside any transaction: it seals.
pub async fn prepare(app: &App, caller: &Caller, account: &Account, notice: Notice) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, Offers::default()).await
}

/// The same with the link by which the owner says "this wasn't me", for the addresses that
/// are settled.
pub async fn prepare_change(
    app: &App,
    caller: &Caller,
    account: &Account,
    notice: Notice,
    change: Change,
) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, Offers { change: Some(change), ..Offers::default() }).await
}

/// The same, where one of the addresses can undo what happened.
pub async fn prepare_with_undo(
    app: &App,
    caller: &Caller,
    account: &Account,
    notice: Notice,
    change: Option<Change>,
    undo: Option<&Undo>,
) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, Offers { change, undo, settled: None }).await
}

/// The same with something else to do about it, for the addresses that are settled.
pub async fn prepare_with(
    app: &App,
    caller: &Caller,
    account: &Account,
    notice: Notice,
    change: Change,
    action: Option<Action>,
) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, Offers { change: Some(change), undo: None, settled: action }).await
}

/// The same for something that no one request did.
pub async fn prepare_from_many(app: &App, account: &Account, notice: Notice) -> Result<Mails, Fault> {
    compose(app, None, account, notice, Offers::default()).await
}

/// What the mails offer to do.
#[derive(Default)]
struct Offers<'a> {
    /// To take this back, in the mails to settled addresses.
    change: Option<Change>,
    /// This, in the mail of one address.
    undo: Option<&'a Undo>,
    /// This, in the mails to settled addresses.
    settled: Option<Action>,
}

async fn compose(
    app: &App,
    caller: Option<&Caller>,
    account: &Account,
    notice: Notice,
    offers: Offers<'_>,
) -> Result<Mails, Fault> {
    let t = |key| app.locale.t(key);
    let mut facts =
        vec![(t("notices-fact-account"), account.username.clone()), (t("notices-fact-when"), app.now().words())];
    let whence = |caller: &Caller| app.places.beside(&app.locale, &caller.network.to_string());
    facts.extend(caller.map(|caller| (t("notices-fact-where"), whence(caller))));
    let kind = notice.kind;
    let plain = Letter {
        subject: notice.subject,
        heading: notice.heading,
        paragraphs: notice.paragraphs,
        facts,
        action: None,
        closing: vec![t("notices-not-you")],
        also: None,
    };
    let settled = settled(app, account).await?;
    let link = caller.zip(offers.change).filter(|_| !settled.is_empty());
    let (linked, link) = link.map(|(caller, change)| change::link(app, caller, account, change)).unzip();
    let letter_to = |to: &EmailAddress| {
        let is_it = |one: &EmailAddress| one.folded() == to.folded();
        let is_settled = settled.iter().any(is_it);
        let mut letter = plain.clone();
        if let Some(undo) = offers.undo.filter(|undo| is_it(&undo.to)) {
            (letter.action, letter.closing) = (Some(undo.action.clone()), undo.closing.clone());
        } else if is_settled {
            letter.action.clone_from(&offers.settled);
        }
        match link.clone().filter(|_| is_settled) {
            Some(link) => with_link(app, letter, link),
            None => letter,
        }
    };
    let addresses = accounts::notice_addresses(&app.db, &account.id, app.now()).await?;
    let prepared: Result<_, _> = addresses.iter().map(|to| app.mail.prepare(kind, to, &letter_to(to))).collect();
    Ok(Mails { prepared: prepared?, linked })
}

/// The link is the one thing to do; where there is another already, it comes after that.
fn with_link(app: &App, mut letter: Letter, link: Action) -> Letter {
    let t = |key| app.locale.t(key);
    if letter.action.is_none() {
        return Letter {
            action: Some(link),
            closing: vec![t("notices-wasnt-me-does"), t("notices-wasnt-me-lasts")],
            ..letter
        };
    }
    letter.closing.retain(|line| *line != t("notices-not-you"));
    letter.closing.push(t("notices-wasnt-me-also"));
    Letter { also: Some(link), ..letter }
}

async fn settled(app: &App, account: &Account) -> Result<Vec<EmailAddress>, Fault> {
    let listed = accounts::addresses(&app.db, &account.id).await?;
    let settled = listed.iter().filter(|one| is_settled(&listed, one, app.now()));
    Ok(settled.filter_map(|one| EmailAddress::parse(&one.address).ok()).collect())
}

/// Whether that one of the account's addresses was confirmed long enough ago, or is the only
/// one that is confirmed.
pub fn is_settled(listed: &[Address], address: &Address, now: Timestamp) -> bool {
    let is_only = listed.iter().filter(|one| one.confirmed_at.is_some()).count() == 1;
    address.confirmed_at.is_some_and(|at| is_only || at.plus(SETTLED_AFTER).is_over_at(now))
}

impl Mails {
    /// By what, and until when, this change keeps what it takes away, so that it can be taken
    /// back. None: no mail has a link to do so.
    pub fn keep(&self) -> Option<(&str, Timestamp)> {
        self.linked.as_ref().map(|linked| (linked.id.as_str(), linked.until))
    }
}

/// Puts the mails into the outbox; they leave when the transaction has been committed.
pub async fn put(tx: &mut Tx, mails: &Mails) -> Result<(), Fault> {
    if let Some(linked) = &mails.linked {
        store::put(tx, linked).await?;
    }
    for mail in &mails.prepared {
        outbox::put(tx, mail).await?;
    }
    Ok(())
}
