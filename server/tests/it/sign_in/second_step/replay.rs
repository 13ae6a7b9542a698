//! A code serves once, on whatever way in.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer, TwoStepPerson};

/// The ways in on which a code can be used up.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Web,
    Api,
    WebDisable,
    ApiDisable,
}

const WAYS: [Way; 4] = [Way::Web, Way::Api, Way::WebDisable, Way::ApiDisable];

/// Somebody before each of the doors, everything else proved.
struct Doors {
    web: Browser,
    api: Browser,
    full_web: Browser,
    full_api: Browser,
}

impl Doors {
    async fn new(server: &TestServer, person: &TwoStepPerson) -> Self {
        let full_web = server.signed_in_twice(person).await;
        let mut program = server.pending_program(person).await;
        let opened = program.api_enter_code(&server.code(&person.key)).await.json();
        server.advance(30);
        Self {
            web: server.pending(person).await,
            api: server.pending_program(person).await,
            full_web,
            full_api: program.with_bearer(opened["token"].as_str().unwrap()),
        }
    }

    async fn use_code(&mut self, way: Way, password: &str, code: &str) -> Answer {
        match way {
            Way::Web => self.web.enter_code(code).await,
            Way::Api => self.api.api_enter_code(code).await,
            Way::WebDisable => self.full_web.disable(password, code).await,
            Way::ApiDisable => self.full_api.api_disable(password, code).await,
        }
    }
}

on_both_engines! {
    async fn tot_01_a_used_code_is_refused_on_every_way_in(server) {
        for (number, first) in [Way::Web, Way::Api].into_iter().enumerate() {
            let alice = server.two_step_person(&format!("alice-{number}")).await;
            let mut doors = Doors::new(&server, &alice).await;
            let code = server.code(&alice.key);
            assert!(doors.use_code(first, &alice.password, &code).await.is_let_through("/settings/security"));
            doors.web = server.pending(&alice).await;
            doors.api = server.pending_program(&alice).await;
            let before = server.snapshot().await;
            for (wait, way) in [0, 30].into_iter().flat_map(|wait| WAYS.map(|way| (wait, way))) {
                server.clock.advance(std::time::Duration::from_secs(wait));
                let refused = doors.use_code(way, &alice.password, &code).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{first:?}, then {way:?} after {wait} s");
                assert!(refused.body.contains("used already"), "who has the password is told why");
                server.forget_tries().await;
                server.rewind(std::time::Duration::from_secs(wait)).await;
            }
            assert_eq!(server.snapshot().await, before, "and nothing is written");
        }
    }

    async fn tot_01_a_code_that_disabled_opens_nothing_afterwards(server) {
        let alice = server.two_step_person("alice").await;
        let mut doors = Doors::new(&server, &alice).await;
        let code = server.code(&alice.key);
        assert_eq!(doors.use_code(Way::ApiDisable, &alice.password, &code).await.status, StatusCode::OK);
        for way in WAYS {
            let refused = doors.use_code(way, &alice.password, &code).await;
            assert!(!refused.is_let_through("/settings/security"), "{way:?}");
        }
    }

    async fn tot_03_a_step_never_comes_back(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let (previous, now) = (server.code_at(&alice.key, -1), server.code(&alice.key));
        assert_eq!(program.api_enter_code(&now).await.status, StatusCode::OK);
        let mut program = server.pending_program(&alice).await;
        // The step before was never used itself; a later one was.
        for code in [&previous, &now, &previous, &now] {
            assert_eq!(program.api_enter_code(code).await.problem(), "used-code");
            server.forget_tries().await;
        }
        server.advance(30);
        let next = server.code(&alice.key);
        assert_eq!(program.api_enter_code(&now).await.problem(), "used-code");
        assert_eq!(program.api_enter_code(&next).await.status, StatusCode::OK);
        let mut program = server.pending_program(&alice).await;
        assert_eq!(program.api_enter_code(&now).await.problem(), "used-code", "T, then T+1, then T");
    }

    async fn tot_03_in_order_both_steps_of_the_window_serve(server) {
        let alice = server.two_step_person("alice").await;
        server.advance(30);
        for steps in [-1, 0] {
            let mut program = server.pending_program(&alice).await;
            assert_eq!(program.api_enter_code(&server.code_at(&alice.key, steps)).await.status, StatusCode::OK);
        }
    }

    async fn tot_01_the_clock_going_back_revives_no_code(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let code = server.code(&alice.key);
        assert_eq!(program.api_enter_code(&code).await.status, StatusCode::OK);
        server.rewind(std::time::Duration::from_secs(30)).await;
        let mut program = server.pending_program(&alice).await;
        assert_eq!(program.api_enter_code(&server.code(&alice.key)).await.problem(), "used-code");
        server.clock.advance(std::time::Duration::from_secs(60));
        assert_eq!(program.api_enter_code(&server.code(&alice.key)).await.status, StatusCode::OK);
    }

    async fn a_used_code_says_so_to_nobody_without_the_password(server) {
        let alice = server.two_step_person("alice").await;
        server.signed_in_twice(&alice).await;
        let code = server.code_at(&alice.key, -1);
        let mut nobody = server.browser();
        assert_eq!(nobody.enter_code(&code).await.location(), "/sign-in?notice=pending-ended");
        let body = json!({ "code": code }).to_string();
        let answer = nobody.api(Method::POST, "/api/v1/sign-in/second-step", &body).await;
        assert_eq!(answer.problem(), "not-signed-in");
    }
}
