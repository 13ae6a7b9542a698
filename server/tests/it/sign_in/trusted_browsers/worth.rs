//! What such a session is worth: the password alone.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{HOME, SECOND_STEP, SESSIONS, servers};
use crate::support::{LOST_DEVICE, Person};

const OTHERS: &str = "/settings/security/sessions/end-others";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_21_it_is_never_fresh_and_every_change_asks_for_a_code() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        assert!(browser.enters(&ann).await);
        let before = server.snapshot().await;
        assert_eq!(
            browser.get(OTHERS).await.location(),
            format!("/step-up?next={OTHERS}"),
            "a moment after the password"
        );
        assert_eq!(browser.post(OTHERS, &[]).await.status, StatusCode::FORBIDDEN);
        let password = [("password", ann.password.as_str())];
        for (path, field) in [
            ("/settings/security/two-step/disable", ("code", "")),
            ("/settings/security/password", ("new_password", "seven calm badgers rowing")),
            ("/settings/security/recovery-codes/view", ("code", "")),
            ("/settings/security/recovery-codes/new", ("code", "")),
            ("/settings/security/apps/new", ("code", "")),
            ("/settings/security/addresses/new", ("email", "mallory@evil.test")),
            ("/step-up", ("code", "")),
        ] {
            let answer = browser.post(path, &[password[0], field]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
        }
        assert_ne!(browser.post(LOST_DEVICE, &[]).await.location(), "/settings/security/apps/new/app");
        assert_eq!(server.snapshot().await, before);
        // With a code it becomes a session like any other.
        let both = [password[0], ("code", &server.code(&ann.key))];
        assert_eq!(browser.post("/step-up", &both).await.location(), HOME);
        assert_eq!(browser.get(OTHERS).await.status, StatusCode::OK);
    }
}

/// DESIGN 5.4: a browser becomes known behind both doors. A copy of a trust is no lane of its
/// own for guesses at the second one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brf_13_it_makes_no_stranger_known() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        let known = server.rows("known_browsers").await;
        let told = server.mails_about("New sign-in").await;
        let mut thief = browser.thief(&server);
        assert!(thief.enters(&ann).await);
        assert_eq!(server.rows("known_browsers").await, known);
        assert_eq!(server.mails_about("New sign-in").await, told + 1, "but its owner is told of it");
        server.advance(61);
        browser.cookies.insert("trust".into(), thief.trust());
        assert!(browser.enters(&ann).await);
        assert_eq!(server.rows("known_browsers").await, known, "the one that was known is so still");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_alone_opens_nothing() {
    for server in servers().await {
        let (ann, bob) = (server.two_step_person("ann").await, server.two_step_person("bob").await);
        let browser = server.trusting(&ann).await;
        let mut thief = browser.thief(&server);
        assert_eq!(thief.get(HOME).await.status, StatusCode::SEE_OTHER);
        let before = server.snapshot().await;
        let wrong = thief.post("/sign-in", &[("login", "ann"), ("password", "never the right one")]).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.snapshot().await, before, "the value is not even looked at");
        assert!(!thief.enters(&bob).await, "nor does it serve another account");
        assert!(browser.clone().enters(&ann).await, "and it is as good as before");
    }
}

/// DESIGN 5.12: an administrator is always asked, also one who was none when the box was ticked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_is_asked_for_a_code() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        server.execute("UPDATE accounts SET role = 'administrator' WHERE username = 'ann'", vec![]).await;
        assert!(!browser.enters(&ann).await);
        let page = browser.get(SECOND_STEP).await.body;
        assert!(!page.contains("name=\"trust\""), "{page}");
        let old = browser.trust();
        browser.post(SECOND_STEP, &[("code", &server.code(&ann.key)), ("trust", "yes")]).await;
        assert_eq!((browser.trust(), server.rows("trusted_browsers").await), (old, 1), "no new one is given");
        server.execute("UPDATE accounts SET role = 'member' WHERE username = 'ann'", vec![]).await;
        assert!(browser.enters(&ann).await, "the one thing that was changed");
    }
}

/// An old recovery code that somebody found buys no month without codes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_code_gives_no_trust() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.pending(&ann).await;
        let fields = [("code", ann.recovery_codes[0].as_str()), ("trust", "yes")];
        assert_eq!(browser.post(SECOND_STEP, &fields).await.location(), LOST_DEVICE);
        assert!(browser.trust().is_empty());
        assert_eq!(server.rows("trusted_browsers").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_have_no_part_in_it() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let browser = server.trusting(&ann).await;
        let mut program = browser.thief(&server);
        let person: &Person = &ann;
        let answer = program.api_sign_in(person).await;
        assert_eq!(answer.json()["status"], "second-step", "below /api/ no cookie counts");
        let token = answer.json()["pending"]["token"].as_str().unwrap().to_owned();
        let body = json!({ "code": server.code(&ann.key), "trust": "yes" }).to_string();
        let refused = program.with_bearer(&token).api(Method::POST, "/api/v1/sign-in/second-step", &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_says_which_browsers_and_until_when() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        let mut other = server.signed_in_twice(&ann).await;
        browser.enters(&ann).await;
        let page = browser.get(SESSIONS).await.body;
        for text in
            ["Browsers that need no code", "This browser", "2026-12-22", "Password, in a browser that needs no code"]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        let page = other.get(SESSIONS).await.body;
        assert!(page.contains("Browsers that need no code") && !page.contains("This browser"), "{page}");
    }
}
