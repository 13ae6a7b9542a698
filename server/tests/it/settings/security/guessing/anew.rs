//! A factor that is bound anew counts everywhere again.

use axum::http::Method;
use serde_json::json;
use vestibule::jobs;

use super::{PAGE, factor, guess};
use crate::on_both_engines;
use crate::support::{TestServer, TwoStepPerson};

const DAY: u64 = 86_400;

/// Four wrong codes a day by somebody who knows the password, for that many days.
async fn wear_down(server: &TestServer, person: &TwoStepPerson, days: usize) {
    for _ in 0..days {
        server.advance(DAY + 60);
        let mut intruder = server.browser_at("203.0.113.9:1");
        intruder.sign_in(person).await;
        for _ in 0..4 {
            let wrong = server.wrong_code(&person.key);
            assert_eq!(intruder.enter_code(&wrong).await.status, 403);
        }
        jobs::tell(&server.app).await.unwrap();
        jobs::forget(&server.app).await.unwrap();
    }
}

on_both_engines! {
    /// BRF-15: thirty days of somebody patient; the page and the check-up say so, and a new
    /// app counts in a browser that nobody knows.
    async fn brf_15_a_replaced_app_is_taken_from_strangers_again(server) {
        let ann = server.two_step_person("ann").await;
        let mut known = server.signed_in_twice(&ann).await;
        wear_down(&server, &ann, 2).await;
        known.sign_in(&ann).await;
        assert_eq!(known.enter_code(&server.code(&ann.key)).await.location(), "/settings/security");
        assert!(known.get(PAGE).await.body.contains("8 wrong tries by strangers"));
        wear_down(&server, &ann, 28).await;
        let stranger = server.pending(&ann).await.enter_code(&server.code(&ann.key)).await;
        assert_eq!(stranger.status, 403);
        known.sign_in(&ann).await;
        server.advance(30);
        assert_eq!(known.enter_code(&server.code(&ann.key)).await.location(), "/settings/security");
        let page = known.get(PAGE).await.body;
        assert!(page.contains("Only in browsers we know") && page.contains("203.0.113.9"), "{page}");
        assert!(known.get("/settings/security/check-up").await.body.contains("Too many wrong tries"));

        server.advance(30);
        let fields = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        let answer = known.post("/settings/security/apps/replace", &fields).await;
        assert_eq!(answer.location(), "/settings/security/apps/new/app", "{}", answer.body);
        let key = known.get("/settings/security/apps/new/app").await.shown_key().unwrap();
        known.post("/settings/security/apps/new/app", &[("name", "New phone"), ("code", &server.code(&key))]).await;
        let answer = known.post("/settings/security/apps/replace/old", &[("drop", "all")]).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=replaced", "{}", answer.body);
        assert!(!known.get(PAGE).await.body.contains("Only in browsers we know"));
        server.advance(30);
        let again = TwoStepPerson { key, ..ann };
        server.signed_in_twice(&again).await;
    }

    /// BRF-17: new recovery codes are other secrets; what was failed at the old ones is over.
    async fn brf_17_new_recovery_codes_are_counted_anew(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let mut stranger = server.pending(&ann).await;
        for _ in 0..5 {
            stranger.enter_code("aaaa-aaaa-aaaa-aaaa").await;
        }
        assert_eq!(factor(&mut program, "recovery_code").await["failures"], 5);
        assert_eq!(stranger.enter_code(&ann.recovery_codes[0]).await.status, 429);
        let body = json!({ "password": ann.password, "code": server.code(&ann.key) }).to_string();
        let answer = program.api(Method::POST, "/api/v1/recovery-codes", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let new = answer.json()["recovery_codes"][0].as_str().unwrap().to_owned();
        assert_eq!(factor(&mut program, "recovery_code").await["failures"], 0);
        assert_eq!(stranger.enter_code(&new).await.location(), crate::support::LOST_DEVICE);
    }

    /// BRF-13: so does a changed password, and what it says on the page.
    async fn brf_13_a_changed_password_is_counted_anew(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        guess(&server, "203.0.113.9:1", "bob", 1).await;
        server.execute("UPDATE throttles SET strikes = 100 WHERE factor = 'password'", vec![]).await;
        assert!(browser.get(PAGE).await.body.contains("Only in browsers we know"));
        let fields = [("password", bob.password.as_str()), ("new_password", "nine otters paint loudly")];
        assert_eq!(browser.post("/settings/security/password", &fields).await.status, 303);
        let page = browser.get(PAGE).await.body;
        assert!(page.contains("No wrong tries by strangers") && !page.contains("Only in browsers we know"), "{page}");
    }
}
