//! What a wrong code tells its owner of the device's clock.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{TestServer, TwoStepPerson, bodies_without_nonce};

async fn told(server: &TestServer, person: &TwoStepPerson, code: &str) -> (String, String) {
    let program = server.pending_program(person).await.api_enter_code(code).await;
    assert_eq!((program.status, program.problem().as_str()), (StatusCode::FORBIDDEN, "wrong-code"));
    let page = server.pending(person).await.enter_code(code).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    server.forget_tries().await;
    (program.body.clone(), bodies_without_nonce(&page))
}

on_both_engines! {
    async fn a_code_of_some_minutes_ago_says_how_many(server) {
        let alice = server.two_step_person("alice").await;
        server.advance(7_200);
        for (steps, words) in [
            (-2, "about a minute behind"),
            (-3, "about 2 minutes behind"),
            (-4, "about 2 minutes behind"),
            (-5, "about 3 minutes behind"),
            (-20, "about 10 minutes behind"),
            (-60, "about 30 minutes behind"),
        ] {
            if server.is_ambiguous(&alice.key, steps, -60..=0) {
                continue;
            }
            let (program, page) = told(&server, &alice, &server.code_at(&alice.key, steps)).await;
            assert!(program.contains(words), "T{steps}: {program}");
            assert!(page.contains(words), "T{steps}");
        }
    }

    async fn a_code_of_the_future_says_what_a_wrong_one_says(server) {
        let alice = server.two_step_person("alice").await;
        server.advance(7_200);
        let wrong = told(&server, &alice, &server.wrong_code(&alice.key)).await;
        assert!(!wrong.0.contains("seems to be") && !wrong.1.contains("seems to be"));
        for steps in [1, 2, 3, 4, 10, 20, 60, 120] {
            if server.is_ambiguous(&alice.key, steps, -60..=0) {
                continue;
            }
            assert_eq!(told(&server, &alice, &server.code_at(&alice.key, steps)).await, wrong, "T+{steps}, to the byte");
        }
        for steps in [-61, -120] {
            assert_eq!(told(&server, &alice, &server.code_at(&alice.key, steps)).await, wrong, "T{steps}: too long ago");
        }
    }

    async fn a_recovery_code_that_is_wrong_says_nothing_of_clocks(server) {
        let alice = server.two_step_person("alice").await;
        let (program, page) = told(&server, &alice, "0000-0000-0000-0000").await;
        assert!(!program.contains("seems to be") && !page.contains("seems to be"));
    }

    async fn the_hint_opens_nothing(server) {
        let alice = server.two_step_person("alice").await;
        server.advance(7_200);
        let before = server.snapshot().await;
        let old = server.code_at(&alice.key, -2);
        let mut program = server.pending_program(&alice).await;
        program.api_enter_code(&old).await;
        let after: Vec<String> = server.snapshot().await.into_iter().filter(|line| !line.starts_with("pending")).collect();
        assert_eq!(after, before, "no step is used up, and the difference is not learned");
        assert_eq!(server.charged("app_code").await, 1, "and the try is charged");
    }
}
