//! Which steps a code may be of, and where one ends and the next begins.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{Answer, TestServer, TwoStepPerson};

/// First steps of 30 seconds at which 31 and 32 bits of seconds, and 32 bits of steps, run out;
/// and an ordinary one.
const BOUNDARIES: [i64; 4] = [60_000_000, (1 << 31) / 30, (1_i64 << 32) / 30, 1 << 32];

async fn enter(server: &TestServer, person: &TwoStepPerson, step: i64) -> Answer {
    let secret = otp::Secret::from_base32(&person.key).unwrap();
    let code = format!("{:06}", otp::hotp(&secret, u64::try_from(step).unwrap()));
    let answer = server.pending_program(person).await.api_enter_code(&code).await;
    server.forget_tries().await;
    answer
}

on_both_engines! {
    async fn tot_06_a_step_begins_at_its_first_millisecond_and_ends_after_its_last(server) {
        for (number, step) in BOUNDARIES.into_iter().enumerate() {
            server.set_clock(step * 30 - 300);
            let person = server.two_step_person(&format!("person-{number}")).await;
            let at = |millis: i64| server.set_clock_millis(step * 30_000 + millis);
            at(-1);
            assert_eq!(enter(&server, &person, step).await.problem(), "wrong-code", "{step}: not yet");
            at(0);
            assert_eq!(enter(&server, &person, step).await.status, StatusCode::OK, "{step}: from now on");
            at(89_999);
            assert_eq!(enter(&server, &person, step + 1).await.status, StatusCode::OK, "{step}: the step before, to its end");
            at(119_999);
            assert_eq!(enter(&server, &person, step + 4).await.problem(), "wrong-code", "{step}: not yet");
            at(150_000);
            assert_eq!(enter(&server, &person, step + 3).await.problem(), "wrong-code", "{step}: no longer");
            assert_eq!(enter(&server, &person, step + 5).await.status, StatusCode::OK, "{step}: the one of now");
        }
    }

    async fn tot_05_no_other_step_is_taken(server) {
        let alice = server.two_step_person("alice").await;
        server.advance(300);
        let step = otp::Step::at(server.clock.unix_secs()).number();
        for steps in (-10..=10).filter(|steps| ![-1, 0].contains(steps)) {
            assert_eq!(enter(&server, &alice, step + steps).await.problem(), "wrong-code", "T{steps:+}");
        }
        for steps in [-1, 0] {
            assert_eq!(enter(&server, &alice, step + steps).await.status, StatusCode::OK, "T{steps:+}");
        }
    }

    /// A device that is always late, or somebody who sends late codes on purpose, moves nothing.
    async fn tot_19_what_is_sent_does_not_move_the_window(server) {
        let alice = server.two_step_person("alice").await;
        for day in 0..20 {
            server.advance(86_400);
            let step = otp::Step::at(server.clock.unix_secs()).number();
            assert_eq!(enter(&server, &alice, step - 2).await.problem(), "wrong-code", "day {day}");
            assert_eq!(enter(&server, &alice, step + 1).await.problem(), "wrong-code", "day {day}");
            assert_eq!(enter(&server, &alice, step - 1).await.status, StatusCode::OK, "day {day}");
        }
        let moved = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM authenticator_apps WHERE drift <> 0";
        assert_eq!(server.number(moved, &[]).await, 0);
    }
}
