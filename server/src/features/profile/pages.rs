//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::views;
use crate::app::{App, Shared};
use crate::features::accounts::{self, AccountId};
use crate::features::authenticator_apps as apps;
use crate::features::check_up;
use crate::features::passwords;
use crate::features::recovery_codes;
use crate::features::security_keys as keys;
use crate::features::sessions::SignedIn;
use crate::features::two_step;
use crate::platform::fault::Fault;
use crate::platform::surface::{Credential, Routes, Row};
use crate::platform::web::{Flash, FlashKind, Page, Problem, Query, html};

const OVERVIEW: Row = Row::page("/settings/security", Credential::Session);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&OVERVIEW, overview)
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

fn flash(page: &Page, notice: Option<&str>) -> Option<Flash> {
    let (kind, key) = match notice? {
        "two-step-off" => (FlashKind::Done, "two-step-disabled"),
        "cancelled" => (FlashKind::Done, "two-step-cancelled"),
        "already-on" => (FlashKind::Warning, "two-step-already-on"),
        "already-off" => (FlashKind::Warning, "two-step-already-off"),
        "password-changed" => (FlashKind::Done, "password-settings-changed"),
        "later" => (FlashKind::Done, "drill-put-off"),
        "first-admin" => (FlashKind::Done, "first-admin-done"),
        _ => return None,
    };
    Some(Flash { kind, text: page.t(key) })
}

async fn overview(
    State(app): State<Shared>,
    signed_in: SignedIn,
    page: Page,
    Query(query): Query<Notice>,
) -> Result<Response, Problem> {
    let account = &signed_in.account;
    let mut page = page.signed_in(&account.username);
    page.flash = flash(&page, query.notice.as_deref());
    let addresses = accounts::addresses(&app.db, &account.id).await?;
    let shown = addresses.into_iter().map(|address| views::Address {
        email: address.address,
        confirmed: address.confirmed_at.is_some(),
        primary: address.is_primary,
    });
    let has_password = passwords::stored(&app.db, Some(&account.id)).await?.is_some();
    let two_step = two_step(&app, &account.id).await?;
    let found = check_up::look(&app, &signed_in).await?;
    let (weak, asks_drill) = (found.weak.len(), found.asks_drill());
    let freeze = accounts::freeze_of(&app.db, &account.id, app.now()).await?;
    let frozen = freeze.map(|freeze| (freeze.since.words(), freeze.until.words()));
    let addresses = shown.collect();
    let view = views::SecurityOverview { page, frozen, weak, asks_drill, has_password, addresses, two_step };
    html(StatusCode::OK, &view)
}

async fn two_step(app: &App, account: &AccountId) -> Result<Option<views::TwoStep>, Fault> {
    let enrolments = two_step::enrolments(&app.db, account).await?;
    let Some(first) = enrolments.first() else { return Ok(None) };
    let listed = apps::list(&app.db, account).await?;
    let keys = keys::list(&app.db, account).await?;
    let codes = recovery_codes::remaining(&app.db, account).await?;
    let (left, of) = codes.map_or((0, 0), |codes| (codes.left, codes.of));
    Ok(Some(views::TwoStep {
        since: first.created_at.date(),
        apps: listed.into_iter().map(|app| views::App { name: app.name, added: app.created_at.date() }).collect(),
        keys: keys.into_iter().map(|key| views::App { name: key.name, added: key.created_at.date() }).collect(),
        codes_left: left,
        codes_total: of,
        codes_low: left <= recovery_codes::FEW,
    }))
}
