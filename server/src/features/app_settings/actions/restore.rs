//! Taking the replacement of a lost device back, by the link in its notice. It opens nothing.

use db::{Durability, Tx};
use token_format::{Prefix, Token};

use super::super::mail::{self, Event};
use super::super::refusal::Refusal;
use super::super::store::{self, Replacement};
use super::record;
use crate::app::{App, Shared};
use crate::features::accounts::{self, Account};
use crate::features::authenticator_apps as apps;
use crate::features::notices::{self, Mails};
use crate::features::recovery_codes;
use crate::features::security_keys as keys;
use crate::features::sessions;
use crate::platform::audit::Caller;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The prefix of what the link carries.
pub(super) const LINK: Prefix = Prefix::new("vrst_");
const ACT: &str = "authenticator_app.restore";

/// What a link can take back.
pub struct Restorable {
    /// Whose apps they are.
    pub account: Account,
    /// What its owner calls the apps and keys that come back.
    pub names: Vec<String>,
    /// When they were replaced.
    pub replaced_at: Timestamp,
    replacement: Replacement,
}

/// What the link would do, if it still counts. Looking uses nothing up.
pub async fn look(app: &App, token: &str) -> Result<Option<Restorable>, Fault> {
    let Some(token) = Token::parse(LINK, token) else { return Ok(None) };
    let Some(replacement) = store::find_replacement(&app.db, &token.hash(), app.now()).await? else {
        return Ok(None);
    };
    let Some(account) = accounts::find(&app.db, &replacement.account).await? else { return Ok(None) };
    let Some(account) = accounts::active(&app.db, &account.id, account.epoch).await? else { return Ok(None) };
    let apps = apps::suspended(&app.db, &account.id, &replacement.id).await?;
    let keys = keys::suspended(&app.db, &account.id, &replacement.id).await?;
    let names: Vec<String> = apps.into_iter().map(|app| app.name).chain(keys.into_iter().map(|key| key.name)).collect();
    if names.is_empty() {
        // An earlier replacement was taken back, and these factors with it.
        return Ok(None);
    }
    Ok(Some(Restorable { account, names, replaced_at: replacement.created_at, replacement }))
}

/// Brings the suspended apps back. The app of the replacement and whatever was added since are
/// removed, the recovery codes made since stop working, and every session ends.
pub async fn restore(app: &Shared, caller: &Caller, token: &str) -> Result<Result<(), Refusal>, Fault> {
    let Some(found) = look(app, token).await? else { return Ok(Err(Refusal::LinkOver)) };
    let notice = mail::notice(app, &found.account, Event::Restored, &found.names.join(", "));
    let mails = notices::prepare(app, caller, &found.account, notice).await?;
    let (app2, caller) = (app.clone(), caller.clone());
    let decided = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let decided = decide(tx, app2.now(), &found, &mails).await?;
                record(tx, &app2, &caller, ACT, &found.account.id, &decided).await?;
                Ok::<_, Fault>(decided)
            })
        })
        .await?;
    app.mail.wake();
    Ok(decided)
}

async fn decide(tx: &mut Tx, now: Timestamp, found: &Restorable, mails: &Mails) -> Result<Result<(), Refusal>, Fault> {
    let account = &found.account;
    let Some(mut locked) = accounts::lock(tx, &account.id, account.epoch).await? else {
        return Ok(Err(Refusal::Changed));
    };
    let Replacement { id, created_at, .. } = &found.replacement;
    if !store::consume_replacement(tx, &locked, id, now).await? {
        return Ok(Err(Refusal::LinkOver));
    }
    let back = apps::restore(tx, &locked, id, *created_at, now).await?
        + keys::restore(tx, &locked, id, *created_at, now).await?;
    if back == 0 {
        return Err(Fault::Broken("a replacement that suspended nothing"));
    }
    recovery_codes::remove_all(tx, &locked, None).await?;
    sessions::end_others(tx, locked.id(), None).await?;
    locked.begin_epoch(tx).await?;
    notices::put(tx, mails).await?;
    Ok(Ok(()))
}
