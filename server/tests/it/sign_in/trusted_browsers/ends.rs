//! What ends a trust before its days are over.

use axum::http::StatusCode;

use super::{SESSIONS, allowed, servers};
use crate::support::{Browser, Options, TestServer, TwoStepPerson};

/// Does it in another browser of that person, with the proofs it takes.
async fn elsewhere(server: &TestServer, person: &TwoStepPerson, path: &str, more: &[(&str, &str)]) -> Browser {
    let mut other = server.signed_in_twice(person).await;
    let code = server.code(&person.key);
    let mut fields = vec![("password", person.password.as_str()), ("code", code.as_str())];
    fields.extend(more);
    let answer = other.post(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
    server.advance(30);
    other
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pwd_14_a_changed_password_ends_it() {
    for server in servers().await {
        let mut ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        let new = "seven calm badgers rowing";
        elsewhere(&server, &ann, "/settings/security/password", &[("new_password", new)]).await;
        ann.person.password = new.to_owned();
        assert!(!browser.enters(&ann).await);
    }
}

/// SES-19: also when the same browser did it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_19_a_changed_factor_ends_it() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        assert!(browser.enters(&ann).await);
        let code = server.code(&ann.key);
        let proofs = [("password", ann.password.as_str()), ("code", code.as_str())];
        assert_eq!(browser.post("/settings/security/apps/new", &proofs).await.status, StatusCode::SEE_OTHER);
        let key = browser.get("/settings/security/apps/new/app").await.shown_key().unwrap();
        let app = [("name", "Tablet"), ("code", &server.code(&key))];
        let added = browser.post("/settings/security/apps/new/app", &app).await;
        assert_eq!(added.location(), "/settings/security/apps?notice=added", "{}", added.body);
        browser.post("/sign-out", &[]).await;
        assert!(!browser.enters(&ann).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_19_turning_two_step_off_and_on_again_ends_it() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        elsewhere(&server, &ann, "/settings/security/two-step/disable", &[]).await;
        let mut program = server.program(&ann).await;
        let ann = server.enable_two_step(ann.person, &mut program).await;
        assert!(!browser.enters(&ann).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ending_all_others_ends_it_there_and_keeps_it_here() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let (mut here, mut there) = (server.trusting(&ann).await, server.trusting(&ann).await);
        assert!(here.enters(&ann).await && there.enters(&ann).await);
        let both = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        here.post("/step-up", &both).await;
        assert_eq!(here.post(&format!("{SESSIONS}/end-others"), &[]).await.status, StatusCode::SEE_OTHER);
        server.advance(61);
        assert!(!there.is_signed_in().await && !there.enters(&ann).await);
        here.post("/sign-out", &[]).await;
        assert!(here.enters(&ann).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ending_that_browsers_session_ends_it() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        assert!(browser.enters(&ann).await);
        let mut here = server.signed_in_twice(&ann).await;
        let sql = "SELECT id FROM sessions WHERE trusted_by IS NOT NULL";
        let id: String = server.app.db.fetch_one(sql, db::params![]).await.unwrap().read("id").unwrap();
        assert_eq!(here.post(&format!("{SESSIONS}/{id}/end"), &[]).await.status, StatusCode::SEE_OTHER);
        server.advance(61);
        assert!(!browser.enters(&ann).await);
    }
}

/// ADM-02 beside it: the name alone ends nothing of anybody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_owner_ends_it_in_the_list() {
    for server in servers().await {
        let (ann, bob) = (server.two_step_person("ann").await, server.two_step_person("bob").await);
        let mut browser = server.trusting(&ann).await;
        let mut here = server.signed_in_twice(&ann).await;
        let mut intruder = server.signed_in_twice(&bob).await;
        let page = here.get(SESSIONS).await.body;
        let path = page.split("action=\"").find(|rest| rest.contains("/trust/")).unwrap();
        let path = path.split('"').next().unwrap();
        assert_eq!(intruder.post(path, &[]).await.status, StatusCode::NOT_FOUND);
        server.advance(600);
        assert_eq!(here.post(path, &[]).await.status, StatusCode::FORBIDDEN, "stale");
        assert_eq!(server.rows("trusted_browsers").await, 1);
        here.post("/step-up", &[("password", &ann.password), ("code", &server.code(&ann.key))]).await;
        assert_eq!(here.post(path, &[]).await.location(), format!("{SESSIONS}?notice=trust-ended"));
        assert!(!browser.enters(&ann).await);
        assert_eq!(server.events("session.end_trust").await, ["not-found", "allowed"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_ends_all_by_switching_it_off() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let browser = server.trusting(&ann).await;
        let off = server.again_with(Options::default()).await;
        let mut there = off.browser();
        there.cookies = browser.cookies.clone();
        assert!(!there.enters(&ann).await);
        let on = server.again_with(allowed()).await;
        let mut there = on.browser();
        there.cookies = browser.cookies.clone();
        assert!(there.enters(&ann).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_over_is_forgotten() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        server.trusting(&ann).await;
        server.advance(super::DAYS * super::DAY - 62);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.rows("trusted_browsers").await, 1);
        server.advance(1);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.rows("trusted_browsers").await, 0);
    }
}
