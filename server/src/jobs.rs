//! What runs by itself: forgetting what is over. Safe on several nodes at once, since
//! every statement says itself what is over.

use std::time::Duration;

use db::Durability;

use crate::app::Shared;
use crate::features::{accounts, code_settings, password_recovery, sessions, sign_up, two_step_setup};
use crate::platform::fault::Fault;
use crate::platform::rate_limit;

/// How often.
pub const EVERY: Duration = Duration::from_secs(600);

/// Forgets everything that is over, once.
pub async fn forget(app: &Shared) -> Result<(), Fault> {
    let (now, idle) = (app.now(), app.config.sessions.idle);
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                sessions::forget_over(tx, now, idle).await?;
                two_step_setup::forget_over(tx, now).await?;
                code_settings::forget_over(tx, now).await?;
                password_recovery::forget_over(tx, now).await?;
                sign_up::forget_over(tx, now).await?;
                accounts::release_names(tx, now).await?;
                rate_limit::forget_old(tx, now).await?;
                Ok(())
            })
        })
        .await
}

/// Forgets at every turn until the process ends.
pub async fn run(app: Shared) {
    loop {
        if let Err(fault) = forget(&app).await {
            tracing::warn!("what is over was not forgotten this time: {fault}");
        }
        tokio::time::sleep(EVERY).await;
    }
}
