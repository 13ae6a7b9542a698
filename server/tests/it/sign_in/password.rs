//! The first door.

mod back_off;
mod enumeration;
mod hashing;
mod networks;
mod no_password;
mod one_budget;
mod parallel;
mod pepper;

use axum::http::Method;
use serde_json::json;

use crate::support::{Answer, Browser};

const WRONG: &str = "never the right one";

/// Tries on the page.
async fn on_page(browser: &mut Browser, login: &str, password: &str) -> Answer {
    browser.post("/sign-in", &[("login", login), ("password", password)]).await
}

/// Tries over the API.
async fn over_api(program: &mut Browser, login: &str, password: &str) -> Answer {
    let body = json!({ "login": login, "password": password }).to_string();
    program.api(Method::POST, "/api/v1/sign-in", &body).await
}
