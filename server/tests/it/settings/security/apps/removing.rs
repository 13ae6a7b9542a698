//! One app less, and the end of two-step verification with the last.

use axum::http::StatusCode;
use db::params;

use super::LIST;
use crate::on_both_engines;

const OFF: &str = "/settings/security?notice=two-step-off";

on_both_engines! {
    async fn a_removed_one_opens_nothing_and_the_other_does(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.add_app(&mut browser, &ann, "Tablet").await;
        let mut other = server.signed_in_twice(&ann).await;
        let path = format!("{LIST}/{}/remove", server.app_id("Tablet").await);
        let page = browser.get(&path).await;
        assert!(page.body.contains("Tablet") && !page.body.contains("your last app"), "{}", page.body);
        let answer = browser.both(&path, &ann.password, &server.code(&ann.key)).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=removed", "{}", answer.body);
        assert!(browser.is_signed_in().await && !other.is_signed_in().await);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
        assert!(server.is_two_step_on("ann").await);
        server.advance(30);
        server.opens_nothing(&ann, &browser, &server.code(&key)).await;
        assert!(server.opens(&ann, &server.code(&ann.key)).await);
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("was removed") && text.contains("“Tablet”"), "{subject} {text}");
    }

    async fn it_may_be_proved_with_the_one_that_goes(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.add_app(&mut browser, &ann, "Tablet").await;
        let path = format!("{LIST}/{}/remove", server.app_id("Tablet").await);
        let answer = browser.both(&path, &ann.password, &server.code(&key)).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=removed", "{}", answer.body);
    }

    async fn both_proofs_are_needed(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let path = format!("{LIST}/{}/remove", server.app_id("Authenticator app").await);
        let before = server.snapshot().await;
        let code = server.code(&ann.key);
        for (password, code, status) in [
            (ann.password.as_str(), server.wrong_code(&ann.key), 403),
            ("not this one at all", code.clone(), 403),
            (&ann.password, String::new(), 422),
        ] {
            assert_eq!(browser.both(&path, password, &code).await.status, status);
        }
        let unknown = format!("{LIST}/no-such-id/remove");
        assert_eq!(browser.both(&unknown, &ann.password, &code).await.status, StatusCode::NOT_FOUND);
        assert_eq!(server.snapshot().await, before);
    }

    /// TOT-17: the last one ends two-step verification, and nothing is left of it.
    async fn tot_17_the_last_one_ends_two_step(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let path = format!("{LIST}/{}/remove", server.app_id("Authenticator app").await);
        let page = browser.get(&path).await;
        assert!(page.body.contains("your last app") && page.body.contains("at least 15 characters"), "{}", page.body);
        assert_eq!(browser.both(&path, &ann.password, &ann.recovery_codes[0]).await.location(), OFF);
        assert!(!server.is_two_step_on("ann").await);
        assert!(browser.is_signed_in().await);
        assert!(server.signed_in(&ann).await.is_signed_in().await, "the password alone signs in");
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("is off") && text.contains("Authenticator app"), "{subject} {text}");
        assert_eq!(server.events("authenticator_app.remove").await, ["allowed"]);
    }

    async fn the_last_one_asks_for_a_password_long_enough_alone(server) {
        let mut ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let short = "otter8ox!";
        let change = [("password", ann.password.as_str()), ("code", &server.code(&ann.key)), ("new_password", short)];
        let answer = browser.post("/settings/security/password", &change).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        ann.person.password = short.to_owned();
        server.advance(30);
        server.add_app(&mut browser, &ann, "Tablet").await;
        let path = format!("{LIST}/{}/remove", server.app_id("Tablet").await);
        let answer = browser.both(&path, short, &server.code(&ann.key)).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=removed", "another one is left: {}", answer.body);
        server.advance(30);
        let path = format!("{LIST}/{}/remove", server.app_id("Authenticator app").await);
        let code = server.code(&ann.key);
        let answer = browser.both(&path, short, &code).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert!(answer.body.contains("at least 15 characters is needed"), "{}", answer.body);
        assert!(server.is_two_step_on("ann").await);
        let sql = "SELECT last_step AS n FROM authenticator_apps WHERE last_step >= $1";
        let step = otp::Step::at(server.clock.unix_secs()).number();
        assert!(server.app.db.fetch_optional(sql, params![step]).await.unwrap().is_none(), "the code is not used up");
    }

    async fn a_program_removes_the_last_one(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let path = format!("/api/v1/authenticator-apps/{}/removal", server.app_id("Authenticator app").await);
        assert_eq!(program.api_both(&path, &ann.password, "000000x").await.problem(), "not-a-code");
        let answer = program.api_both(&path, &ann.password, &server.code(&ann.key)).await.json();
        let mut renewed = server.browser().with_bearer(answer["token"].as_str().unwrap());
        assert_eq!(renewed.get("/api/v1/me").await.json()["two_step"], false);
        assert!(!server.is_two_step_on("ann").await);
    }
}
