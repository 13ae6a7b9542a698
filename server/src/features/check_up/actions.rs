//! The look.

use super::finding::{CheckUp, Facts, TwoStep, count};
use crate::app::App;
use crate::features::accounts;
use crate::features::authenticator_apps as apps;
use crate::features::guessing;
use crate::features::recovery_codes;
use crate::features::sessions::{self, SignedIn};
use crate::features::two_step;
use crate::platform::fault::Fault;

/// Looks at everything, each thing once. Every list that is read has an end.
pub async fn look(app: &App, signed_in: &SignedIn) -> Result<CheckUp, Fault> {
    Ok(CheckUp::of(&facts(app, signed_in).await?, app.now()))
}

async fn facts(app: &App, signed_in: &SignedIn) -> Result<Facts, Fault> {
    let account = &signed_in.account;
    let addresses = accounts::addresses(&app.db, &account.id).await?;
    let confirmed = addresses.iter().filter(|address| address.confirmed_at.is_some()).count();
    let open = sessions::list(&app.db, account, app.now(), app.config.sessions.idle).await?;
    let others = open.iter().filter(|session| session.id != signed_in.session.id);
    Ok(Facts {
        addresses: (count(confirmed), count(addresses.len() - confirmed)),
        two_step: second_factors(app, signed_in).await?,
        others_seen: others.map(|session| session.last_seen_at).collect(),
        strangers: guessing::strangers(app, account).await?,
    })
}

async fn second_factors(app: &App, signed_in: &SignedIn) -> Result<Option<TwoStep>, Fault> {
    let account = &signed_in.account.id;
    let factors = two_step::enrolments(&app.db, account).await?.len();
    if factors == 0 {
        return Ok(None);
    }
    let codes_left = recovery_codes::remaining(&app.db, account).await?.map_or(0, |codes| codes.left);
    // Only an app's codes can be tried.
    let drill = match apps::list(&app.db, account).await?.is_empty() {
        true => None,
        false => two_step::drill(&app.db, account).await?,
    };
    Ok(Some(TwoStep { factors: count(factors), codes_left, drill }))
}
