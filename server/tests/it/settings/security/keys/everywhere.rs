//! An account whose only second factor is a key, at every way in: none may think that it has
//! no second factor, and each that takes a code takes the key.

use axum::http::{Method, StatusCode};
use vestibule::platform::surface::{Credential, Proof};

use super::{ADDED, ASK, ASK_AT_SIGN_IN, OPTIONS, ORIGIN, SoftKey};
use crate::on_both_engines;
use crate::support::LOST_DEVICE;

on_both_engines! {
    async fn the_password_alone_opens_nothing(server) {
        let ann = server.key_person("ann").await;
        let mut browser = server.pending(&ann.person).await;
        assert!(!browser.is_signed_in().await);
        let answer = server.browser().api_sign_in(&ann.person).await;
        assert_eq!(answer.json()["status"], "second-step");
        // Not even for those who reset it.
        let answer = server.browser().post("/password-recovery", &[("login", &ann.person.email)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!server.pending(&ann.person).await.is_signed_in().await);
    }

    async fn every_way_in_that_asks_a_proof_refuses_without_the_key(server) {
        let mut ann = server.key_person("ann").await;
        let browser = server.signed_in_by_key(&mut ann).await;
        let asks = |proof: Proof| matches!(proof, Proof::BothNow | Proof::PasswordNowAppFresh);
        let rows: Vec<_> = server.matrix().into_iter().filter(|row| row.credential == Credential::Session && asks(row.proof)).collect();
        assert!(rows.len() >= 12, "{}", rows.len());
        server.advance(700);
        let before = server.snapshot().await;
        for row in rows {
            let path = row.path.replace("{id}", "no-such-id");
            let body = row.fixture.replace("wrong+password+x", &ann.person.password.replace(' ', "+"));
            let answer = browser.clone().post_raw(&path, &body, &[("sec-fetch-site", "same-origin")]).await;
            // Of what there is not it is said so, and no more.
            let gone = [StatusCode::NOT_FOUND, StatusCode::GONE].contains(&answer.status) && row.path.contains("{id}");
            assert!(gone || answer.status == StatusCode::FORBIDDEN, "{path}: {}: {}", answer.status, answer.body);
            server.forget_tries().await;
        }
        assert_eq!(server.snapshot().await, before);
    }

    async fn the_key_proves_everywhere(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        let password = ann.person.password.clone();
        let code = browser.key_code(&mut ann.key).await;
        let answer = browser.post("/settings/security/recovery-codes/new", &[("password", &password), ("code", &code)]).await;
        assert!(answer.status == StatusCode::OK && answer.shown_codes().len() == 10, "{}", answer.body);
        // A key proved a moment ago counts as an app's code does.
        let answer = browser.post("/settings/security/recovery-codes/view", &[("password", &password)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        server.advance(700);
        let answer = browser.post("/settings/security/recovery-codes/view", &[("password", &password)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let code = browser.key_code(&mut ann.key).await;
        let fields = [("password", password.as_str()), ("code", code.as_str())];
        assert_eq!(browser.post("/settings/security/recovery-codes/view", &fields).await.status, StatusCode::OK);
        let code = browser.key_code(&mut ann.key).await;
        let fields = [("password", password.as_str()), ("code", &code), ("new_password", "another quiet river lantern")];
        let answer = browser.post("/settings/security/password", &fields).await;
        assert_eq!(answer.location(), "/settings/security?notice=password-changed", "{}", answer.body);
        ann.person.password = "another quiet river lantern".to_owned();
        let code = browser.key_code(&mut ann.key).await;
        let fields = [("email", "second@example.test"), ("password", ann.person.password.as_str()), ("code", &code)];
        let answer = browser.post("/settings/security/addresses/new", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let code = browser.key_code(&mut ann.key).await;
        let fields = [("password", ann.person.password.as_str()), ("code", code.as_str())];
        assert_eq!(browser.post("/settings/security/apps/new", &fields).await.location(), "/settings/security/apps/new/app");
        let code = browser.key_code(&mut ann.key).await;
        let answer = browser.disable(&ann.person.password, &code).await;
        assert_eq!(answer.location(), "/settings/security?notice=two-step-off", "{}", answer.body);
        assert!(server.key_names("ann").await.is_empty() && !server.is_two_step_on("ann").await);
    }

    async fn pages_and_programs_see_it(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.signed_in_by_key(&mut ann).await;
        let page = browser.get("/settings/security").await.body;
        assert!(page.contains("Signing in takes your password") && page.contains("Security key"), "{page}");
        assert_eq!(browser.get("/settings/security/two-step/setup").await.location(), "/settings/security?notice=already-on");
        let mut program = server.pending_program(&ann.person).await;
        let asked = program.api(Method::POST, "/api/v1/sign-in/second-step/assertion-options", "").await.json();
        let assertion = ann.key.assertion(&asked["options"], ORIGIN);
        let token = program.api_enter_code(&ann.key.answer(&assertion)).await.json()["token"].as_str().unwrap().to_owned();
        let mut program = server.browser().with_bearer(&token);
        assert_eq!(program.api(Method::GET, "/api/v1/me", "").await.json()["two_step"], true);
        assert_eq!(program.api(Method::GET, "/api/v1/two-step", "").await.json()["on"], true);
        let asked = program.api(Method::POST, "/api/v1/security-keys/assertion-options", "").await.json();
        let assertion = ann.key.assertion(&asked["options"], ORIGIN);
        let answer = program.api_disable(&ann.person.password, &ann.key.answer(&assertion)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// A lost key: the way over a recovery code suspends it, and its link brings it back.
    async fn a_lost_key_is_replaced_and_comes_back(server) {
        let mut ann = server.key_person("ann").await;
        let mut browser = server.pending(&ann.person).await;
        assert_eq!(browser.enter_code(&ann.recovery_codes[0]).await.location(), LOST_DEVICE);
        assert_eq!(browser.post(LOST_DEVICE, &[]).await.location(), "/settings/security/apps/new/app");
        let app = browser.get("/settings/security/apps/new/app").await.shown_key().unwrap();
        let fields = [("name", "New phone"), ("code", &server.code(&app))];
        assert_eq!(browser.post("/settings/security/apps/new/app", &fields).await.location(), "/settings/security/apps/lost/codes");
        let answer = browser.post("/settings/security/apps/lost/codes", &[("saved", "yes")]).await;
        assert_eq!(answer.location(), "/settings/security/apps?notice=recovered", "{}", answer.body);
        server.advance(30);
        assert!(server.key_names("ann").await.is_empty(), "suspended");
        let mut thief = server.pending(&ann.person).await;
        assert!(thief.options(ASK_AT_SIGN_IN).await.is_null());
        assert!(browser.options(ASK).await.is_null());
        // A key that somebody adds meanwhile goes when the replacement is taken back.
        browser.begin_key(&ann.person, "Thief's", &server.code(&app)).await;
        let options = browser.options(OPTIONS).await;
        let theirs = SoftKey::new();
        assert_eq!(browser.send_key(&theirs.creation(&options, ORIGIN).json()).await.location(), ADDED);
        let mail = server.mails_with(&ann.person.email, "vrst_").await;
        let token = mail.split("token=").nth(1).unwrap().split(|c: char| c.is_whitespace() || c == '"').next().unwrap().to_owned();
        let look = server.browser().get(&format!("/settings/security/apps/restore?token={token}")).await;
        assert!(look.body.contains("Security key"), "{}", look.body);
        let answer = server.browser().post("/settings/security/apps/restore", &[("token", &token)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(server.key_names("ann").await, ["Security key"]);
        let mut owner = server.pending(&ann.person).await;
        assert_eq!(owner.touch(&mut ann.key).await.location(), "/settings/security");
    }

    /// Suspended for 72 hours, then gone; and nothing that is over is kept.
    async fn what_is_over_is_forgotten(server) {
        let ann = server.key_person("ann").await;
        let mut browser = server.pending(&ann.person).await;
        browser.options(ASK_AT_SIGN_IN).await;
        let bob = server.two_step_person("bob").await;
        let mut his = server.signed_in_twice(&bob).await;
        his.begin_key(&bob, "Key", &server.code(&bob.key)).await;
        server.execute("UPDATE security_keys SET suspended_by = 'x', suspended_until = $1", vec![server.app.now().plus(std::time::Duration::from_secs(60)).into()]).await;
        let left = async || -> Vec<i64> {
            let mut left = Vec::new();
            for table in ["security_keys", "key_challenges", "key_additions"] {
                let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM {table}");
                left.push(server.app.db.fetch_one(&sql, db::params![]).await.unwrap().read("n").unwrap());
            }
            left
        };
        assert_eq!(left().await, [1, 1, 1]);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(left().await, [1, 1, 1]);
        server.advance(901);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(left().await, [0, 0, 0]);
    }
}
