//! Telling owners that somebody keeps guessing (DESIGN 5.4): once, when the failures by
//! strangers at one factor reach fifty.
//!
//! By itself and not by the request that fails, whose answer and work stay those of a login
//! that nobody has.

mod mail;

use db::Durability;

use crate::app::Shared;
use crate::features::accounts::{self, State};
use crate::features::notices;
use crate::platform::fault::Fault;
use crate::platform::rate_limit;

/// How many at one turn; the others wait for the next.
const AT_ONCE: i64 = 100;

/// Tells everybody who is to be told. Of several nodes one does it.
pub async fn tell(app: &Shared) -> Result<(), Fault> {
    for alarm in rate_limit::alarms(&app.db, AT_ONCE).await? {
        let account = accounts::find_by_id(&app.db, &alarm.subject).await?;
        let mails = match account.filter(|account| account.state == State::Active) {
            Some(account) => {
                Some(notices::prepare_from_many(app, &account, mail::guessed(app, &account, &alarm)).await?)
            }
            None => None,
        };
        app.db
            .write(Durability::Power, move |tx| {
                Box::pin(async move {
                    if rate_limit::note_told(tx, &alarm).await?
                        && let Some(mails) = &mails
                    {
                        notices::put(tx, mails).await?;
                    }
                    Ok::<_, Fault>(())
                })
            })
            .await?;
        app.mail.wake();
    }
    Ok(())
}
