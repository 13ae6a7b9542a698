//! `/settings/security/recovery-codes` and `/api/v1/recovery-codes`

mod thieves;

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::{Browser, LOST_DEVICE, Options, TestServer, TwoStepPerson};

const PAGE: &str = "/settings/security/recovery-codes";
const VIEW: &str = "/settings/security/recovery-codes/view";
const NEW: &str = "/settings/security/recovery-codes/new";

/// The codes that stand on a page.
fn codes_on(page: &str) -> Vec<String> {
    let items = page.split("<li><code>").skip(1);
    items.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

fn ticket_on(page: &str) -> String {
    let rest = page.split("name=\"ticket\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// A browser whose second door was passed with a recovery code.
async fn signed_in_by_code(server: &TestServer, person: &TwoStepPerson, code: usize) -> Browser {
    let mut browser = server.pending(person).await;
    let answer = browser.post("/sign-in/second-step", &[("code", &person.recovery_codes[code])]).await;
    assert_eq!(answer.location(), LOST_DEVICE, "{}", answer.body);
    browser
}

on_both_engines! {
    async fn the_page_says_which_are_used_and_shows_none(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = signed_in_by_code(&server, &ann, 3).await;
        let page = browser.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("9 of 10 left") && page.body.contains("used 2026-11-22"), "{}", page.body);
        for code in &ann.recovery_codes {
            assert!(!page.body.contains(code.as_str()));
        }
    }

    async fn the_codes_that_are_left_are_shown_for_the_password_and_a_fresh_code_of_the_app(server) {
        let ann = server.two_step_person("ann").await;
        signed_in_by_code(&server, &ann, 0).await;
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.post(VIEW, &[("password", &ann.password)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_eq!(codes_on(&page.body), ann.recovery_codes[1..]);
        assert_eq!(page.headers["cache-control"], "no-store");
        let (subject, text) = server.newest_mail(&ann.email).await.unwrap();
        assert!(subject.contains("were shown"), "{subject}");
        assert!(!ann.recovery_codes.iter().any(|code| text.contains(code.as_str())));
        assert_eq!(server.events("recovery_codes.view").await, ["allowed"]);
    }

    /// REC-07: what is too weak for a look.
    async fn rec_07_viewing_takes_more(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let wrong = browser.post(VIEW, &[("password", "not this one at all")]).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        // Ten minutes later the app's code is asked as well.
        server.advance(600);
        let stale = browser.post(VIEW, &[("password", &ann.password)]).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stale.body);
        let other = browser.post(VIEW, &[("password", &ann.password), ("code", &ann.recovery_codes[0])]).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(other.body.contains("doesn’t count here"), "{}", other.body);
        assert_eq!(server.snapshot().await, before);
        let code = server.code(&ann.key);
        let shown = browser.post(VIEW, &[("password", &ann.password), ("code", &code)]).await;
        assert_eq!(codes_on(&shown.body).len(), 10);
        // Used up by the look, on every way in.
        let again = browser.post("/settings/security/two-step/disable", &[("password", &ann.password), ("code", &code)]).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN);
    }

    /// REC-07: a session that a recovery code opened has no fresh app.
    async fn rec_07_a_session_opened_with_a_code_sees_none(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = signed_in_by_code(&server, &ann, 0).await;
        let answer = browser.post(VIEW, &[("password", &ann.password)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(codes_on(&answer.body).is_empty());
    }

    /// REC-05: the old set is dead at once, the new one works.
    async fn rec_05_new_codes_kill_the_old(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let fields = [("password", ann.password.as_str()), ("code", ann.recovery_codes[0].as_str())];
        let page = browser.post(NEW, &fields).await;
        let new = codes_on(&page.body);
        assert_eq!(new.len(), 10, "{}", page.body);
        assert!(new.iter().all(|code| !ann.recovery_codes.contains(code)));
        let (subject, _) = server.newest_mail(&ann.email).await.unwrap();
        assert!(subject.starts_with("New recovery codes"), "{subject}");
        let mut old = server.pending(&ann).await;
        let refused = old.post("/sign-in/second-step", &[("code", &ann.recovery_codes[1])]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let taken = old.post("/sign-in/second-step", &[("code", &new[1])]).await;
        assert_eq!(taken.location(), LOST_DEVICE);
    }

    async fn new_codes_take_both_proofs_now(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let cases: [(&str, &str, StatusCode); 4] = [
            (&ann.password, "", StatusCode::UNPROCESSABLE_ENTITY),
            (&ann.password, "000000", StatusCode::FORBIDDEN),
            ("not this one at all", &ann.recovery_codes[0], StatusCode::FORBIDDEN),
            ("", &ann.recovery_codes[0], StatusCode::UNPROCESSABLE_ENTITY),
        ];
        for (password, code, status) in cases {
            let answer = browser.post(NEW, &[("password", password), ("code", code)]).await;
            assert_eq!(answer.status, status, "{password} {code}");
        }
        assert_eq!(server.snapshot().await, before);
    }

    /// DESIGN 5.1: codes shown or made in a session prove nothing in it.
    async fn codes_seen_in_a_session_prove_nothing_there(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let code = server.code(&ann.key);
        let new = codes_on(&browser.post(NEW, &[("password", &ann.password), ("code", &code)]).await.body);
        let both = [("password", ann.password.as_str()), ("code", new[0].as_str())];
        let answer = browser.post("/settings/security/two-step/disable", &both).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("prove nothing"), "{}", answer.body);
        // Another session has not seen them.
        let mut other = server.pending(&ann).await;
        other.post("/sign-in/second-step", &[("code", &new[1])]).await;
        let answer = other.post("/settings/security/two-step/disable", &both).await;
        assert_eq!(answer.location(), "/settings/security?notice=two-step-off", "{}", answer.body);
    }

    async fn the_file_is_had_with_the_page_s_own_ticket(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.post(VIEW, &[("password", &ann.password)]).await;
        let ticket = ticket_on(&page.body);
        let download = "/settings/security/recovery-codes/download";
        let file = browser.post(download, &[("ticket", &ticket)]).await;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"vestibule-recovery-codes.txt\"");
        assert!(file.body.contains("Account: ann") && file.body.contains(&ann.recovery_codes[9]), "{}", file.body);
        let mut elsewhere = server.signed_in_twice(&ann).await;
        assert_eq!(elsewhere.post(download, &[("ticket", &ticket)]).await.status, StatusCode::GONE);
        assert_eq!(browser.post(download, &[("ticket", "vsht_x")]).await.status, StatusCode::GONE);
        server.advance(600);
        assert_eq!(browser.post(download, &[("ticket", &ticket)]).await.status, StatusCode::GONE);
    }

    async fn the_file_of_an_empty_set_has_no_codes(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let used = "UPDATE recovery_codes SET used_at = created_at";
        assert_eq!(server.execute(used, vec![]).await, 10);
        let page = browser.post(VIEW, &[("password", &ann.password)]).await;
        let download = "/settings/security/recovery-codes/download";
        let file = browser.post(download, &[("ticket", &ticket_on(&page.body))]).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);
        assert!(!ann.recovery_codes.iter().any(|code| file.body.contains(code.as_str())));
    }

    async fn a_program_sees_and_replaces_them(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let list = program.get("/api/v1/recovery-codes").await.json();
        assert_eq!((&list["left"], list["codes"].as_array().unwrap().len()), (&json!(10), 10));
        let proof = json!({ "password": ann.password }).to_string();
        let shown = program.api(Method::POST, "/api/v1/recovery-codes/view", &proof).await.json();
        assert_eq!(shown["recovery_codes"], json!(ann.recovery_codes));
        let proof = json!({ "password": ann.password, "code": server.code(&ann.key) }).to_string();
        let new = program.api(Method::POST, "/api/v1/recovery-codes", &proof).await.json();
        assert_eq!(new["recovery_codes"].as_array().unwrap().len(), 10);
        assert_ne!(new["recovery_codes"], shown["recovery_codes"]);
    }

    async fn without_two_step_there_are_none(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        assert_eq!(browser.get(PAGE).await.location(), "/settings/security?notice=already-off");
        let answer = browser.post(VIEW, &[("password", &bob.password)]).await;
        assert_eq!(answer.location(), "/settings/security?notice=already-off");
        let mut program = server.program(&bob).await;
        let proof = json!({ "password": bob.password, "code": "000000" }).to_string();
        let answer = program.api(Method::POST, "/api/v1/recovery-codes", &proof).await;
        assert_eq!(answer.problem(), "two-step-off");
    }
}

/// `recovery_codes.storage = "hashed"`: nothing that could be shown again is kept.
#[tokio::test]
async fn hashed_codes_are_shown_once() {
    let config = vec![("VESTIBULE_RECOVERY_CODES__STORAGE", "hashed".to_owned())];
    let server = TestServer::sqlite_with(Options { config }).await;
    let ann = server.two_step_person("ann").await;
    let kept = server.app.db.fetch_all("SELECT code_sealed FROM recovery_codes", &[]).await.unwrap();
    assert!(kept.iter().all(|row| row.read::<Vec<u8>>("code_sealed").unwrap().is_empty()));
    let mut browser = server.signed_in_twice(&ann).await;
    let page = browser.get(PAGE).await;
    assert!(page.body.contains("codes are shown once") && !page.body.contains("Show the codes"));
    let answer = browser.post(VIEW, &[("password", &ann.password)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    // Nothing is compared for it: a right password is no more right than a wrong one, no try
    // is charged, and a code stays good.
    let (hashes, tries, code) = (server.hashes(), server.rows("throttles").await, server.code(&ann.key));
    for password in ["wrong one here", ann.password.as_str()] {
        let answer = browser.post(VIEW, &[("password", password), ("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{password}");
    }
    assert_eq!((server.hashes(), server.rows("throttles").await), (hashes, tries));
    server.advance(30);
    server.advance(30);
    let fields = [("password", ann.password.as_str()), ("code", ann.recovery_codes[0].as_str())];
    let page = browser.post(NEW, &fields).await;
    assert!(page.body.contains("shown only now"), "{}", page.body);
    let mut pending = server.pending(&ann).await;
    let answer = pending.post("/sign-in/second-step", &[("code", &codes_on(&page.body)[0])]).await;
    assert_eq!(answer.location(), LOST_DEVICE);
}
