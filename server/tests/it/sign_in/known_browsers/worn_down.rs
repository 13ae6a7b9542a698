//! A factor that strangers have worn down: its owner is told at fifty failures, and at a
//! hundred it is refused to strangers until it is bound anew.

use serde_json::json;
use vestibule::jobs;

use super::WRONG;
use crate::on_both_engines;
use crate::support::{Browser, LOST_DEVICE, Options, Person, TestServer};

const DAY: u64 = 86_400;

async fn alarms(server: &TestServer) -> usize {
    jobs::tell(&server.app).await.unwrap();
    server.mails_about("trying to get into").await
}

/// Sets a new password by mail.
async fn reset(server: &TestServer, person: &Person, new: &str) -> Person {
    server.browser().post("/password-recovery", &[("login", &person.username)]).await;
    server.advance(1);
    let (_, text) = server.newest_mail(&person.email).await.unwrap();
    let token = text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let fields = [("token", token.as_str()), ("new_password", new)];
    let answer = server.browser().post("/password-recovery/new", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    Person { password: new.to_owned(), ..person.clone() }
}

on_both_engines! {
    async fn brf_01_a_password_is_refused_to_strangers_after_a_hundred(server) {
        let alice = server.person("alice").await;
        let mut known = server.known(&alice).await;
        let other = server.another_node().await;
        let mut stranger = server.browser_at("203.0.113.9:1");
        let mut elsewhere = other.as_ref().unwrap_or(&server).browser_at("203.0.113.9:1");
        for tries in 1..=49 {
            server.fail(if tries % 2 == 0 { &mut stranger } else { &mut elsewhere }, "alice").await;
        }
        assert_eq!(alarms(&server).await, 0);
        server.fail(&mut stranger, "alice").await;
        assert_eq!(alarms(&server).await, 1);
        let (_, text) = server.newest_mail(&alice.email).await.unwrap();
        assert!(text.contains("50 times") && text.contains("password"), "{text}");
        // Known browsers' successes forgive nothing.
        assert_eq!(server.sign_in_status(&mut known, &alice).await, 303);
        known.post("/sign-out", &[]).await;
        for _ in 50..99 {
            server.fail(&mut stranger, "alice").await;
        }
        assert_eq!(server.sign_in_status(&mut server.browser(), &alice).await, 303, "99 are not a hundred");
        server.fail(&mut stranger, "alice").await;
        for _ in 0..50 {
            assert_eq!(server.sign_in_status(&mut stranger, &alice).await, 401, "as if it were wrong");
        }
        let again = server.again_with(Options::default()).await;
        assert_eq!(server.sign_in_status(&mut again.browser(), &alice).await, 401, "nor after a new start");
        assert_eq!(alarms(&server).await, 1, "told once");
        assert_eq!(server.sign_in_status(&mut known, &alice).await, 303);
        let renewed = reset(&server, &alice, "nine otters paint loudly").await;
        assert_eq!(server.sign_in_status(&mut server.browser(), &renewed).await, 303);
    }

    async fn brf_13_its_owner_changes_it_in_a_session_and_it_counts_again(server) {
        let alice = server.person("alice").await;
        let mut here = server.signed_in(&alice).await;
        let worn = "UPDATE throttles SET strikes = 100 WHERE factor = 'password'";
        server.fail(&mut server.browser(), "alice").await;
        assert_eq!(server.execute(worn, vec![]).await, 1);
        assert_eq!(server.sign_in_status(&mut server.browser(), &alice).await, 401);
        let new = "nine otters paint loudly";
        let fields = [("password", alice.password.as_str()), ("new_password", new)];
        assert_eq!(here.post("/settings/security/password", &fields).await.status, 303);
        let renewed = Person { password: new.to_owned(), ..alice };
        assert_eq!(server.sign_in_status(&mut server.browser(), &renewed).await, 303);
    }

    /// Thirty days of somebody patient who knows the password, and of an owner who signs
    /// in every day.
    async fn brf_15_a_patient_attacker_wears_the_app_down_and_locks_nobody_out(server) {
        let alice = server.two_step_person("alice").await;
        let mut known = server.known_twice(&alice).await;
        let (mut told_on, mut refused_on) = (0, 0);
        for day in 1..=30 {
            // Every wait is over by then: back-off alone never stops four tries a day.
            server.advance(DAY);
            let mut intruder = server.browser_at("203.0.113.9:1");
            intruder.sign_in(&alice).await;
            for _ in 0..4 {
                let answer = intruder.enter_code(&server.wrong_code(&alice.key)).await;
                assert_eq!(answer.status, 403, "day {day}");
                if answer.body.contains("don\u{2019}t count in this one") && refused_on == 0 {
                    refused_on = day;
                }
            }
            if alarms(&server).await > 0 && told_on == 0 {
                told_on = day;
            }
            known.sign_in(&alice).await;
            assert_eq!(known.enter_code(&server.code(&alice.key)).await.location(), "/settings/security", "day {day}");
            known.post("/sign-out", &[]).await;
            server.advance(60);
        }
        assert_eq!((told_on, refused_on, alarms(&server).await), (13, 26, 1));
        server.advance(DAY);
        // The right code, guessed at last, opens nothing; a recovery code is the owner's.
        let mut intruder = server.pending(&alice).await;
        let refused = intruder.enter_code(&server.code(&alice.key)).await;
        assert_eq!(refused.status, 403);
        let mut program = server.pending_program(&alice).await;
        assert_eq!(program.api_enter_code(&server.code(&alice.key)).await.problem(), "app-refused");
        assert!(server.is_two_step_on("alice").await, "and it is still asked for");
        assert_eq!(intruder.enter_code(&alice.recovery_codes[0]).await.location(), LOST_DEVICE);
        // Bound anew, it counts everywhere.
        known.sign_in(&alice).await;
        known.enter_code(&server.code(&alice.key)).await;
        server.advance(30);
        assert_eq!(known.disable(&alice.password, &server.code(&alice.key)).await.status, 303);
        let mut program = server.program(&alice).await;
        let again = server.enable_two_step(alice.person.clone(), &mut program).await;
        server.signed_in_twice(&again).await;
    }

    async fn brf_17_recovery_codes_wait_and_are_never_refused(server) {
        let alice = server.two_step_person("alice").await;
        let mut stranger = server.pending(&alice).await;
        stranger.enter_code("aaaa-aaaa-aaaa-aaaa").await;
        let worn = "UPDATE throttles SET strikes = 500 WHERE factor = 'recovery_code'";
        assert_eq!(server.execute(worn, vec![]).await, 1);
        assert_eq!(stranger.enter_code(&alice.recovery_codes[0]).await.location(), LOST_DEVICE);
        assert_eq!(alarms(&server).await, 1, "the owner is told all the same");
    }

    /// A known browser that fails a hundred times is as worn down, and only there.
    async fn a_known_browser_has_an_end_too(server) {
        let alice = server.person("alice").await;
        let (mut known, mut other) = (server.known(&alice).await, server.known(&alice).await);
        for _ in 0..100 {
            server.fail(&mut known, "alice").await;
        }
        assert_eq!(server.sign_in_status(&mut known, &alice).await, 401);
        assert_eq!(server.sign_in_status(&mut other, &alice).await, 303);
        assert_eq!(server.sign_in_status(&mut server.browser(), &alice).await, 303);
        assert_eq!(alarms(&server).await, 0, "nobody is told of one's own mistakes");
        // A new password makes it a stranger, and then known anew.
        let renewed = reset(&server, &alice, "nine otters paint loudly").await;
        assert_eq!(server.sign_in_status(&mut known, &renewed).await, 303);
        known.post("/sign-out", &[]).await;
        assert_eq!(server.sign_in_status(&mut known, &renewed).await, 303);
    }

    /// BRF-22, ENU-01: nothing at fifty or at a hundred tells who is there.
    async fn brf_22_a_login_that_nobody_has_goes_the_same_way(server) {
        server.person("alice").await;
        let mut browsers = [server.browser_at("203.0.113.8:1"), server.browser_at("203.0.113.9:1")];
        let mut program = server.browser_at("203.0.113.7:1");
        for tries in 0..220 {
            let mut seen = Vec::new();
            for (browser, login) in browsers.iter_mut().zip(["alice", "nobody"]) {
                seen.push(one_try(browser, login).await);
            }
            assert_eq!(seen[0], seen[1], "{tries}");
            server.advance(seen[0].0.unwrap_or(1));
            jobs::tell(&server.app).await.unwrap();
            jobs::forget(&server.app).await.unwrap();
        }
        server.advance(3_600);
        let mut answers = Vec::new();
        for login in ["alice", "nobody"] {
            let body = json!({ "login": login, "password": WRONG }).to_string();
            answers.push(program.api(axum::http::Method::POST, "/api/v1/sign-in", &body).await.masked(&[]));
        }
        assert_eq!(answers[0], answers[1]);
    }

    /// Whom nobody has is not kept in mind for longer than its waits.
    async fn strikes_are_kept_for_somebody_only(server) {
        server.person("alice").await;
        for login in ["alice", "nobody"] {
            server.fail(&mut server.browser(), login).await;
        }
        let kept = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM throttles WHERE factor = 'password'";
        server.advance(2 * DAY);
        jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number(kept, &[]).await, 1);
        server.advance(366 * DAY);
        jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number(kept, &[]).await, 0, "nor anybody after a year");
    }

    /// BRF-23: what was charged stands, whatever became of the try.
    async fn brf_23_a_strike_is_taken_before_the_compare(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        server.execute("UPDATE authenticator_apps SET secret_sealed = code_lookup FROM recovery_codes", vec![]).await;
        assert_eq!(program.api_enter_code(&server.code(&alice.key)).await.status, 500);
        let strikes = "SELECT strikes AS n FROM throttles WHERE factor = 'app_code'";
        assert_eq!(server.number(strikes, &[]).await, 1);
    }
}

/// One wrong password: the wait, and the whole answer without the login.
async fn one_try(browser: &mut Browser, login: &str) -> (Option<u64>, String) {
    let answer = browser.post("/sign-in", &[("login", login), ("password", WRONG)]).await;
    (answer.retry_after(), answer.masked(&[login]))
}
