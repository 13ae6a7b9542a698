//! A guesser gains nothing by making the server fall over.

use axum::http::StatusCode;
use serde_json::json;

use crate::on_both_engines;
use crate::support::{TestServer, real_now_secs};

const SECOND_STEP: &str = "/api/v1/sign-in/second-step";

on_both_engines! {
    async fn brf_23_charges_survive_a_kill(server) {
        server.set_clock(real_now_secs() - 120);
        let alice = server.two_step_person("alice").await;
        let (wrong, right) = (server.wrong_code(&alice.key), alice.recovery_codes[0].clone());
        let token = |server: TestServer| async move {
            server.set_clock(real_now_secs());
            (server.pending_program(&alice).await.bearer.unwrap(), server)
        };
        let (pending, server) = token(server).await;
        let body = json!({ "code": wrong }).to_string();
        for tries in 1..=5 {
            let process = server.process().await;
            let refused = process.api("POST", SECOND_STEP, &pending, &body).await;
            assert_eq!(refused.status, 403, "{refused:?}");
            process.kill();
            assert_eq!(server.charged("app_code").await, tries);
        }
        let process = server.process().await;
        let refused = process.api("POST", SECOND_STEP, &pending, &body).await;
        assert_eq!(refused.status, 429, "the sixth waits, whatever was killed: {refused:?}");
        let body = json!({ "code": right }).to_string();
        assert_eq!(process.api("POST", SECOND_STEP, &pending, &body).await.status, 200, "the other factor is free");
    }

    async fn brf_23_a_try_is_charged_before_its_compare(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        // A compare that cannot be made: the sealed key is damaged.
        server.execute("UPDATE authenticator_apps SET secret_sealed = code_lookup FROM recovery_codes", vec![]).await;
        let before = server.snapshot().await;
        let broken = program.api_enter_code(&server.code(&alice.key)).await;
        assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR, "fail closed");
        assert_eq!(server.charged("app_code").await, 1, "and charged all the same");
        assert_eq!(server.snapshot().await, before);
        assert_eq!(program.api_enter_code(&alice.recovery_codes[0]).await.status, StatusCode::OK);
    }

    async fn brf_23_a_password_is_charged_before_its_compare(server) {
        let alice = server.person("alice").await;
        // A hash at a cost that is never paid is no password; the try counts.
        server.execute("UPDATE passwords SET hash = 'damaged'", vec![]).await;
        assert_eq!(server.browser().sign_in(&alice).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.charged("password").await, 1);
    }
}
