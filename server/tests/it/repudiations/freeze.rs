//! While changes are frozen: what was enrolled since the change proves none, what was there
//! before does.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::reverts::set_up;
use super::{ADDRESSES, APPS, CODES, HOUR};
use crate::on_both_engines;
use crate::support::{LOST_DEVICE, TestServer, TwoStepPerson};

/// Somebody whose thief has signed in, then added an app and made codes; the owner has pressed
/// the link of the sign-in and chosen a new password. The key and the codes are the thief's.
async fn frozen(server: &TestServer) -> (TwoStepPerson, String, Vec<String>) {
    let ann = server.two_step_person("ann").await;
    server.advance(HOUR);
    server.signed_in_twice(&ann).await;
    server.advance(60);
    let mut thief = server.signed_in_twice(&ann).await;
    let token = server.repudiation_of_sign_in(&ann.email).await;
    let theirs = server.new_app(&mut thief, &ann, &format!("{APPS}/new")).await;
    server.advance(60);
    let codes = thief.prove(&format!("{CODES}/new"), &ann.password, &server.code(&ann.key)).await.shown_codes();
    assert_eq!(codes.len(), 10);
    assert_eq!(server.press(&token).await.status, StatusCode::OK);
    (server.choose_twice(&ann).await, theirs, codes)
}

