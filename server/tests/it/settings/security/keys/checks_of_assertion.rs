//! Every check of WebAuthn Level 3 §7.2, broken alone, at sign-in and where a proof is asked
//! now: each is refused, and nothing is written, not even the counter.

use axum::http::StatusCode;

use super::{ASK, ASK_AT_SIGN_IN, NEW, ORIGIN, TOUCH};
use crate::on_both_engines;
use crate::support::security_key::{Assertion, BACKED_UP, BACKUP_ELIGIBLE};

type Break = (&'static str, fn(&mut Assertion));

/// The client data of a right answer, told otherwise.
type Retell = (&'static str, fn(String) -> Vec<u8>);

const BREAKS: &[Break] = &[
    ("wan_07 the other ceremony", |a| a.client.ceremony = "webauthn.create"),
    ("wan_07 a payment", |a| a.client.ceremony = "payment.get"),
    ("wan_02 another challenge", |a| a.client.challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into()),
    ("wan_02 no challenge", |a| a.client.challenge.clear()),
    ("another host", |a| a.client.origin = "http://evil.test:8080".into()),
    ("another scheme", |a| a.client.origin = "https://localhost:8080".into()),
    ("another port", |a| a.client.origin = "http://localhost:8081".into()),
    ("a longer origin", |a| a.client.origin = "http://localhost:8080.evil.test".into()),
    ("an origin with a path", |a| a.client.origin = "http://localhost:8080/".into()),
    ("wan_06 a frame of another site", |a| a.client.cross_origin = Some(true)),
    ("wan_06 in a page of another site", |a| a.client.top_origin = Some("https://evil.test".into())),
    ("wan_05 another relying party", |a| a.data.rp_id = "evil.test".into()),
    ("wan_05 an AppID that was not asked for", |a| a.appid = Some(true)),
    ("wan_13 nobody present", |a| a.data.flags = 0),
    ("wan_14 backed up but not to be", |a| a.data.flags |= BACKED_UP),
    ("wan_14 to be backed up, and was not before", |a| a.data.flags |= BACKUP_ELIGIBLE),
    ("wan_15 bytes behind the end", |a| a.data.extra = vec![0]),
    ("a credential in an assertion", |a| a.data.flags |= 0x40),
    ("wan_09 another credential", |a| a.id = vec![1; 32]),
    ("wan_09 no credential", |a| a.id = vec![]),
    ("wan_09 another user", |a| a.user_handle = Some("mallory".into())),
    ("wan_09 a user without a name", |a| a.user_handle = Some(String::new())),
    ("wan_11 a wrong signature with a counter ahead", |a| {
        a.data.counter += 1000;
        a.spoils_signature = true;
    }),
    ("a wrong signature", |a| a.spoils_signature = true),
];

const TEXTS: &[Retell] = &[
    ("wan_07 a byte order mark", |text| format!("\u{feff}{text}").into_bytes()),
    ("wan_07 UTF-16", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("wan_07 a type twice", |text| text.replacen('{', r#"{"type":"webauthn.create","#, 1).into_bytes()),
    ("wan_07 a challenge twice", |text| text.replacen('{', r#"{"challenge":"AAAA","#, 1).into_bytes()),
    ("an array", |text| format!("[{text}]").into_bytes()),
];

on_both_engines! {
    async fn each_check_alone_at_sign_in(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.pending(&ann.person).await;
        let before = server.snapshot().await;
        for (what, spoil) in BREAKS {
            let mut assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
            spoil(&mut assertion);
            let answer = browser.enter_code(&ann.key.answer(&assertion)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
            assert!(!answer.sets_cookies(), "{what}");
            assert_eq!(server.snapshot().await, before, "{what}");
            server.forget_tries().await;
        }
        for (what, change) in TEXTS {
            let mut assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
            assertion.client.raw = Some(change(String::from_utf8(assertion.client.bytes()).unwrap()));
            let answer = browser.enter_code(&ann.key.answer(&assertion)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
            assert_eq!(server.snapshot().await, before, "{what}");
            server.forget_tries().await;
        }
        assert_eq!(browser.touch(&mut ann.key).await.location(), "/settings/security");
    }

    async fn each_check_alone_where_a_proof_is_asked_now(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        let before = server.snapshot().await;
        for (what, spoil) in BREAKS {
            let mut assertion = ann.key.assertion(&browser.options(ASK).await, ORIGIN);
            spoil(&mut assertion);
            let code = ann.key.answer(&assertion);
            let answer = browser.begin_key(&ann.person, "Other", &code).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
            assert_eq!(server.snapshot().await, before, "{what}");
            server.forget_tries().await;
        }
        let code = browser.key_code(&mut ann.key).await;
        assert_eq!(browser.begin_key(&ann.person, "Other", &code).await.location(), TOUCH);
    }

    /// The user handle is the account's id: naming it does no harm.
    async fn wan_09_a_user_who_is_named_must_be_hers(server) {
        let mut ann = server.key_person("ann").await;
        let row = server.app.db.fetch_one("SELECT id FROM accounts WHERE username = $1", db::params!["ann"]).await.unwrap();
        let mut browser = server.pending(&ann.person).await;
        let mut assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
        assertion.user_handle = Some(row.read("id").unwrap());
        assert_eq!(browser.enter_code(&ann.key.answer(&assertion)).await.location(), "/settings/security");
    }

    async fn wan_09_the_right_answer_of_somebody_elses_key(server) {
        let (ann, mut mallory) = (server.key_person("ann").await, server.key_person("mallory").await);
        let mut browser = server.pending(&ann.person).await;
        let before = server.snapshot().await;
        let assertion = mallory.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
        let answer = browser.enter_code(&mallory.key.answer(&assertion)).await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.body.contains("isn’t one of this account’s"), "{}", answer.body);
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.events("sign_in.second_step").await, ["unknown-key"]);
    }

    /// WAN-01, WAN-03: for one sign-in, one purpose, once, five minutes.
    async fn wan_01_wan_03_a_challenge_is_for_one_thing_and_once(server) {
        let mut ann = server.key_person("ann").await;
        let (mut one, mut two) = (server.pending(&ann.person).await, server.pending(&ann.person).await);
        let options = one.options(ASK_AT_SIGN_IN).await;
        let assertion = ann.key.assertion(&options, ORIGIN);
        let answer = ann.key.answer(&assertion);
        assert_eq!(two.enter_code(&answer).await.status, StatusCode::FORBIDDEN, "another sign-in of the same person");
        let mut wrong = ann.key.assertion(&options, ORIGIN);
        wrong.spoils_signature = true;
        assert_eq!(one.enter_code(&ann.key.answer(&wrong)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(one.enter_code(&answer).await.status, StatusCode::FORBIDDEN, "a wrong answer has used it up");
        let late = ann.key.assertion(&one.options(ASK_AT_SIGN_IN).await, ORIGIN);
        server.advance(300);
        assert_eq!(one.enter_code(&ann.key.answer(&late)).await.status, StatusCode::FORBIDDEN, "five minutes");
        server.forget_tries().await;
        let last = ann.key.assertion(&one.options(ASK_AT_SIGN_IN).await, ORIGIN);
        let answer = ann.key.answer(&last);
        assert_eq!(one.enter_code(&answer).await.location(), "/settings/security");
        let mut browser = server.signed_in_by_key(&mut ann).await;
        server.forget_tries().await;
        assert_eq!(browser.begin_key(&ann.person, "Other", &answer).await.status, StatusCode::FORBIDDEN, "a replay");
        // What is asked in a session is not asked at a sign-in.
        let asked = browser.options(ASK).await;
        let assertion = ann.key.assertion(&asked, ORIGIN);
        let mut three = server.pending(&ann.person).await;
        assert_eq!(three.enter_code(&ann.key.answer(&assertion)).await.status, StatusCode::FORBIDDEN);
        server.forget_tries().await;
        let mut other = browser.clone();
        let answer = ann.key.answer(&assertion);
        assert_eq!(browser.begin_key(&ann.person, "Other", &answer).await.location(), TOUCH);
        assert_eq!(other.post(NEW, &[("name", "x"), ("password", &ann.person.password), ("code", &answer)]).await.status, StatusCode::FORBIDDEN);
    }
}
