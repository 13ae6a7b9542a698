//! `/settings/security/drill` and `/api/v1/drill`: trying the second factor while nothing
//! depends on it.

mod attacks;
mod mails;

use axum::http::{Method, StatusCode};
use serde_json::json;
use vestibule::jobs;

use crate::on_both_engines;
use crate::support::{Browser, TestServer, TwoStepPerson};

const PAGE: &str = "/settings/security/drill";
const LATER: &str = "/settings/security/drill/later";
const RIGHT: &str = "/settings/security/drill?notice=right";
const OVERVIEW: &str = "/settings/security";
const CHECK_UP: &str = "/settings/security/check-up";
const ASK: &str = "Try your second factor now";
const DAY: u64 = 86_400;

/// The moment at which two-step verification was switched on.
async fn set_up_at(server: &TestServer) -> i64 {
    server.number("SELECT created_at / 1000000 AS n FROM enrolments", &[]).await
}

/// So many days after the set-up, and that many seconds.
fn turn_to(server: &TestServer, since: i64, days: i64, secs: i64) {
    server.set_clock(since + days * 86_400 + secs);
}

/// Whether both pages ask for it. A browser that signs in takes thirty seconds.
async fn is_asked(server: &TestServer, person: &TwoStepPerson) -> bool {
    let mut browser = server.signed_in_twice(person).await;
    let both = [browser.get(OVERVIEW).await.body, browser.get(CHECK_UP).await.body].map(|page| page.contains(ASK));
    assert_eq!(both[0], both[1], "the pages disagree");
    both[0]
}

async fn mails(server: &TestServer) -> usize {
    jobs::tell(&server.app).await.unwrap();
    server.mails_about("second factor still work").await
}

async fn try_code(browser: &mut Browser, code: &str) -> StatusCode {
    let answer = browser.post(PAGE, &[("code", code)]).await;
    if answer.status == StatusCode::SEE_OTHER {
        assert_eq!(answer.location(), RIGHT);
    }
    answer.status
}

