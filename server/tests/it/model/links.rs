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
    /// Within 72 hours after a lost device was replaced, the link in its notice brings the lost
    /// app back, for who has that as well. Who only reads the mails does nothing with it.
    async fn the_restore_link_takes_nothing_from_the_owner(server) {
        let ann = server.two_step_person("ann").await;
        let (key, codes, token) = server.replaced(&ann).await;
        let before = Facts::of(&server, "ann").await;
        let mut thief = server.browser();
        for code in ["", "000000", &ann.recovery_codes[1], &codes[0]] {
            let fields = [("token", token.as_str()), ("code", code)];
            let answer = thief.post("/settings/security/apps/restore", &fields).await;
            assert!(answer.status.is_client_error(), "{code}: {}", answer.body);
        }
        assert!(Facts::of(&server, "ann").await == before && thief.cookies.is_empty());
        server.forget_tries().await;
        assert!(server.is_let_in_with(&ann, &server.code(&key)).await && server.is_let_in_with(&ann, &codes[0]).await);
        // With the lost device it does.
        server.advance(30);
        let fields = [("token", token.as_str()), ("code", &server.code(&ann.key))];
        let answer = thief.post("/settings/security/apps/restore", &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!thief.is_signed_in().await && !server.is_let_in_with(&ann, &server.code_at(&key, 1)).await);
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
