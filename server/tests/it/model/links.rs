//! What the mailbox alone can do by design, shown in full: no session, but not nothing. Who
//! changes these rules meets these tests.

use axum::http::StatusCode;

use super::facts::Facts;
use crate::on_both_engines;
use crate::support::{TestServer, TwoStepPerson};

const APP: &str = "/settings/security/apps/new/app";
const CODES: &str = "/settings/security/apps/lost/codes";

impl TestServer {
    /// A lost device replaced after a sign-in with a code: the new key and codes, and what the
    /// link in the notice carries.
    async fn replaced(&self, person: &TwoStepPerson) -> (String, Vec<String>, String) {
        let mut browser = self.pending(person).await;
        browser.enter_code(&person.recovery_codes[0]).await;
        browser.post("/settings/security/apps/lost", &[]).await;
        let key = browser.get(APP).await.shown_key().unwrap();
        browser.post(APP, &[("name", "New phone"), ("code", &self.code(&key))]).await;
        let codes = browser.get(CODES).await.shown_codes();
        let answer = browser.post(CODES, &[("saved", "yes")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        self.advance(30);
        let (_, text) = self.newest_notice(&person.email).await.unwrap();
        let token = text.split("token=vrst_").nth(1).unwrap().split_whitespace().next().unwrap();
        (key, codes, format!("vrst_{token}"))
    }

    async fn is_let_in_with(&self, person: &TwoStepPerson, code: &str) -> bool {
        let mut browser = self.pending(person).await;
        browser.enter_code(code).await;
        self.forget_tries().await;
        browser.is_signed_in().await
    }
}

on_both_engines! {
    /// Within 72 hours after a lost device was replaced, who reads the mails can bring the lost
    /// app back. It opens nothing, but the new app and the new codes stop working: the owner,
    /// whose old device is gone, is shut out by the mailbox alone.
    async fn the_restore_link_takes_the_new_factors_from_their_owner(server) {
        let ann = server.two_step_person("ann").await;
        let (key, codes, token) = server.replaced(&ann).await;
        assert!(server.is_let_in_with(&ann, &server.code(&key)).await, "until then the new app works");
        server.advance(30);
        let mut thief = server.browser();
        let answer = thief.post("/settings/security/apps/restore", &[("token", &token)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!thief.is_signed_in().await && thief.cookies.is_empty());
        let facts = Facts::of(&server, "ann").await;
        assert!(facts.is_on() && facts.codes.is_empty() && facts.active().len() == 1);
        for code in [server.code(&key), codes[0].clone(), ann.recovery_codes[1].clone()] {
            assert!(!server.is_let_in_with(&ann, &code).await);
        }
        assert!(server.is_let_in_with(&ann, &server.code(&ann.key)).await, "only the old app does");
    }

    /// The same link while two-step verification is off turns it on again with the old app.
    async fn the_restore_link_turns_two_step_verification_on_again(server) {
        let ann = server.two_step_person("ann").await;
        let (key, _, token) = server.replaced(&ann).await;
        let mut browser = server.pending(&ann).await;
        browser.enter_code(&server.code(&key)).await;
        server.advance(30);
        let answer = browser.disable(&ann.password, &server.code(&key)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(!Facts::of(&server, "ann").await.is_on());
        server.browser().post("/settings/security/apps/restore", &[("token", &token)]).await;
        assert!(Facts::of(&server, "ann").await.is_on());
        assert!(!browser.is_signed_in().await);
    }

    /// A session that a stolen cookie copies goes on with what its owner has proved for in it.
    /// Without that it begins nothing, however long it waits.
    async fn a_stolen_session_finishes_only_what_its_owner_has_begun(server) {
        let ann = server.two_step_person("ann").await;
        let mut owner = server.signed_in_twice(&ann).await;
        let mut thief = owner.clone();
        server.advance(601);
        let before = Facts::of(&server, "ann").await;
        for path in ["/settings/security/apps/new", "/settings/security/apps/replace"] {
            let answer = thief.post(path, &[("password", "not this one at all"), ("code", "000000")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(thief.post("/settings/security/apps/lost", &[]).await.status, StatusCode::FORBIDDEN);
        assert!(Facts::of(&server, "ann").await == before && thief.get(APP).await.shown_key().is_none());
        let proofs = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        assert_eq!(owner.post("/settings/security/apps/new", &proofs).await.location(), APP);
        server.advance(30);
        let key = thief.get(APP).await.shown_key().expect("the copy sees what the session sees");
        thief.post(APP, &[("name", "Evil"), ("code", &server.code(&key))]).await;
        assert_eq!(Facts::of(&server, "ann").await.active().len(), 2);
        assert!(!owner.is_signed_in().await, "and the owner is told by a mail and by her session's end");
        let (subject, _) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("app"), "{subject}");
    }
}
