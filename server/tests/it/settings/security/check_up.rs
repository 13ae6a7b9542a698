//! `/settings/security/check-up` and `/api/v1/check-up`: what is weak, and what is fine.

use axum::http::Method;
use serde_json::{Value, json};

use crate::on_both_engines;
use crate::support::{Browser, Options, TestServer};

const PAGE: &str = "/settings/security/check-up";
const DAY: u64 = 86_400;

/// The names of what a program is told is weak.
async fn weak(program: &mut Browser) -> Vec<String> {
    let body = program.get("/api/v1/check-up").await.json();
    body["weak"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// What the page shows: the names of its findings, in their order.
fn found(page: &str) -> Vec<String> {
    let sections = page.split("<section class=\"row\" aria-labelledby=\"").skip(1);
    let names = sections.map(|rest| rest.split('"').next().unwrap().to_owned());
    names.filter(|name| name != "fine").collect()
}

async fn second_address(server: &TestServer, username: &str, is_confirmed: bool) {
    let sql = "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
               SELECT $1, a.id, $1, $1, FALSE, $2, a.created_at FROM accounts a WHERE a.username = $3";
    let confirmed = db::Value::from(is_confirmed.then_some(1_i64));
    let address = format!("second-{username}@example.test");
    assert_eq!(server.execute(sql, vec![address.into(), confirmed, username.to_owned().into()]).await, 1);
}

/// Adds an app by the API.
async fn second_app(server: &TestServer, program: &mut Browser, password: &str, key: &str) {
    let both = json!({ "password": password, "code": server.code(key) }).to_string();
    let answer = program.api(Method::POST, "/api/v1/authenticator-apps/addition", &both).await;
    let new = answer.json()["key"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned();
    let body = json!({ "name": "Tablet", "code": server.code(&new) }).to_string();
    let answer = program.api(Method::POST, "/api/v1/authenticator-apps/confirmation", &body).await;
    let token =
        answer.json()["session"]["token"].as_str().map(str::to_owned).unwrap_or_else(|| panic!("{}", answer.body));
    *program = program.with_bearer(&token);
    server.advance(30);
}

on_both_engines! {
    async fn an_account_with_a_password_alone_is_told_the_worst_first(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let page = browser.get(PAGE).await;
        assert_eq!((page.status.as_u16(), &page.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
        assert_eq!(found(&page.body), ["two_step_off", "one_address"], "{}", page.body);
        assert!(page.body.contains("2 things that you can put right"), "{}", page.body);
        assert!(page.body.contains("href=\"/settings/security/two-step/setup\""), "{}", page.body);
        assert!(page.body.contains("You’re signed in here and nowhere else."), "{}", page.body);
        let overview = browser.get("/settings/security").await.body;
        assert!(overview.contains("2 things to put right.") && overview.contains(&format!("href=\"{PAGE}\"")), "{overview}");
        let mut program = server.program(&bob).await;
        assert_eq!(weak(&mut program).await, ["two_step_off", "one_address"]);
        let body = program.get("/api/v1/check-up").await.json();
        let first = json!({ "id": "two_step_off", "severity": "important", "count": Value::Null,
                            "path": "/settings/security/two-step/setup" });
        assert_eq!(body["weak"][0], first);
        assert_eq!(body["fine"], json!(["guessing", "sessions"]));
    }

    async fn who_has_done_everything_is_told_so(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        assert_eq!(weak(&mut program).await, ["one_factor", "one_address"]);
        second_app(&server, &mut program, &ann.password, &ann.key).await;
        second_address(&server, "ann", true).await;
        assert_eq!(weak(&mut program).await, [""; 0]);
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.get(PAGE).await.body;
        assert!(found(&page).is_empty() && page.contains("there is nothing to put right"), "{page}");
        for fine in ["Two-step verification is on.", "2 second factors", "10 recovery codes", "Nobody keeps", "2 addresses"] {
            assert!(page.contains(fine), "{fine}: {page}");
        }
        assert!(browser.get("/settings/security").await.body.contains("Nothing to put right."));
    }

    async fn each_thing_that_goes_wrong_is_found(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        second_app(&server, &mut program, &ann.password, &ann.key).await;
        second_address(&server, "ann", false).await;
        assert_eq!(weak(&mut program).await, ["unconfirmed_address", "one_address"]);
        server.execute("UPDATE addresses SET confirmed_at = NULL", vec![]).await;
        assert_eq!(weak(&mut program).await, ["no_address"]);
        server.execute("UPDATE addresses SET confirmed_at = 1", vec![]).await;
        assert_eq!(weak(&mut program).await, [""; 0]);
        server.execute("UPDATE recovery_codes SET used_at = 1 WHERE ordinal < 7", vec![]).await;
        assert_eq!(weak(&mut program).await, ["few_recovery_codes"]);
        assert_eq!(program.get("/api/v1/check-up").await.json()["weak"][0]["count"], 3);
        server.execute("UPDATE recovery_codes SET used_at = 1", vec![]).await;
        assert_eq!(weak(&mut program).await, ["no_recovery_codes"]);
        let mut stranger = server.browser_at("203.0.113.9:1");
        stranger.post("/sign-in", &[("login", "ann"), ("password", "never the right one")]).await;
        assert_eq!(weak(&mut program).await, ["no_recovery_codes"], "one slip is no guessing");
        for (strikes, name) in [(10_i64, "guessing"), (100, "factor_refused")] {
            server.execute("UPDATE throttles SET strikes = $1 WHERE factor = 'password'", vec![strikes.into()]).await;
            assert!(weak(&mut program).await.contains(&name.to_owned()), "{name}");
        }
        assert_eq!(weak(&mut program).await, ["factor_refused", "no_recovery_codes"]);
    }

    /// ENU-13, ADM-02: whatever others are like, this page is about its owner.
    async fn enu_13_it_tells_of_nobody_else(server) {
        let ben = server.person("ben").await;
        server.signed_in(&ben).await;
        let mut stranger = server.browser_at("203.0.113.9:1");
        for _ in 0..6 {
            stranger.post("/sign-in", &[("login", "ben"), ("password", "never the right one")]).await;
        }
        server.execute("UPDATE throttles SET strikes = 100", vec![]).await;
        let ann = server.person("ann").await;
        let before = server.signed_in(&ann).await.get(PAGE).await.body;
        assert_eq!(found(&before), ["two_step_off", "one_address"]);
        assert!(!before.contains("ben"), "{before}");
    }
}

/// Sessions can be open for weeks where the operator wants it so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_nobody_uses_are_found_after_two_weeks() {
    let long = (60 * DAY).to_string();
    let keys = [("VESTIBULE_SESSIONS__ABSOLUTE_SECS", long.as_str()), ("VESTIBULE_SESSIONS__IDLE_SECS", long.as_str())];
    for server in TestServer::on_both_with(Options::set(&keys)).await {
        let bob = server.person("bob").await;
        let (mut here, _laptop) = (server.signed_in(&bob).await, server.signed_in(&bob).await);
        server.advance(14 * DAY - 1);
        assert_eq!(found(&here.get(PAGE).await.body), ["two_step_off", "one_address"]);
        server.advance(1);
        let page = here.get(PAGE).await.body;
        assert_eq!(found(&page), ["two_step_off", "unused_sessions", "one_address"], "{page}");
        assert!(page.contains("One session unused for long"), "{page}");
        // The one that looks is in use, however long it was not.
        here.post("/step-up", &[("password", &bob.password)]).await;
        here.post("/settings/security/sessions/end-others", &[]).await;
        server.advance(20 * DAY);
        assert_eq!(found(&here.get(PAGE).await.body), ["two_step_off", "one_address"]);
    }
}
