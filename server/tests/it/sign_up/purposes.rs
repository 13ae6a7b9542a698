//! MAI-09: what one link or cookie carries is nothing anywhere else.

use axum::http::Method;
use vestibule::features::admin::{self, Command};

use super::{PASSWORD, asked, confirm, link, token};
use crate::on_both_engines;
use crate::support::Browser;

/// Every place that takes a bearer value, tried with this one; answers those that took it.
async fn taken_by(browser: &Browser, value: &str) -> Vec<&'static str> {
    let mut taken = Vec::new();
    let mut look = async |name: &'static str, path: String, open: u16| {
        let mut stranger = browser.clone();
        if stranger.get(&path).await.status == open {
            taken.push(name);
        }
    };
    look("confirmation", format!("/sign-up/confirmation?token={value}"), 200).await;
    look("first administrator", format!("/first-admin?token={value}"), 200).await;
    look("mailbox", format!("/dev/mailbox?key={value}"), 303).await;
    let mut stranger = browser.clone();
    if stranger.get(&format!("/sign-up?invitation={value}")).await.body.contains("name=\"invitation\"") {
        taken.push("invitation");
    }
    for (name, cookie, path) in [
        ("session", "session", "/settings/security"),
        ("pending sign-in", "pending-sign-in", "/sign-in/second-step"),
        ("mailbox cookie", "start-link", "/dev/mailbox"),
    ] {
        let mut stranger = browser.clone();
        stranger.cookies.insert(cookie.to_owned(), value.to_owned());
        if stranger.get(path).await.status == 200 {
            taken.push(name);
        }
    }
    let mut program = browser.with_bearer(value);
    if program.get("/api/v1/me").await.status == 200 {
        taken.push("api session");
    }
    if program.api(Method::POST, "/api/v1/sign-in/second-step", r#"{"code":"000000"}"#).await.status == 403 {
        taken.push("api pending sign-in");
    }
    taken
}

on_both_engines! {
    async fn mai_09_every_value_works_in_its_own_place_only(server) {
        let stranger = server.browser_at("127.0.0.1:4000");
        let carol = server.two_step_person("carol").await;
        let bob = server.person("bob").await;
        let confirmation = asked(&server, "alice", "alice@example.test").await;
        admin::run(&server.app, Command::UserInvite { email: "ivan@example.test".into() }).await;
        let invitation = link(&server, "ivan@example.test").await;
        let first_admin = admin::make_link(&server.app).await.unwrap().unwrap();
        let mailbox = std::fs::read_to_string(server.dir().join("mailbox-key")).unwrap();
        let session = server.signed_in(&bob).await.cookies["session"].clone();
        let pending = server.pending(&carol).await.cookies["pending-sign-in"].clone();
        let api_session = server.program(&bob).await.bearer.unwrap();
        let api_pending = server.pending_program(&carol).await.bearer.unwrap();
        for (value, places) in [
            (token(&confirmation), vec!["confirmation"]),
            (token(&invitation), vec!["invitation"]),
            (token(&first_admin), vec!["first administrator"]),
            (mailbox.trim(), vec!["mailbox", "mailbox cookie"]),
            (session.as_str(), vec!["session"]),
            (pending.as_str(), vec!["pending sign-in"]),
            (api_session.as_str(), vec!["api session"]),
            (api_pending.as_str(), vec!["api pending sign-in"]),
        ] {
            assert_eq!(taken_by(&stranger, value).await, places, "{}", &value[..5]);
        }
        assert_eq!(confirm(&mut server.browser(), &confirmation, PASSWORD).await.status, 303);
    }
}
