//! The first half of a ceremony: a challenge, and what the browser is asked.

use db::Durability;
use serde_json::Value;
use webauthn::{CreationOptions, RequestOptions};

use super::ceremony::{Ceremony, LASTS, relying_party};
use super::store;
use crate::app::{App, Shared};
use crate::platform::entropy::bytes;
use crate::platform::fault::Fault;

/// The options for a new key, in WebAuthn's JSON form. What the account has already, its
/// authenticator refuses to be once more.
pub async fn ask_creation(app: &Shared, ceremony: Ceremony<'_>, username: &str) -> Result<Value, Fault> {
    let stored = store::credentials(&app.db, ceremony.account).await?;
    let challenge = put_challenge(app, ceremony).await?;
    let options = CreationOptions {
        challenge: &challenge,
        rp_name: &app.config.service_name,
        user_handle: ceremony.account.as_str().as_bytes(),
        user_name: username,
        exclude: &stored.iter().map(store::Listed::as_pair).collect::<Vec<_>>(),
        timeout: LASTS,
    };
    Ok(options.for_second_factor(&relying_party(app)))
}

/// The options for an answer of one of the account's keys. `None`: it has none that counts.
pub async fn ask_assertion(app: &Shared, ceremony: Ceremony<'_>) -> Result<Option<Value>, Fault> {
    let stored = store::credentials(&app.db, ceremony.account).await?;
    let usable: Vec<_> = stored.iter().filter(|one| one.is_usable).map(store::Listed::as_pair).collect();
    if usable.is_empty() {
        return Ok(None);
    }
    let challenge = put_challenge(app, ceremony).await?;
    let options = RequestOptions { challenge: &challenge, allow: &usable, timeout: LASTS };
    Ok(Some(options.for_second_factor(&relying_party(app))))
}

/// Keeps a new challenge in place of the one that this holder had for this purpose.
async fn put_challenge(app: &App, ceremony: Ceremony<'_>) -> Result<[u8; 32], Fault> {
    let challenge = bytes::<32>(app.rng.as_ref());
    let values = store::challenge_values(ceremony, &challenge, app.now().plus(LASTS));
    app.db
        .write(Durability::Process, move |tx| Box::pin(async move { store::put_challenge(tx, &values).await }))
        .await?;
    Ok(challenge)
}