on_both_engines! {
    async fn it_is_asked_for_at_day_28_and_a_year_after_it_was_done(server) {
        let ann = server.two_step_person("ann").await;
        let since = set_up_at(&server).await;
        turn_to(&server, since, 27, 0);
        assert!(!is_asked(&server, &ann).await);
        turn_to(&server, since, 28, -40);
        assert!(!is_asked(&server, &ann).await);
        turn_to(&server, since, 28, 0);
        assert!(is_asked(&server, &ann).await);
        let mut browser = server.signed_in_twice(&ann).await;
        turn_to(&server, since, 28, 1_800);
        assert_eq!(try_code(&mut browser, &server.code(&ann.key)).await, StatusCode::SEE_OTHER);
        let page = browser.get(RIGHT).await;
        assert!(page.body.contains("It works") && page.body.contains("10 recovery codes of 10 left"), "{}", page.body);
        assert!(page.body.contains("ask you again on 2027-12-20"), "{}", page.body);
        assert_eq!(server.events("drill.try").await, ["allowed"]);
        turn_to(&server, since, 392, 0);
        assert!(!is_asked(&server, &ann).await);
        turn_to(&server, since, 393, 1_800);
        assert!(is_asked(&server, &ann).await);
    }

    async fn what_is_not_the_app_s_code_is_told_and_changes_nothing(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(28 * DAY);
        let mut browser = server.signed_in_twice(&ann).await;
        let used = server.code_at(&ann.key, -1);
        let before = server.snapshot().await;
        let cases = [
            (server.wrong_code(&ann.key), StatusCode::FORBIDDEN, "The clock of your device is off"),
            (used, StatusCode::FORBIDDEN, "has been used already"),
            (server.code_at(&ann.key, -10), StatusCode::FORBIDDEN, "5 minutes behind"),
            (ann.recovery_codes[0].clone(), StatusCode::UNPROCESSABLE_ENTITY, "would use it up"),
            (String::new(), StatusCode::UNPROCESSABLE_ENTITY, "field-problem"),
            ("12345".to_owned(), StatusCode::UNPROCESSABLE_ENTITY, "field-problem"),
        ];
        for (code, status, words) in cases {
            let answer = browser.post(PAGE, &[("code", &code)]).await;
            assert_eq!(answer.status, status, "{code}: {}", answer.body);
            assert!(answer.body.contains(words) && answer.body.contains("/drill/cannot"), "{code}: {}", answer.body);
        }
        assert_eq!(server.snapshot().await, before);
        // Nothing was charged for what was not looked at, and no recovery code was spent.
        assert_eq!((server.charged("app_code").await, server.charged("recovery_code").await), (3, 0));
        let mut events = server.events("drill.try").await;
        events.sort();
        assert_eq!(events, ["used-code", "wrong-code", "wrong-code"]);
        assert_eq!(try_code(&mut browser, &server.code(&ann.key)).await, StatusCode::SEE_OTHER);
    }

    async fn later_is_a_week_and_not_for_ever(server) {
        let ann = server.two_step_person("ann").await;
        let since = set_up_at(&server).await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let early = browser.post(LATER, &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        assert_eq!(server.snapshot().await, before);
        turn_to(&server, since, 28, 0);
        let mut browser = server.signed_in_twice(&ann).await;
        assert_eq!(browser.post(LATER, &[]).await.location(), "/settings/security?notice=later");
        let at = server.clock.unix_secs() - since;
        assert!(browser.get(OVERVIEW).await.body.contains("See the check-up"));
        assert!(!is_asked(&server, &ann).await);
        turn_to(&server, since, 7, at - 40);
        assert!(!is_asked(&server, &ann).await);
        turn_to(&server, since, 7, at);
        assert!(is_asked(&server, &ann).await);
        assert_eq!(server.events("drill.put_off").await, ["allowed"]);
        // Whoever puts it off does not keep the mail from its owner.
        assert_eq!(mails(&server).await, 1);
    }

    async fn a_program_does_it_all(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(28 * DAY);
        let mut program = server.program_signed_in_twice(&ann).await;
        let standing = program.get("/api/v1/drill").await.json();
        assert_eq!((&standing["is_asked"], &standing["passed_at"]), (&json!(true), &json!(null)), "{standing}");
        assert_eq!(program.api(Method::POST, "/api/v1/drill/later", "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(program.get("/api/v1/drill").await.json()["is_asked"], false);
        let wrong = json!({ "code": server.wrong_code(&ann.key) }).to_string();
        assert_eq!(program.api(Method::POST, "/api/v1/drill", &wrong).await.problem(), "wrong-code");
        let recovery = json!({ "code": ann.recovery_codes[0] }).to_string();
        assert_eq!(program.api(Method::POST, "/api/v1/drill", &recovery).await.problem(), "app-code-needed");
        let right = json!({ "code": server.code(&ann.key) }).to_string();
        let done = program.api(Method::POST, "/api/v1/drill", &right).await.json();
        assert!(done["passed_at"].is_string() && done["recovery_codes_left"] == 10, "{done}");
        assert_eq!(program.api(Method::POST, "/api/v1/drill/later", "").await.problem(), "not-due");
    }

    async fn without_two_step_verification_there_is_nothing_to_try(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        for path in [PAGE, "/settings/security/drill/cannot"] {
            assert_eq!(browser.get(path).await.location(), "/settings/security?notice=already-off");
        }
        assert_eq!(browser.post(PAGE, &[("code", "123456")]).await.location(), "/settings/security?notice=already-off");
        let mut program = server.program(&bob).await;
        assert_eq!(program.get("/api/v1/drill").await.problem(), "two-step-off");
        assert_eq!(server.events("drill.try").await.len(), 0);
    }

    async fn who_cannot_is_led_to_the_ordinary_replacement(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.get("/settings/security/drill/cannot").await.body;
        assert!(page.contains("href=\"/settings/security/apps/replace\"") && page.contains("10 are left"), "{page}");
        assert!(page.contains("Authenticator app") && page.contains("isn’t enough"), "{page}");
        server.execute("UPDATE recovery_codes SET used_at = 1", vec![]).await;
        let page = browser.get("/settings/security/drill/cannot").await.body;
        assert!(page.contains("You have none left") && !page.contains("password manager"), "{page}");
    }

    /// The time runs from the first factor on, and ends with the last.
    async fn it_comes_and_goes_with_the_factors(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(27 * DAY);
        let mut browser = server.signed_in_twice(&ann).await;
        let answer = browser.disable(&ann.password, &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(server.rows("drills").await, 0);
        server.advance(2 * DAY);
        assert_eq!(mails(&server).await, 0);
        let mut program = server.program(&ann).await;
        let again = server.enable_two_step(ann.person.clone(), &mut program).await;
        assert_eq!(server.rows("drills").await, 1);
        server.advance(27 * DAY);
        assert!(!is_asked(&server, &again).await);
        server.advance(DAY);
        assert!(is_asked(&server, &again).await);
    }
}
