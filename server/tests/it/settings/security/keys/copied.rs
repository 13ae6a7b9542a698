//! A key of which there is a copy: its counter does not go forward.

use axum::http::StatusCode;

use super::{ASK, ASK_AT_SIGN_IN, LIST, ORIGIN};
use crate::on_both_engines;

on_both_engines! {
    async fn a_counter_that_goes_back_is_refused_and_told(server) {
        let mut ann = server.key_person("ann").await;
        ann.key.counter = 7;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        // Asked before the copy was noticed: no way around it afterwards.
        let mut second = server.pending(&ann.person).await;
        let asked = second.options(ASK_AT_SIGN_IN).await;
        let mut thief = server.pending(&ann.person).await;
        server.advance(1);
        // The copy was made before the last use: it stands where that was.
        ann.key.counter = 7;
        let answer = thief.touch(&mut ann.key).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("a copy of it may be in use") && !answer.sets_cookies(), "{}", answer.body);
        assert!(!thief.is_signed_in().await);
        server.advance(1);
        ann.key.counter = 3;
        let assertion = ann.key.assertion(&asked, ORIGIN);
        assert_eq!(second.enter_code(&ann.key.answer(&assertion)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.events("sign_in.second_step").await, ["allowed", "copied-key", "copied-key"]);
        assert_eq!(server.mails_about("A copy of your security key").await, 1, "told once");
        let page = browser.get(LIST).await.body;
        assert!(page.contains("It signs nobody in any more"), "{page}");
        // The true one answers, and is not to be told from the other.
        ann.key.counter = 100;
        let mut owner = server.pending(&ann.person).await;
        assert!(owner.options(ASK_AT_SIGN_IN).await.is_null(), "it is not asked any more");
        assert!(browser.options(ASK).await.is_null());
        // The key still counts as a second factor: nobody gets in without one.
        let answer = owner.enter_code(&ann.recovery_codes[0]).await;
        assert!(answer.is_let_through("/settings/security"), "{}", answer.body);
        let path = owner.key_page("Security key", "remove").await;
        let fields = [("password", ann.person.password.as_str()), ("code", ann.recovery_codes[1].as_str())];
        assert_eq!(owner.post(&path, &fields).await.location(), "/settings/security?notice=two-step-off");
    }

    /// A challenge made before the copy was noticed is no way around.
    async fn an_answer_that_was_asked_before(server) {
        let mut ann = server.key_person("ann").await;
        ann.key.counter = 7;
        server.signed_in_by_key(&mut ann).await;
        let (mut thief, mut other) = (server.pending(&ann.person).await, server.pending(&ann.person).await);
        let options = other.options(ASK_AT_SIGN_IN).await;
        ann.key.counter = 3;
        assert_eq!(thief.touch(&mut ann.key).await.status, StatusCode::FORBIDDEN);
        ann.key.counter = 100;
        let assertion = ann.key.assertion(&options, ORIGIN);
        assert_eq!(other.enter_code(&ann.key.answer(&assertion)).await.status, StatusCode::FORBIDDEN);
    }

    /// A key that does not count says zero, always; that is no copy.
    async fn a_counter_that_stays_at_zero_is_none(server) {
        let mut ann = server.key_person("ann").await;
        for _ in 0..2 {
            let mut browser = server.pending(&ann.person).await;
            let mut assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
            assertion.data.counter = 0;
            assert_eq!(browser.enter_code(&ann.key.answer(&assertion)).await.location(), "/settings/security");
        }
        // Once it has counted, zero is behind.
        ann.key.counter = 4;
        server.signed_in_by_key(&mut ann).await;
        let mut browser = server.pending(&ann.person).await;
        let mut assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
        assertion.data.counter = 0;
        assert_eq!(browser.enter_code(&ann.key.answer(&assertion)).await.status, StatusCode::FORBIDDEN);
    }

    async fn it_is_noticed_where_a_proof_is_asked_now(server) {
        let mut ann = server.key_person("ann").await;
        ann.key.counter = 7;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        ann.key.counter = 2;
        let code = browser.key_code(&mut ann.key).await;
        let answer = browser.disable(&ann.person.password, &code).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
        assert_eq!(server.events("two_step.deactivate").await, ["copied-key"]);
        assert_eq!(server.mails_about("A copy of your security key").await, 1);
        assert_eq!(server.key_names("ann").await, ["Security key"], "two-step verification is on");
    }
}
