//! Which steps the first code may be of, and what follows from it.

use axum::http::StatusCode;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::on_both_engines;
use crate::support::TestServer;

const APP: &str = "/settings/security/two-step/setup/app";
const CASES: usize = 12;

/// Random moments between 2001 and the year 6000, where steps need more than 32 bits.
fn moments() -> impl Iterator<Item = i64> {
    let mut runner = TestRunner::default();
    let strategy = 1_000_000_000_i64..130_000_000_000;
    (0..CASES).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// Tries the code of that many steps from now at a second door of its own.
async fn is_taken(server: &TestServer, person: &crate::support::Person, key: &str, steps: i64) -> bool {
    let mut program = server.pending_program(person).await;
    let answer = program.api_enter_code(&server.code_at(key, steps)).await;
    if answer.status == StatusCode::OK {
        return true;
    }
    assert_eq!(answer.problem(), "wrong-code", "{}", answer.body);
    server.forget_tries().await;
    false
}

on_both_engines! {
    async fn tot_05_at_set_up_one_step_either_way_and_afterwards_two_steps(server) {
        for (number, moment) in moments().enumerate() {
            let drift = [-1, 0, 1][number % 3];
            server.set_clock(moment);
            server.rewind(std::time::Duration::ZERO).await;
            let person = server.person(&format!("person-{number}")).await;
            let (mut browser, key) = server.at_app_step(&person).await;
            for steps in [-10, -3, -2, 2, 3, 10] {
                if server.is_ambiguous(&key, steps, -1..=1) {
                    continue;
                }
                let refused = browser.post(APP, &[("code", &server.code_at(&key, steps))]).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "T{steps:+} at {moment}");
                server.forget_tries().await;
            }
            let taken = browser.post(APP, &[("code", &server.code_at(&key, drift))]).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "T{drift:+} at {moment}");
            browser.finish_set_up().await;
            // Two steps on, so that none in the window has been used up.
            server.advance(60);
            for steps in [-10, -3, -2, 1, 2, 3, 10] {
                let steps = drift + steps;
                if server.is_ambiguous(&key, steps, drift - 1..=drift) {
                    continue;
                }
                assert!(!is_taken(&server, &person, &key, steps).await, "T{steps:+} with d={drift} at {moment}");
            }
            for steps in [drift - 1, drift] {
                assert!(is_taken(&server, &person, &key, steps).await, "T{steps:+} with d={drift} at {moment}");
            }
        }
    }

    async fn tot_05_the_difference_is_learned_once(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        browser.post(APP, &[("code", &server.code_at(&key, 1))]).await;
        browser.finish_set_up().await;
        // A device that is ahead stays ahead by one step, however often it is used.
        for _ in 0..5 {
            server.advance(60);
            assert!(!is_taken(&server, &alice, &key, 2).await);
            assert!(is_taken(&server, &alice, &key, 1).await);
        }
        assert_eq!(server.number("SELECT drift AS n FROM authenticator_apps", &[]).await, 1);
    }
}
