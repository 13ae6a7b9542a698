//! What runs by itself: forgetting what is over, telling of what goes on, and noting where
//! the audit log ends. Safe on several nodes at once, since every statement says itself
//! what is over.

use std::time::Duration;

use db::Durability;

use crate::app::Shared;
use crate::features::{
    accounts, address_settings, app_settings, code_settings, drill, guess_alarm, key_settings, known_browsers, notices,
    password_recovery, recovery_codes, sessions, sign_up, trusted_browsers, two_step_setup,
};
use crate::platform::audit::{self, Caller};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::rate_limit;
use crate::platform::readiness::{self, Behind};

/// How often.
pub const EVERY: Duration = Duration::from_secs(600);

/// Forgets everything that is over, once.
pub async fn forget(app: &Shared) -> Result<(), Fault> {
    forget_until(app, app.now()).await
}

async fn forget_until(app: &Shared, now: Timestamp) -> Result<(), Fault> {
    let idle = app.config.sessions.idle;
    app.db
        .write(Durability::Process, move |tx| {
            Box::pin(async move {
                sessions::forget_over(tx, now, idle).await?;
                known_browsers::forget_over(tx, now).await?;
                trusted_browsers::forget_over(tx, now).await?;
                two_step_setup::forget_over(tx, now).await?;
                app_settings::forget_over(tx, now).await?;
                key_settings::forget_over(tx, now).await?;
                code_settings::forget_over(tx, now).await?;
                recovery_codes::forget_over(tx, now).await?;
                notices::forget_over(tx, now).await?;
                password_recovery::forget_over(tx, now).await?;
                sign_up::forget_over(tx, now).await?;
                address_settings::forget_over(tx, now).await?;
                accounts::release_names(tx, now).await?;
                accounts::forget_former(tx, now).await?;
                rate_limit::forget_old(tx, now).await?;
                Ok(())
            })
        })
        .await
}

/// Writes where the chains of the audit log end into the server's own log, in the first turn
/// of every hour; answers the line, if there was one to write.
pub async fn note_head(app: &Shared, last: &mut Option<Timestamp>) -> Result<Option<String>, Fault> {
    let now = app.now();
    let hour = |at: Timestamp| at.unix_secs().div_euclid(3_600);
    if last.is_some_and(|last| hour(last) == hour(now)) {
        return Ok(None);
    }
    let line = audit::head::take(app, &Caller::operator()).await?;
    tracing::info!("{line}");
    *last = Some(now);
    Ok(Some(line))
}

/// Settles the audit log's accounts: waits that no event has told of, and events that are old.
/// While the clock is not known to be right nothing is old.
pub async fn settle_audit(app: &Shared) -> Result<(), Fault> {
    audit::waits::settle(app).await?;
    if app.readiness.is_fine() {
        audit::retention::prune(app, app.config.audit_keep_for).await?;
    }
    Ok(())
}

/// Looks once at the clock and at whether writing works. Where the clock has gone back, all
/// that was over is ended before anybody is served again: nothing revives (SES-14, TOT-18).
pub async fn turn(app: &Shared, behind: Behind) -> Result<(), Fault> {
    let turn = readiness::look(app).await?;
    if let Some(latest) = turn.gone_back_from {
        forget_until(app, latest).await?;
    }
    readiness::go_on(app, turn, behind).await
}

/// Takes turns until the process ends.
pub async fn watch(app: Shared) {
    loop {
        app.readiness.next_turn().await;
        // What it has found, a fault as well, it has noted, and told where it is new.
        let _ = turn(&app, Behind::Waits).await;
    }
}

/// Tells those who are to be told of something that no one request did, once.
pub async fn tell(app: &Shared) -> Result<(), Fault> {
    guess_alarm::tell(app).await?;
    drill::invite(app).await
}

/// Does all of it at every turn until the process ends.
pub async fn run(app: Shared) {
    let mut last_head = None;
    loop {
        if let Err(fault) = note_head(&app, &mut last_head).await {
            tracing::warn!("the head of the audit log was not taken this time: {fault}");
        }
        // A clock that is ahead would forget, for all nodes, what is not over.
        if app.readiness.is_fine()
            && let Err(fault) = forget(&app).await
        {
            tracing::warn!("what is over was not forgotten this time: {fault}");
        }
        if let Err(fault) = settle_audit(&app).await {
            tracing::warn!("the audit log was not settled this time: {fault}");
        }
        if let Err(fault) = tell(&app).await {
            tracing::warn!("who is to be told was not told this time: {fault}");
        }
        tokio::time::sleep(EVERY).await;
    }
}
