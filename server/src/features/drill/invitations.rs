//! The mails that invite to it, by themselves: one a year, whether it was done or not.

use db::Durability;

use super::mail;
use crate::app::Shared;
use crate::features::accounts::{self, State};
use crate::features::authenticator_apps as apps;
use crate::features::two_step;
use crate::platform::fault::Fault;
use crate::platform::mail::outbox;

/// How many at one turn; the others wait for the next.
const AT_ONCE: i64 = 100;

/// Invites everybody whose time has come. Of several nodes one does it.
pub async fn invite(app: &Shared) -> Result<(), Fault> {
    let now = app.now();
    for invitation in two_step::drill_invitations(&app.db, now, AT_ONCE).await? {
        let account = accounts::find(&app.db, &invitation.account).await?;
        let mail = match account.filter(|account| account.state == State::Active) {
            Some(account) if !apps::list(&app.db, &account.id).await?.is_empty() => {
                mail::invitation(app, &account).await?
            }
            // Noted all the same, or those who can't be invited would fill every turn.
            _ => None,
        };
        app.db
            .write(Durability::Power, move |tx| {
                Box::pin(async move {
                    if two_step::note_invited(tx, &invitation, now).await?
                        && let Some(mail) = &mail
                    {
                        outbox::put(tx, mail).await?;
                    }
                    Ok::<_, Fault>(())
                })
            })
            .await?;
        app.mail.wake();
    }
    Ok(())
}
