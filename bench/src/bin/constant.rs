//! The least that a server on the same framework does: it answers a constant.
//! `constant ADDRESS:PORT`

use axum::Router;
use axum::routing::get;

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "not the product: it has no surface matrix")]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_default();
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().route("/", get(async || "constant"))).await
}
