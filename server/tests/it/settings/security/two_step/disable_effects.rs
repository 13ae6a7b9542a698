//! `/settings/security/two-step/disable`: what it leaves.

use axum::http::StatusCode;

use crate::on_both_engines;

const SECRETS: &str = "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM authenticator_apps)
    + (SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_codes)
    + (SELECT CAST(COUNT(*) AS BIGINT) FROM enrolments) AS n";

on_both_engines! {
    async fn tot_17_no_app_and_no_code_is_left(server) {
        let alice = server.two_step_person("alice").await;
        let bob = server.two_step_person("bob").await;
        let mut browser = server.signed_in_twice(&alice).await;
        assert_eq!(server.number(SECRETS, &[]).await, 2 * 12);
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        assert!(!server.is_two_step_on("alice").await, "alice's count no more");
        assert!(server.is_two_step_on("bob").await);
        let mut again = server.signed_in(&alice).await;
        assert!(again.is_signed_in().await, "the password alone signs in");
        server.pending(&bob).await;
        // "This wasn't me" could bring them back for seven days.
        server.advance(7 * 86_400);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.number(SECRETS, &[]).await, 12, "alice's are gone, bob's are not");
    }

    async fn everything_else_that_was_open_ends(server) {
        let alice = server.two_step_person("alice").await;
        let mut elsewhere = server.signed_in_twice(&alice).await;
        let mut browser = server.signed_in_twice(&alice).await;
        let mut pending = server.pending(&alice).await;
        let mut program = server.pending_program(&alice).await;
        let mut old = browser.clone();
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        assert_ne!(browser.session(), old.session());
        assert!(browser.is_signed_in().await);
        assert!(!old.is_signed_in().await && !elsewhere.is_signed_in().await);
        server.advance(30);
        let ended = pending.enter_code(&server.code(&alice.key)).await;
        assert_eq!(ended.location(), "/sign-in?notice=pending-ended");
        let ended = program.api_enter_code(&alice.recovery_codes[0]).await;
        assert_eq!(ended.status, StatusCode::UNAUTHORIZED, "ses_10: the factor was removed meanwhile");
    }

    async fn a_mail_goes_to_every_confirmed_address(server) {
        let alice = server.two_step_person("alice").await;
        server.execute(
            "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
             SELECT 'a2', id, 'second@example.test', 'second@example.test', FALSE, created_at, created_at FROM accounts", vec![]).await;
        let mut browser = server.signed_in_twice(&alice).await;
        let before = server.mails_to("example.test").await;
        browser.disable(&alice.password, &server.wrong_code(&alice.key)).await;
        assert_eq!(server.mails_to("example.test").await, before, "none for a refusal");
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        for address in [alice.email.as_str(), "second@example.test"] {
            let (subject, text) = server.newest_mail(address).await.unwrap();
            assert_eq!(subject, "Two-step verification is off at Vestibule");
            assert!(text.contains("alice"), "{text}");
        }
        assert_eq!(server.mails_to("example.test").await, before + 2);
    }

    async fn rec_15_set_up_again_the_old_codes_and_the_old_key_are_dead(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        server.advance(60);
        let (mut browser, key, codes) = server.at_codes_step(&alice).await;
        assert_ne!(key, alice.key);
        assert!(codes.iter().all(|code| !alice.recovery_codes.contains(code)));
        browser.finish_set_up().await;
        server.advance(30);
        let mut program = server.pending_program(&alice).await;
        for old in &alice.recovery_codes {
            assert_eq!(program.api_enter_code(old).await.problem(), "wrong-code", "not even known as used");
            server.forget_tries().await;
        }
        assert_eq!(program.api_enter_code(&server.code(&alice.key)).await.problem(), "wrong-code");
        assert_eq!(program.api_enter_code(&codes[0]).await.status, StatusCode::OK);
        server.signed_in_twice(&crate::support::TwoStepPerson { key, recovery_codes: codes, ..alice }).await;
    }

    async fn the_decisions_are_recorded(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        browser.disable("not alice's password", "123456").await;
        server.advance(1);
        browser.disable(&alice.password, &server.wrong_code(&alice.key)).await;
        server.advance(1);
        browser.disable(&alice.password, &server.code(&alice.key)).await;
        assert_eq!(server.events("two_step.activate").await, ["allowed"]);
        assert_eq!(server.events("two_step.deactivate").await, ["wrong-password", "wrong-code", "allowed"]);
    }
}
