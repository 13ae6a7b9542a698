//! Whether the process lives (`/healthz`) and whether it can serve (`/readyz`), and
//! the files every page needs.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::app::Shared;
use crate::platform::readiness;
use crate::platform::surface::{Credential, Routes, Row};
use crate::platform::web::{Path, Problem, Query, Told, assets};

const ALIVE: Row = Row::page("/healthz", Credential::Nobody);
const READY: Row = Row::page("/readyz", Credential::Nobody);
const ASSET: Row = Row::page("/assets/{*name}", Credential::Nobody);

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    routes.add(&ALIVE, alive).add(&READY, ready).add(&ASSET, asset)
}

async fn alive() -> &'static str {
    "ok\n"
}

async fn ready(State(app): State<Shared>) -> Result<&'static str, Problem> {
    app.db.ping().await?;
    if app.readiness.is_fine() {
        return Ok("ready\n");
    }
    // Why not stands in the log, once.
    let told = Told::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "errors-unavailable");
    Err(Told { retry_after: Some(readiness::EVERY), ..told }.into())
}

#[derive(Deserialize)]
struct Version {
    v: Option<String>,
}

async fn asset(
    Path(name): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = assets::find(&name).ok_or_else(Problem::not_found)?;
    if headers.get(IF_NONE_MATCH).is_some_and(|etag| etag.as_bytes() == asset.etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, asset.etag)]).into_response());
    }
    // An address that names the contents may be kept for ever; fonts carry their
    // version in their name.
    let names_contents = version.v.as_deref() == Some(asset.version) || name.starts_with("fonts/");
    let keep = if names_contents { "public, max-age=31536000, immutable" } else { "no-cache" };
    let head = [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, keep), (ETAG, asset.etag)];
    Ok((head, asset.bytes).into_response())
}
