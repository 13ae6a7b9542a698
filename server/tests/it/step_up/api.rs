//! The JSON door.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::{Answer, Browser};

const STEP_UP: &str = "/api/v1/step-up";
const OTHERS: &str = "/api/v1/sessions/end-others";

impl Browser {
    async fn api_step_up(&mut self, password: &str, code: &str) -> Answer {
        self.api(Method::POST, STEP_UP, &json!({ "password": password, "code": code }).to_string()).await
    }
}

on_both_engines! {
    async fn a_program_is_told_what_is_missing_and_until_when_it_counts(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        server.advance(600);
        let refused = program.api(Method::POST, OTHERS, "").await;
        assert_eq!((refused.status, refused.problem()), (StatusCode::FORBIDDEN, "step-up-needed".into()));
        assert_eq!(refused.json()["missing"], json!(["password", "second-factor"]));
        let proved = program.api_step_up(&ann.password, &server.code(&ann.key)).await;
        assert_eq!(proved.status, StatusCode::OK, "{}", proved.body);
        let until = server.app.now().plus(std::time::Duration::from_secs(600)).rfc3339();
        assert_eq!(proved.json()["fresh_until"], until);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED, "the old token is dead");
        let mut program = program.with_bearer(proved.json()["session"]["token"].as_str().unwrap());
        server.advance(599);
        assert_eq!(program.api(Method::POST, OTHERS, "").await.status, StatusCode::NO_CONTENT);
        server.advance(1);
        assert_eq!(program.api(Method::POST, OTHERS, "").await.status, StatusCode::FORBIDDEN);
    }

    async fn it_says_no_later_end_than_the_session_has(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        server.execute("UPDATE sessions SET expires_at = last_seen_at + 60000000", vec![]).await;
        let proved = program.api_step_up(&bob.password, "").await;
        assert_eq!(proved.json()["fresh_until"], proved.json()["session"]["expires_at"], "{}", proved.body);
    }

    async fn a_wrong_proof_leaves_the_token_as_it_was(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        for (password, code, problem) in [
            ("not this one at all", "000000", "wrong-password"),
            (ann.password.as_str(), "000000", "wrong-code"),
            (ann.password.as_str(), "", "code-missing"),
            ("", "000000", "password-missing"),
        ] {
            server.advance(1);
            assert_eq!(program.api_step_up(password, code).await.problem(), problem);
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(server.events("step_up").await, ["wrong-password", "wrong-code"]);
    }
}