on_both_engines! {
    async fn a_factor_from_since_then_changes_nothing_and_one_from_before_does(server) {
        let (ann, theirs, codes) = frozen(&server).await;
        server.advance(30);
        let mut thief = server.signed_in_twice(&TwoStepPerson { key: theirs.clone(), ..ann.clone() }).await;
        let before = server.snapshot().await;
        for (number, path) in
            [format!("{APPS}/new"), format!("{APPS}/replace"), format!("{CODES}/new"), "/settings/security/two-step/disable".to_owned()]
                .iter()
                .enumerate()
        {
            for code in [server.code(&theirs), codes[number].clone()] {
                let answer = thief.prove(path, &ann.password, &code).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {}", answer.body);
                assert!(answer.body.contains("Changes are frozen until 2"), "{path}: {}", answer.body);
            }
        }
        let fields = [("email", "thief@example.test"), ("password", ann.password.as_str()), ("code", &server.code(&theirs))];
        assert_eq!(thief.post(&format!("{ADDRESSES}/new"), &fields).await.status, StatusCode::FORBIDDEN);
        let answer = thief.change_password(&ann, &server.code(&theirs), "twelve herons nap early").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        // The app proved in the session a moment ago is the thief's: the codes ask for one now.
        let shown = thief.post(&format!("{CODES}/view"), &[("password", &ann.password)]).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", shown.body);
        assert_eq!(thief.prove(&format!("{CODES}/view"), &ann.password, &server.code(&theirs)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.snapshot().await, before, "nor is a code used up");

        let id = server.id_of_app("Tablet").await;
        server.advance(30);
        let answer = thief.prove(&format!("{APPS}/{id}/remove"), &ann.password, &server.code(&ann.key)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "the owner's app counts: {}", answer.body);
    }

    async fn a_wrong_code_is_told_as_wrong(server) {
        let (ann, ..) = frozen(&server).await;
        server.advance(30);
        let mut browser = server.signed_in_twice(&ann).await;
        let wrong = server.wrong_code(&ann.key);
        let answer = browser.prove(&format!("{APPS}/new"), &ann.password, &wrong).await;
        assert!(answer.status == StatusCode::FORBIDDEN && !answer.body.contains("frozen until"), "{}", answer.body);
        let events = server.events("authenticator_app.begin").await;
        assert_eq!(events.last().map(String::as_str), Some("wrong-code"));
    }

    async fn after_72_hours_it_is_over(server) {
        let (ann, theirs, _) = frozen(&server).await;
        // The link was pressed two seconds before the new password was chosen.
        for (wait, expected) in [(72 * HOUR - 40, StatusCode::FORBIDDEN), (60, StatusCode::SEE_OTHER)] {
            server.advance(wait);
            let mut browser = server.signed_in_twice(&ann).await;
            let answer = browser.prove(&format!("{APPS}/new"), &ann.password, &server.code(&theirs)).await;
            assert_eq!(answer.status, expected, "after {wait}: {}", answer.body);
        }
    }

    /// Nothing was there before, so nothing changes, but what ends sessions.
    async fn without_a_second_factor_all_of_it_waits(server) {
        let bob = server.person("bob").await;
        server.signed_in(&bob).await;
        server.advance(1);
        server.signed_in(&bob).await;
        let token = server.repudiation_of_sign_in(&bob.email).await;
        server.press(&token).await;
        let bob = server.choose(&bob).await;
        assert_eq!(set_up(&server, &bob).await, StatusCode::FORBIDDEN);
        let mut program = server.program(&bob).await;
        let body = json!({ "password": bob.password, "new_password": "twelve herons nap early" }).to_string();
        let answer = program.api(Method::POST, "/api/v1/password", &body).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "frozen"));
        let answer = program.api(Method::POST, "/api/v1/sessions/end-others", "").await;
        assert!(answer.status.is_success(), "{}", answer.body);
        assert_eq!(server.events("password.change").await, ["frozen"]);
        server.advance(72 * HOUR);
        assert_eq!(set_up(&server, &bob).await, StatusCode::SEE_OTHER);
    }

    /// The sign-in with a code proves a replacement, if the code is the owner's.
    async fn a_lost_device_is_replaced_by_a_code_from_before_only(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(HOUR);
        server.signed_in_twice(&ann).await;
        server.advance(60);
        server.signed_in_twice(&ann).await;
        assert_eq!(server.press(&server.repudiation_of_sign_in(&ann.email).await).await.status, StatusCode::OK);
        let ann = server.choose_twice(&ann).await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.advance(30);
        let codes = browser.prove(&format!("{CODES}/new"), &ann.password, &server.code(&ann.key)).await.shown_codes();
        for (code, expected) in [(&codes[0], StatusCode::FORBIDDEN), (&ann.recovery_codes[0], StatusCode::SEE_OTHER)] {
            if expected == StatusCode::SEE_OTHER {
                // The new set goes, and the one from before is back.
                assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "reverted");
                server.choose(&ann).await;
            }
            let mut browser = server.pending(&ann).await;
            assert_eq!(browser.enter_code(code).await.location(), LOST_DEVICE);
            let answer = browser.post(LOST_DEVICE, &[]).await;
            assert_eq!(answer.status, expected, "{}", answer.body);
        }
    }

    async fn an_address_that_waits_gets_no_other_link(server) {
        let bob = server.person("bob").await;
        server.signed_in(&bob).await;
        server.advance(1);
        let mut thief = server.signed_in(&bob).await;
        let token = server.repudiation_of_sign_in(&bob.email).await;
        server.advance(1);
        let fields = [("email", "thief@example.test"), ("password", bob.password.as_str())];
        thief.post(&format!("{ADDRESSES}/new"), &fields).await;
        let (_, text) = server.newest_mail("thief@example.test").await.unwrap();
        let confirm = text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        server.press(&token).await;
        let answer = server.browser().post("/address-confirmation", &[("token", &confirm)]).await;
        assert_eq!(answer.status, StatusCode::GONE, "the old link ended");
        let bob = server.choose(&bob).await;
        let mut browser = server.signed_in(&bob).await;
        let answer = server.on_address(&mut browser, &bob, "thief@example.test", "primary").await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        let sql = "SELECT id FROM addresses WHERE address = 'thief@example.test'";
        let id: String = server.app.db.fetch_one(sql, db::params![]).await.unwrap().read("id").unwrap();
        let answer = browser.post(&format!("{ADDRESSES}/{id}/resend"), &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    }

    /// The thief's address is the primary one, but the link for a password goes to the owner's.
    async fn a_new_password_is_chosen_at_an_address_from_before(server) {
        let bob = server.person("bob").await;
        server.advance(8 * 24 * HOUR);
        server.signed_in(&bob).await;
        server.advance(1);
        let mut thief = server.signed_in(&bob).await;
        let token = server.repudiation_of_sign_in(&bob.email).await;
        server.address(&mut thief, &bob, "thief@example.test").await;
        server.on_address(&mut thief, &bob, "thief@example.test", "primary").await;
        server.reset_token(&bob, "thief@example.test").await;
        server.press(&token).await;
        let mails = server.mails_to("thief@example.test").await;
        let bob = server.choose(&bob).await;
        server.signed_in(&bob).await;
        // The thief is told that the password was changed and of the sign-in, and gets no link.
        let (subject, _) = server.newest_notice("thief@example.test").await.unwrap();
        assert!(subject.contains("was changed") && server.mails_to("thief@example.test").await > mails, "{subject}");
    }
}
