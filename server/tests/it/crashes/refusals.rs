//! A refusal commits what it decided: its event and its charge.

use axum::http::StatusCode;

use crate::on_both_engines;

on_both_engines! {
    async fn a_refused_code_leaves_its_event_and_its_charge(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let before = server.snapshot().await;
        let refused = program.api_enter_code(&server.wrong_code(&alice.key)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(server.events("sign_in.second_step").await, ["wrong-code"]);
        assert_eq!(server.charged("app_code").await, 1);
        assert_eq!(server.snapshot().await, before, "and nothing else");
        program.api_enter_code("0000-0000-0000-0000").await;
        assert_eq!(server.events("sign_in.second_step").await, ["wrong-code"; 2]);
        assert_eq!(server.charged("recovery_code").await, 1);
    }

    async fn a_refused_password_leaves_its_event_and_its_charge(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let before = server.snapshot().await;
        browser.disable("not alice's password", &server.code(&alice.key)).await;
        assert_eq!(server.events("two_step.deactivate").await, ["wrong-password"]);
        assert_eq!((server.charged("password").await, server.charged("app_code").await), (1, 0));
        assert_eq!(server.snapshot().await, before, "the code was not looked at, and is not spent");
    }

    async fn a_success_clears_what_was_charged_to_its_factor_alone(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        program.api_enter_code(&server.wrong_code(&alice.key)).await;
        program.api_enter_code("0000-0000-0000-0000").await;
        assert_eq!((server.charged("app_code").await, server.charged("recovery_code").await), (1, 1));
        assert_eq!(program.api_enter_code(&server.code(&alice.key)).await.status, StatusCode::OK);
        assert_eq!((server.charged("app_code").await, server.charged("recovery_code").await), (0, 1));
        assert_eq!(server.charged("network").await, 2, "the failures stay with the network they came from");
    }
}
