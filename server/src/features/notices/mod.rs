//! Notices: every change to how an account is protected is told to all its confirmed
//! addresses, by the transaction that makes it (DESIGN 5.8).

use std::time::Duration;

use db::Tx;

use crate::app::App;
use crate::features::accounts::{self, Account};
use crate::platform::audit::Caller;
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
pub struct Mails(Vec<Prepared>);

/// How long an address must have been confirmed before its mail may carry a link that acts
/// for the whole account (DESIGN 5.8): a thief's own address, added a moment ago, has not been.
const SETTLED_AFTER: Duration = Duration::from_secs(7 * 86_400);

/// Composes the notice for every confirmed address and those removed not long ago, with
/// what, when and from where. Outside any transaction: it seals.
pub async fn prepare(app: &App, caller: &Caller, account: &Account, notice: Notice) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, Link::None).await
}

/// The same, where one of the addresses can undo what happened.
pub async fn prepare_with_undo(
    app: &App,
    caller: &Caller,
    account: &Account,
    notice: Notice,
    undo: Option<&Undo>,
) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, undo.map_or(Link::None, Link::Undo)).await
}

/// The same with something to do about it, for the addresses that are settled.
pub async fn prepare_with(
    app: &App,
    caller: &Caller,
    account: &Account,
    notice: Notice,
    action: Option<Action>,
) -> Result<Mails, Fault> {
    compose(app, Some(caller), account, notice, action.map_or(Link::None, Link::Settled)).await
}

/// The same for something that no one request did.
pub async fn prepare_from_many(app: &App, account: &Account, notice: Notice) -> Result<Mails, Fault> {
    compose(app, None, account, notice, Link::None).await
}

/// What a mail offers to do, and in whose.
enum Link<'a> {
    None,
    Undo(&'a Undo),
    Settled(Action),
}

async fn compose(
    app: &App,
    caller: Option<&Caller>,
    account: &Account,
    notice: Notice,
    link: Link<'_>,
) -> Result<Mails, Fault> {
    let t = |key| app.locale.t(key);
    let mut facts =
        vec![(t("notices-fact-account"), account.username.clone()), (t("notices-fact-when"), app.now().words())];
    let whence = |caller: &Caller| app.places.beside(&app.locale, &caller.network.to_string());
    facts.extend(caller.map(|caller| (t("notices-fact-where"), whence(caller))));
    let letter = Letter {
        subject: notice.subject,
        heading: notice.heading,
        paragraphs: notice.paragraphs,
        facts,
        action: None,
        closing: vec![t("notices-not-you")],
    };
    let settled = settled(app, account).await?;
    let addresses = accounts::notice_addresses(&app.db, &account.id, app.now()).await?;
    let prepare = |to: &EmailAddress| match &link {
        Link::Undo(undo) if undo.to.folded() == to.folded() => {
            let (action, closing) = (Some(undo.action.clone()), undo.closing.clone());
            app.mail.prepare(notice.kind, to, &Letter { action, closing, ..letter.clone() })
        }
        Link::Settled(action) if settled.iter().any(|one| one.folded() == to.folded()) => {
            app.mail.prepare(notice.kind, to, &Letter { action: Some(action.clone()), ..letter.clone() })
        }
        _ => app.mail.prepare(notice.kind, to, &letter),
    };
    let mails: Result<_, _> = addresses.iter().map(prepare).collect();
    Ok(Mails(mails?))
}

/// The addresses that were confirmed long enough ago, or the only one there is.
async fn settled(app: &App, account: &Account) -> Result<Vec<EmailAddress>, Fault> {
    let confirmed = accounts::addresses(&app.db, &account.id).await?;
    let confirmed: Vec<_> = confirmed.iter().filter_map(|one| one.confirmed_at.map(|at| (at, &one.address))).collect();
    let is_only = confirmed.len() == 1;
    let settled = confirmed.into_iter().filter(|(at, _)| is_only || at.plus(SETTLED_AFTER).is_over_at(app.now()));
    Ok(settled.filter_map(|(_, address)| EmailAddress::parse(address).ok()).collect())
}

/// Puts the mails into the outbox; they leave when the transaction has been committed.
pub async fn put(tx: &mut Tx, mails: &Mails) -> Result<(), Fault> {
    for mail in &mails.0 {
        outbox::put(tx, mail).await?;
    }
    Ok(())
}
