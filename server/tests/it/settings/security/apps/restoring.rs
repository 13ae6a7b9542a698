//! The link in the notice: what was replaced comes back, for 72 hours.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{CODES, LIST, NEW, OLD, REPLACE, RESTORE, token_of};
use crate::on_both_engines;

const HOUR: u64 = 3600;

on_both_engines! {
    async fn the_old_app_comes_back_and_what_came_since_goes(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.by_code(&ann, 0).await;
        let (key, codes) = server.recover(&mut thief).await;
        let link = server.restore_link(&ann).await;
        server.advance(71 * HOUR);
        let mut owner = server.browser();
        let page = owner.get(&link).await;
        for part in ["ann", "Authenticator app", "codes stop working", "signed out", "device with the old app"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        let answer = server.bring_back(&link, &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains("The old app is back") && !answer.headers.contains_key("set-cookie"));
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
        assert!(!thief.is_signed_in().await && !owner.is_signed_in().await, "it grants no access");
        for code in [server.code(&key), codes[0].clone(), ann.recovery_codes[1].clone()] {
            assert!(!server.opens(&ann, &code).await, "{code}");
            server.forget_tries().await;
        }
        assert!(!server.opens(&ann, &server.code(&ann.key)).await, "that one is used up");
        server.advance(30);
        assert!(server.opens(&ann, &server.code(&ann.key)).await);
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("is back") && text.contains("Set a new password"), "{subject} {text}");
        assert_eq!(server.events("authenticator_app.restore").await, ["allowed"]);
        // New codes can be made with the old app.
        server.advance(30);
        let mut browser = server.signed_in_twice(&ann).await;
        assert!(browser.get("/settings/security/recovery-codes").await.body.contains("no recovery codes left"));
        let new = browser.both("/settings/security/recovery-codes/new", &ann.password, &server.code(&ann.key)).await;
        assert_eq!(new.shown_codes().len(), 10, "{}", new.body);
    }

    async fn looking_changes_nothing_and_the_link_works_once(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        server.recover(&mut browser).await;
        let link = server.restore_link(&ann).await;
        let before = server.snapshot().await;
        for _ in 0..3 {
            assert_eq!(server.browser().get(&link).await.status, StatusCode::OK);
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.bring_back(&link, &server.code(&ann.key)).await.status, StatusCode::OK);
        assert_eq!(server.bring_back(&link, &server.code_at(&ann.key, 1)).await.status, StatusCode::GONE);
        assert_eq!(server.browser().get(&link).await.status, StatusCode::GONE);
        for no in ["", "x", "vrst_000000000000000000000000000000000000"] {
            let fields = [("token", no), ("code", &server.code(&ann.key))];
            assert_eq!(server.browser().post(RESTORE, &fields).await.status, StatusCode::GONE, "{no}");
        }
    }

    async fn after_72_hours_it_is_over_and_the_old_app_is_forgotten(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let key = server.recover(&mut browser).await.0;
        let link = server.restore_link(&ann).await;
        // The helper has turned the clock on by half a minute.
        server.advance(72 * HOUR - 31);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.count("authenticator_apps").await, 2, "not a second early");
        server.advance(1);
        let before = server.snapshot().await;
        assert_eq!(server.bring_back(&link, &server.code(&ann.key)).await.status, StatusCode::GONE);
        assert_eq!(server.snapshot().await, before);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!((server.count("authenticator_apps").await, server.count("app_replacements").await), (1, 0));
        assert!(server.opens(&ann, &server.code(&key)).await, "the new one stays");
    }

    /// Who made the replacement cannot hasten its end, whatever they do afterwards.
    async fn it_outlives_what_the_thief_does_next(server) {
        for act in ["add", "replace", "password"] {
            let ann = server.two_step_person(&format!("ann-{act}")).await;
            let mut thief = server.by_code(&ann, 0).await;
            let (key, _) = server.recover(&mut thief).await;
            let link = server.restore_link(&ann).await;
            let theirs = crate::support::TwoStepPerson { key: key.clone(), ..ann.clone() };
            match act {
                "password" => {
                    let fields =
                        [("password", ann.password.as_str()), ("code", &server.code(&key)), ("new_password", "nine otters paint loudly")];
                    assert_eq!(thief.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
                }
                "add" => drop(server.add_app(&mut thief, &theirs, "Another of theirs").await),
                _ => {
                    let key = server.begin_app(&mut thief, REPLACE, &theirs).await;
                    thief.first_code("Another of theirs", &server.code(&key)).await;
                    assert_eq!(thief.post(OLD, &[("drop", "all")]).await.status, StatusCode::SEE_OTHER);
                }
            }
            let answer = server.bring_back(&link, &server.code(&ann.key)).await;
            assert_eq!(answer.status, StatusCode::OK, "{act}: {}", answer.body);
            assert_eq!(server.app_names(&ann.username).await, ["Authenticator app"], "{act}");
            assert!(!thief.is_signed_in().await, "{act}");
        }
    }

    async fn of_two_replacements_the_first_takes_both_back(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, codes) = server.recover(&mut browser).await;
        let first = server.restore_link(&ann).await;
        server.advance(HOUR);
        let again = crate::support::TwoStepPerson { recovery_codes: codes, ..ann.clone() };
        let mut browser = server.by_code(&again, 0).await;
        server.recover(&mut browser).await;
        let second = server.restore_link(&ann).await;
        assert_eq!(server.bring_back(&first, &server.code(&ann.key)).await.status, StatusCode::OK);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
        assert_eq!(server.bring_back(&second, &server.code(&key)).await.status, StatusCode::GONE);
        assert_eq!(server.count("authenticator_apps").await, 1);
    }

    async fn of_two_replacements_the_second_alone_can_be_taken_back(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, codes) = server.recover(&mut browser).await;
        server.advance(HOUR);
        let again = crate::support::TwoStepPerson { recovery_codes: codes, ..ann.clone() };
        let mut browser = server.by_code(&again, 0).await;
        server.recover(&mut browser).await;
        let second = server.restore_link(&ann).await;
        let of_the_very_first = server.bring_back(&second, &server.code(&ann.key)).await;
        assert_eq!(of_the_very_first.status, StatusCode::FORBIDDEN);
        assert_eq!(server.bring_back(&second, &server.code(&key)).await.status, StatusCode::OK);
        server.advance(30);
        assert!(server.opens(&ann, &server.code(&key)).await, "the one in between");
        assert!(!server.opens(&ann, &server.code(&ann.key)).await, "not the very first");
    }

    async fn it_is_bound_to_its_account(server) {
        let ann = server.two_step_person("ann").await;
        let eve = server.two_step_person("eve").await;
        for person in [&ann, &eve] {
            let mut browser = server.by_code(person, 0).await;
            server.recover(&mut browser).await;
        }
        let link = server.restore_link(&eve).await;
        assert_eq!(server.bring_back(&link, &server.code(&ann.key)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.bring_back(&link, &server.code(&eve.key)).await.status, StatusCode::OK);
        assert_eq!(server.app_names("ann").await, ["New phone"]);
        assert_eq!(server.app_names("eve").await, ["Authenticator app"]);
    }

    async fn an_app_replaced_with_its_own_code_does_not_come_back(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        browser.first_code("New", &server.code(&key)).await;
        browser.post(OLD, &[("drop", "all")]).await;
        let (_, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(!text.contains("/restore"), "{text}");
        assert_eq!(server.app_names("ann").await, ["New"]);
        // What is left of the old one is for "this wasn't me" alone, and goes with its link.
        assert_eq!((server.count("authenticator_apps").await, server.count("app_replacements").await), (2, 0));
        server.advance(7 * 24 * HOUR);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.count("authenticator_apps").await, 1);
    }

    async fn a_program_takes_it_back(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        server.recover(&mut browser).await;
        let path = "/api/v1/authenticator-apps/restoration";
        let token = token_of(&server.restore_link(&ann).await);
        let body = |code: &str| json!({ "token": token, "code": code }).to_string();
        for (code, problem) in [("", "code-missing"), (&ann.recovery_codes[1], "not-a-code"), (&server.wrong_code(&ann.key), "wrong-code")] {
            assert_eq!(server.browser().api(Method::POST, path, &body(code)).await.problem(), problem);
        }
        let right = body(&server.code(&ann.key));
        assert_eq!(server.browser().api(Method::POST, path, &right).await.status, StatusCode::NO_CONTENT);
        assert_eq!(server.browser().api(Method::POST, path, &right).await.problem(), "link-over");
    }

    /// DESIGN 5.2: the mailbox alone brings nothing back, nor do the new factors: it takes the
    /// device that was said to be lost.
    async fn without_the_old_device_it_does_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, codes) = server.recover(&mut browser).await;
        let link = server.restore_link(&ann).await;
        let before = server.snapshot().await;
        let refused = [
            ("", StatusCode::UNPROCESSABLE_ENTITY),
            (&server.wrong_code(&ann.key), StatusCode::FORBIDDEN),
            (&server.code(&key), StatusCode::FORBIDDEN),
            (&codes[0], StatusCode::UNPROCESSABLE_ENTITY),
            (&ann.recovery_codes[1], StatusCode::UNPROCESSABLE_ENTITY),
        ];
        for (code, status) in refused {
            let answer = server.bring_back(&link, code).await;
            assert_eq!(answer.status, status, "{code}: {}", answer.body);
            assert!(answer.body.contains("id=\"code\"") && answer.body.contains("Authenticator app"), "{}", answer.body);
        }
        assert_eq!(server.snapshot().await, before);
        assert!(browser.is_signed_in().await);
        assert_eq!(server.events("authenticator_app.restore").await, ["wrong-code", "wrong-code"]);
        assert_eq!(server.charged("app_code").await, 2);
        assert_eq!(server.bring_back(&link, &server.code(&ann.key)).await.status, StatusCode::OK);
    }

    /// BRF-03: guesses are charged as everywhere, on the account's one budget.
    async fn brf_03_guesses_at_the_old_device_wait(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, _) = server.recover(&mut browser).await;
        let link = server.restore_link(&ann).await;
        for _ in 0..5 {
            assert_eq!(server.bring_back(&link, &server.wrong_code(&ann.key)).await.status, StatusCode::FORBIDDEN);
        }
        let before = server.snapshot().await;
        let answer = server.bring_back(&link, &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "not even looked at");
        assert!(answer.headers.contains_key("retry-after"));
        assert_eq!(server.snapshot().await, before);
        assert!(server.events("authenticator_app.restore").await.contains(&"too-many-tries".to_owned()));
        let mut stranger = server.pending(&ann).await;
        assert_eq!(stranger.enter_code(&server.code(&key)).await.status, StatusCode::TOO_MANY_REQUESTS);
        server.advance(answer.retry_after().unwrap());
        assert_eq!(server.bring_back(&link, &server.code(&ann.key)).await.status, StatusCode::OK);
    }

    /// What its owner turned off stays off, though somebody has the old device and the mailbox.
    async fn it_turns_nothing_on_again(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        let (key, _) = server.recover(&mut browser).await;
        let link = server.restore_link(&ann).await;
        let answer = browser.disable(&ann.password, &server.code(&key)).await;
        assert_eq!(answer.location(), "/settings/security?notice=two-step-off");
        let before = server.snapshot().await;
        let page = server.browser().get(&link).await;
        assert!(page.body.contains("turned off since") && !page.body.contains("id=\"code\""), "{}", page.body);
        let answer = server.bring_back(&link, &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.body.contains("turned off since"), "{}", answer.body);
        assert_eq!(server.snapshot().await, before);
        assert!(!server.is_two_step_on("ann").await && browser.is_signed_in().await);
        assert_eq!(server.events("authenticator_app.restore").await, ["two-step-off"]);
    }

    /// TOT-01: a code of the old app that was used before does not bring it back, and the one
    /// that did opens nothing afterwards.
    async fn tot_01_a_used_code_stays_used(server) {
        let ann = server.two_step_person("ann").await;
        let code = server.code(&ann.key);
        assert!(server.opens(&ann, &code).await);
        let mut browser = server.by_code(&ann, 0).await;
        let key = server.begin_recovery(&mut browser).await;
        browser.first_code("New", &server.code(&key)).await;
        browser.post(CODES, &[("saved", "yes")]).await;
        let link = server.restore_link(&ann).await;
        let before = server.snapshot().await;
        let answer = server.bring_back(&link, &code).await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.body.contains("used already"), "{}", answer.body);
        assert_eq!(server.snapshot().await, before);
        server.advance(30);
        let code = server.code(&ann.key);
        assert_eq!(server.bring_back(&link, &code).await.status, StatusCode::OK);
        let mut program = server.pending_program(&ann).await;
        assert_eq!(program.api_enter_code(&code).await.problem(), "used-code");
        assert_eq!(browser.get(LIST).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get(NEW).await.status, StatusCode::SEE_OTHER);
    }
}
