//! Another app.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{ADDED, APP, CODES, ENDED, LIST, NEW, OLD, REPLACE};
use crate::on_both_engines;
use crate::support::LOST_DEVICE;

on_both_engines! {
    async fn the_new_one_signs_in_and_so_does_the_old_one(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let mut other = server.signed_in_twice(&ann).await;
        let key = server.add_app(&mut browser, &ann, "Tablet").await;
        assert!(browser.is_signed_in().await && !other.is_signed_in().await, "only this one goes on");
        assert_eq!(server.app_names("ann").await, ["Authenticator app", "Tablet"]);
        assert!(server.opens(&ann, &server.code(&key)).await);
        assert!(server.opens(&ann, &server.code(&ann.key)).await);
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("was added") && text.contains("“Tablet”"), "{subject} {text}");
        assert!(!text.contains(&key));
        assert_eq!(server.events("authenticator_app.add").await, ["allowed"]);
    }

    /// TOT-10: both proofs, now, at the beginning.
    async fn tot_10_it_takes_both_proofs_now(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let (right, wrong) = (server.code(&ann.key), server.wrong_code(&ann.key));
        for (password, code, status) in [
            (ann.password.as_str(), "", 422),
            (&ann.password, wrong.as_str(), 403),
            ("not this one at all", right.as_str(), 403),
            ("", &right, 422),
        ] {
            assert_eq!(browser.both(NEW, password, code).await.status, status, "{password} {code}");
            assert_eq!(browser.get(APP).await.location(), ENDED);
        }
        assert_eq!((server.snapshot().await, server.count("app_additions").await), (before, 0));
        assert_eq!(browser.both(NEW, &ann.password, &right).await.location(), APP);
    }

    /// DESIGN 4: a stolen cookie changes nothing, however fresh its proofs are.
    async fn a_stolen_cookie_alone_changes_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let stolen = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let id = server.app_id("Authenticator app").await;
        let remove = format!("{}/{id}/remove", LIST);
        for path in [NEW, REPLACE, &remove] {
            assert!(stolen.clone().both(path, "", "").await.status.is_client_error(), "{path}");
        }
        assert_eq!(stolen.clone().post(LOST_DEVICE, &[]).await.status, StatusCode::FORBIDDEN);
        let steps: [(&str, &[(&str, &str)]); 3] =
            [(APP, &[("name", "x"), ("code", "000000")]), (OLD, &[("drop", "all")]), (CODES, &[("saved", "yes")])];
        for (path, fields) in steps {
            let answer = stolen.clone().post(path, fields).await;
            assert!(!answer.is_let_through(ADDED) && answer.status.as_u16() < 500, "{path}: {}", answer.location());
        }
        assert_eq!((server.snapshot().await, server.count("app_additions").await), (before, 0));
    }

    /// TOT-09: an unfinished addition counts nowhere, and ends by itself.
    async fn tot_09_an_unfinished_one_counts_nowhere(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        server.advance(30);
        server.opens_nothing(&ann, &browser, &server.code(&key)).await;
        let mut listed = server.program_signed_in_twice(&ann).await;
        let apps = listed.get("/api/v1/authenticator-apps").await.json();
        assert_eq!(apps["authenticator_apps"].as_array().unwrap().len(), 1);
        server.advance(14 * 60);
        assert_eq!(browser.first_code("Late", &server.code(&key)).await.location(), ENDED);
        assert_eq!(browser.get(APP).await.location(), ENDED);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.count("app_additions").await, 0);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
    }

    /// TOT-09: it is the session's that proved, and dies at a new start.
    async fn tot_09_it_belongs_to_one_session_and_one_start(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let first = server.begin_app(&mut browser, NEW, &ann).await;
        server.advance(30);
        let mut other = server.signed_in_twice(&ann).await;
        assert_eq!(other.get(APP).await.location(), ENDED);
        assert_eq!(other.first_code("Mine", &server.code(&first)).await.location(), ENDED);
        let second = server.begin_app(&mut browser, NEW, &ann).await;
        assert_ne!(first, second);
        assert_eq!(browser.first_code("Old key", &server.code(&first)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.first_code("New key", &server.code(&second)).await.location(), ADDED);
    }

    /// TOT-11: the code that confirmed it is used up.
    async fn tot_11_the_confirming_code_is_dead(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        let code = server.code(&key);
        assert_eq!(browser.first_code("Tablet", &code).await.location(), ADDED);
        let mut program = server.pending_program(&ann).await;
        assert_eq!(program.api_enter_code(&code).await.problem(), "used-code");
        server.advance(30);
        assert_eq!(program.api_enter_code(&server.code(&key)).await.status, StatusCode::OK);
    }

    /// TOT-14: the key is shown until its first code, and never again.
    async fn tot_14_the_key_is_shown_once(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        assert_eq!(browser.get(APP).await.headers["cache-control"], "no-store");
        browser.first_code("Tablet", &server.code(&key)).await;
        assert_eq!(browser.get(APP).await.location(), ENDED);
        for path in [LIST, NEW, "/settings/security"] {
            assert!(!browser.get(path).await.body.contains(&key[..8]), "{path}");
        }
    }

    /// TOT-18: a device a step early or late is taken once and keeps its difference.
    async fn tot_18_a_clock_a_step_off_is_learned_at_the_beginning(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        if server.is_ambiguous(&key, 2, -2..=3) || server.is_ambiguous(&key, 1, -2..=3) {
            return;
        }
        assert_eq!(browser.first_code("Fast", &server.code_at(&key, 2)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.first_code("Fast", &server.code_at(&key, 1)).await.location(), ADDED);
        server.advance(30);
        assert!(!server.opens(&ann, &server.code(&key)).await, "used when it was early");
        server.forget_tries().await;
        assert!(server.opens(&ann, &server.code_at(&key, 1)).await);
    }

    async fn leaving_half_way_leaves_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        let before = server.app_names("ann").await;
        let left = browser.post("/settings/security/apps/new/cancel", &[]).await;
        assert_eq!(left.location(), "/settings/security/apps?notice=cancelled");
        assert_eq!(browser.first_code("Tablet", &server.code(&key)).await.location(), ENDED);
        assert_eq!((server.count("app_additions").await, server.app_names("ann").await), (0, before));
        assert_eq!(server.events("authenticator_app.cancel").await, ["allowed"]);
    }

    async fn a_wrong_first_code_is_told_and_charged(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        let before = server.charged("app_code").await;
        let answer = browser.first_code("Tablet <x>", &server.wrong_code(&key)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("Tablet &#60;x&#62;"), "the name is still there: {}", answer.body);
        assert_eq!(answer.shown_key().unwrap(), key);
        assert_eq!(server.charged("app_code").await, before + 1);
        assert_eq!(browser.first_code("", &server.code(&key)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.first_code("Tablet", "12345").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.first_code("Tablet", &server.code(&key)).await.location(), ADDED);
        assert_eq!(server.charged("app_code").await, 0, "a right one clears the counter");
    }

    /// AUD-01: a first code that has to wait leaves its event as every other one.
    async fn aud_01_a_first_code_that_waits_is_an_event(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, NEW, &ann).await;
        let wrong = server.wrong_code(&key);
        let mut waited = browser.first_code("Tablet", &wrong).await;
        for _ in 0..6 {
            waited = browser.first_code("Tablet", &wrong).await;
        }
        assert_eq!(waited.status, StatusCode::TOO_MANY_REQUESTS);
        let events = server.events("authenticator_app.confirm").await;
        assert_eq!(events.iter().filter(|result| *result == "too-many-tries").count(), 1, "{events:?}");
    }

    async fn ten_are_as_many_as_there_can_be(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        for number in 2..=10 {
            server.add_app(&mut browser, &ann, &format!("App {number}")).await;
        }
        let answer = browser.both(NEW, &ann.password, &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        assert!(browser.get(LIST).await.body.contains("as many as there can be"));
        // One in place of another can still come, but not beside it.
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        assert_eq!(browser.first_code("App 11", &server.code(&key)).await.location(), OLD);
        assert!(!browser.get(OLD).await.body.contains("value=\"none\""));
        assert_eq!(browser.post(OLD, &[("drop", "none")]).await.status, StatusCode::CONFLICT);
        let old = server.app_id("App 2").await;
        let answer = browser.post(OLD, &[("drop", &old)]).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=replaced");
        assert_eq!(server.app_names("ann").await.len(), 10);
    }

    async fn a_program_adds_one(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let path = "/api/v1/authenticator-apps/addition";
        let key = program.api_both(path, &ann.password, &server.code(&ann.key)).await.json()["key"].clone();
        let key = key.as_str().unwrap().to_owned();
        let body = json!({ "name": "Tablet", "code": server.code(&key) }).to_string();
        let confirmation = "/api/v1/authenticator-apps/confirmation";
        let answer = program.api(Method::POST, confirmation, &body).await.json();
        assert_eq!(answer["recovery_codes"], json!(null));
        let mut renewed = server.browser().with_bearer(answer["session"]["token"].as_str().unwrap());
        assert_eq!(renewed.get("/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(renewed.api(Method::POST, confirmation, &body).await.problem(), "addition-ended");
        assert_eq!(renewed.api(Method::DELETE, path, "").await.status, StatusCode::NO_CONTENT);
    }
}
