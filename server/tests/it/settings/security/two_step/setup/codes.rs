//! Step 3: the recovery codes, and the box that switches it all on.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{LOST_DEVICE, Options, TestServer};

const CODES: &str = "/settings/security/two-step/setup/codes";
const DONE: &str = "/settings/security/two-step/setup/done";

on_both_engines! {
    async fn nothing_is_on_before_the_box_is_ticked(server) {
        let alice = server.person("alice").await;
        let (mut browser, _, codes) = server.at_codes_step(&alice).await;
        let before = server.snapshot().await;
        for fields in [vec![], vec![("saved", "")], vec![("saved", "no")]] {
            let refused = browser.post(CODES, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.shown_codes(), codes, "the page comes back with the same codes");
        }
        assert_eq!(server.snapshot().await, before);
        assert!(!server.is_two_step_on("alice").await);
        assert_eq!(browser.finish_set_up().await.location(), DONE);
        assert!(server.is_two_step_on("alice").await);
    }

    async fn the_box_cannot_be_ticked_before_the_app_has_shown_a_code(server) {
        let alice = server.person("alice").await;
        let (mut browser, _) = server.at_app_step(&alice).await;
        let before = server.snapshot().await;
        assert_eq!(browser.finish_set_up().await.location(), "/settings/security/two-step/setup?notice=ended");
        assert_eq!(server.snapshot().await, before);
        assert!(!server.is_two_step_on("alice").await);
    }

    async fn tot_11_the_code_of_the_set_up_is_used_up(server) {
        let alice = server.person("alice").await;
        let (mut browser, key, _) = server.at_codes_step(&alice).await;
        let code = server.code(&key);
        browser.finish_set_up().await;
        let mut program = server.pending_program(&alice).await;
        assert_eq!(program.api_enter_code(&code).await.problem(), "used-code");
        assert_eq!(browser.disable(&alice.password, &code).await.status, StatusCode::FORBIDDEN);
        server.advance(30);
        assert_eq!(program.api_enter_code(&code).await.problem(), "used-code", "nor as the code of the step before");
        assert_eq!(program.api_enter_code(&server.code(&key)).await.status, StatusCode::OK);
    }

    async fn the_file_to_download_holds_all_of_it(server) {
        let alice = server.person("alice").await;
        let (mut browser, _, codes) = server.at_codes_step(&alice).await;
        let file = browser.get(&format!("{CODES}/download")).await;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"vestibule-recovery-codes.txt\"");
        assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(file.headers["cache-control"], "no-store");
        for part in ["Vestibule", "alice", "2026-11-22"] {
            assert!(file.body.contains(part), "{part} in {}", file.body);
        }
        let lines: Vec<&str> = file.body.lines().collect();
        for code in &codes {
            assert!(lines.contains(&code.as_str()), "{code} on a line of its own");
        }
        browser.finish_set_up().await;
        assert_eq!(browser.get(&format!("{CODES}/download")).await.status, StatusCode::SEE_OTHER, "once it is on, no more");
    }

    async fn a_mail_goes_to_every_confirmed_address_and_to_no_other(server) {
        let alice = server.person("alice").await;
        server.execute(
            "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
             SELECT 'a2', id, 'second@example.test', 'second@example.test', FALSE, created_at, created_at FROM accounts", vec![]).await;
        server.execute(
            "INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
             SELECT 'a3', id, 'third@example.test', 'third@example.test', FALSE, NULL, created_at FROM accounts", vec![]).await;
        let (mut browser, key, codes) = server.at_codes_step(&alice).await;
        assert_eq!(server.mails_to("example.test").await, 0, "nothing is told of what has not happened");
        browser.finish_set_up().await;
        for address in [alice.email.as_str(), "second@example.test"] {
            let (subject, text) = server.newest_mail(address).await.unwrap();
            assert_eq!(subject, "Two-step verification is on at Vestibule");
            assert!(text.contains("alice") && text.contains("192.0.2.1"), "{text}");
            assert!(!text.contains(&key) && codes.iter().all(|code| !text.contains(code.as_str())));
        }
        assert_eq!(server.mails_to("third@example.test").await, 0);
        assert_eq!(server.mails_to("example.test").await, 2);
    }

    async fn afterwards_it_names_other_places(server) {
        let alice = server.person("alice").await;
        let (mut browser, _, _) = server.at_codes_step(&alice).await;
        assert_eq!(browser.get(DONE).await.location(), "/settings/security", "not before it is on");
        browser.finish_set_up().await;
        let page = browser.get(DONE).await;
        for place in ["GitHub", "GitLab", "Bitbucket"] {
            assert!(page.body.contains(place), "{place}");
        }
    }

    async fn ses_01_activation_opens_a_new_session_and_ends_all_others(server) {
        let alice = server.person("alice").await;
        let mallory = server.person("mallory").await;
        let mut elsewhere = server.signed_in(&alice).await;
        let mut program = server.program(&alice).await;
        let mut stranger = server.signed_in(&mallory).await;
        let (mut browser, _, _) = server.at_codes_step(&alice).await;
        let mut old = browser.clone();
        browser.finish_set_up().await;
        assert_ne!(browser.session(), old.session(), "a new name for the session that goes on");
        assert!(browser.is_signed_in().await);
        assert!(!old.is_signed_in().await, "the old name counts no more");
        assert!(!elsewhere.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert!(stranger.is_signed_in().await, "another account's session goes on");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_says_how_many_codes_there_are() {
    for count in [6, 16] {
        let config = vec![("VESTIBULE_RECOVERY_CODES__COUNT", count.to_string())];
        for server in TestServer::on_both_with(Options { config }).await {
            let alice = server.person("alice").await;
            let (mut browser, _, codes) = server.at_codes_step(&alice).await;
            assert_eq!(codes.len(), count);
            let different: std::collections::BTreeSet<&String> = codes.iter().collect();
            assert_eq!(different.len(), count, "no two alike");
            browser.finish_set_up().await;
            let stored = server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM recovery_codes", &[]).await;
            assert_eq!(usize::try_from(stored), Ok(count));
            let page = browser.get("/settings/security").await;
            assert!(page.body.contains(&count.to_string()));
            for code in [&codes[0], &codes[count - 1]] {
                let mut pending = server.pending(&alice).await;
                assert_eq!(pending.enter_code(code).await.location(), LOST_DEVICE, "the first and the last work");
            }
        }
    }
}
