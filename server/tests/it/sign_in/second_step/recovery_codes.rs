//! Recovery codes at the second door.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::LOST_DEVICE;

const USED: &str = "SELECT CAST(COUNT(used_at) AS BIGINT) AS n FROM recovery_codes";

on_both_engines! {
    async fn rec_01_each_works_once(server) {
        let alice = server.two_step_person("alice").await;
        for (number, code) in alice.recovery_codes.iter().enumerate() {
            let mut browser = server.pending(&alice).await;
            assert_eq!(browser.enter_code(code).await.location(), LOST_DEVICE, "code {number}");
            let mut again = server.pending_program(&alice).await;
            assert_eq!(again.api_enter_code(code).await.problem(), "used-recovery-code", "code {number}");
            server.forget_tries().await;
            server.advance(60);
        }
        assert_eq!(server.number(USED, &[]).await, 10);
        let mut browser = server.pending(&alice).await;
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.location(), "/settings/security", "the app still does");
    }

    async fn rec_03_another_accounts_code_is_wrong_and_stays_unspent(server) {
        let alice = server.two_step_person("alice").await;
        let mallory = server.two_step_person("mallory").await;
        let mut program = server.pending_program(&alice).await;
        let before = server.snapshot().await;
        assert_eq!(program.api_enter_code(&mallory.recovery_codes[0]).await.problem(), "wrong-code");
        assert_eq!(server.snapshot().await, before);
        let sql = "SELECT failures AS n FROM throttles t JOIN accounts a ON a.id = t.subject
                   WHERE t.factor = 'recovery_code' AND a.username = 'alice'";
        assert_eq!(server.number(sql, &[]).await, 1, "charged to the account that was tried");
        let mut own = server.pending_program(&mallory).await;
        assert_eq!(own.api_enter_code(&mallory.recovery_codes[0]).await.status, StatusCode::OK);
        let mut own = server.pending_program(&mallory).await;
        assert_eq!(own.api_enter_code(&server.code(&alice.key)).await.problem(), "wrong-code", "nor an app's");
    }

    async fn rec_15_a_code_of_an_unfinished_set_up_is_none(server) {
        let alice = server.person("alice").await;
        let (mut browser, _, dropped) = server.at_codes_step(&alice).await;
        browser.post("/settings/security/two-step/setup/cancel", &[]).await;
        server.advance(60);
        let (mut browser, _, codes) = server.at_codes_step(&alice).await;
        browser.finish_set_up().await;
        let mut program = server.pending_program(&alice).await;
        assert_eq!(program.api_enter_code(&dropped[0]).await.problem(), "wrong-code");
        assert_eq!(program.api_enter_code(&codes[0]).await.status, StatusCode::OK);
    }

    async fn the_owner_sees_how_many_are_left(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let mut low = Vec::new();
        for code in &alice.recovery_codes {
            server.pending(&alice).await.enter_code(code).await;
            let page = browser.get("/settings/security").await;
            low.push(page.body.contains("notice warning"));
        }
        assert_eq!(low, [false, false, false, false, false, false, true, true, true, true], "warned from 3 on");
    }

    async fn a_recovery_code_of_a_sign_in_that_has_ended_is_not_spent(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        server.advance(600);
        assert_eq!(browser.enter_code(&alice.recovery_codes[0]).await.location(), "/sign-in?notice=pending-ended");
        assert_eq!(server.number(USED, &[]).await, 0);
        assert_eq!(server.charged("recovery_code").await, 0);
    }
}
