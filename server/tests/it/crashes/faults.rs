//! A fault rolls back all of its verb, and nothing of anybody else's.

use axum::http::StatusCode;

use crate::on_both_engines;

const DROP: &str = "ALTER TABLE outbox RENAME TO outbox_away";
const BACK: &str = "ALTER TABLE outbox_away RENAME TO outbox";
const ERROR: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

on_both_engines! {
    async fn an_activation_whose_mail_cannot_be_written_has_not_happened(server) {
        let alice = server.person("alice").await;
        let (mut browser, _, codes) = server.at_codes_step(&alice).await;
        let mut elsewhere = server.signed_in(&alice).await;
        let before = server.snapshot().await;
        server.execute(DROP, vec![]).await;
        let failed = browser.finish_set_up().await;
        assert_eq!(failed.status, ERROR);
        assert!(!failed.headers.contains_key("set-cookie"));
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.events("two_step.activate").await, Vec::<String>::new(), "its event neither");
        assert!(!server.is_two_step_on("alice").await);
        assert!(browser.is_signed_in().await && elsewhere.is_signed_in().await);
        server.execute(BACK, vec![]).await;
        assert_eq!(browser.get("/settings/security/two-step/setup/codes").await.shown_codes(), codes);
        assert_eq!(browser.finish_set_up().await.location(), "/settings/security/two-step/setup/done");
        assert!(server.is_two_step_on("alice").await);
        assert!(!elsewhere.is_signed_in().await);
    }

    async fn a_disable_whose_mail_cannot_be_written_spends_no_code(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let before = server.snapshot().await;
        server.execute(DROP, vec![]).await;
        for code in [server.code(&alice.key), alice.recovery_codes[0].clone()] {
            assert_eq!(browser.disable(&alice.password, &code).await.status, ERROR);
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.charged("app_code").await, 1, "the charge was committed before");
        server.execute(BACK, vec![]).await;
        let done = browser.disable(&alice.password, &alice.recovery_codes[0]).await;
        assert_eq!(done.location(), "/settings/security?notice=two-step-off");
    }

    async fn a_fault_takes_nobody_else_with_it(server) {
        let alice = server.person("alice").await;
        let (browser, _, _) = server.at_codes_step(&alice).await;
        let mut working = Vec::new();
        for number in 0..8 {
            // Programs of a network that is known: no mail goes with their sign-in.
            let other = server.two_step_person(&format!("other-{number}")).await;
            working.push((server.pending_program(&other).await, other.key));
        }
        let working: Vec<_> = working.into_iter().map(|(pending, key)| (pending, server.code(&key))).collect();
        server.execute(DROP, vec![]).await;
        let failing = (0..8).map(|_| {
            let mut tab = browser.clone();
            tokio::spawn(async move { tab.finish_set_up().await.status })
        });
        let failing: Vec<_> = failing.collect();
        for pair in working.chunks(4) {
            let tasks: Vec<_> = pair
                .iter()
                .cloned()
                .map(|(mut pending, code)| tokio::spawn(async move { pending.api_enter_code(&code).await }))
                .collect();
            for task in tasks {
                assert_eq!(task.await.unwrap().status, StatusCode::OK);
            }
        }
        for task in failing {
            assert_eq!(task.await.unwrap(), ERROR);
        }
        let used = "SELECT CAST(COUNT(last_used_at) AS BIGINT) AS n FROM authenticator_apps";
        assert_eq!(server.number(used, &[]).await, 8);
        assert!(!server.is_two_step_on("alice").await);
    }
}
