//! The list, names, and who may look.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{LIST, NEW, REPLACE};
use crate::on_both_engines;
use crate::support::LOST_DEVICE;

on_both_engines! {
    async fn names_days_and_last_uses(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.add_app(&mut browser, &ann, "Tablet").await;
        let page = browser.get(LIST).await;
        for part in ["Authenticator app", "Tablet", "Added 2026-11-22", "Last used 2026-11-22", "Not used yet"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert_eq!(page.headers["cache-control"], "no-store");
        let mut program = server.program_signed_in_twice(&ann).await;
        let listed = program.get("/api/v1/authenticator-apps").await.json();
        assert_eq!(listed["authenticator_apps"][1]["name"], "Tablet");
        assert_eq!(listed["authenticator_apps"][1]["last_used_at"], json!(null));
        assert!(listed["authenticator_apps"][0]["last_used_at"].is_string());
    }

    async fn without_two_step_there_are_none(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        for path in [LIST, NEW, REPLACE, LOST_DEVICE] {
            assert_eq!(browser.get(path).await.location(), "/settings/security?notice=already-off", "{path}");
        }
        let answer = browser.both(NEW, &bob.password, "000000").await;
        assert_eq!(answer.location(), "/settings/security?notice=already-off");
        let mut program = server.program(&bob).await;
        assert_eq!(program.get("/api/v1/authenticator-apps").await.json()["authenticator_apps"], json!([]));
        let path = "/api/v1/authenticator-apps/addition";
        assert_eq!(program.api_both(path, &bob.password, "000000").await.problem(), "two-step-off");
    }

    async fn a_name_is_any_text_and_shown_as_text(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let id = server.app_id("Authenticator app").await;
        let path = format!("{LIST}/{id}/rename");
        let odd = "<script>alert(1)</script> “電話” & {{ 7*7 }}";
        let fields = [("name", odd), ("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        assert_eq!(browser.post(&path, &fields).await.location(), "/settings/security/apps?notice=renamed");
        assert_eq!(server.app_names("ann").await, [odd]);
        for path in [LIST, path.as_str(), &format!("{LIST}/{id}/remove"), "/settings/security"] {
            let page = browser.get(path).await;
            assert!(page.body.contains("“電話”") && !page.body.contains("<script>alert"), "{path}: {}", page.body);
        }
        let (subject, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(subject.contains("renamed") && text.contains("“電話”"), "{subject} {text}");
        assert_eq!(server.events("authenticator_app.rename").await, ["allowed"]);
        assert!(browser.is_signed_in().await, "a name ends no session");
    }

    async fn two_may_have_one_name_and_64_characters(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let long = "é".repeat(64);
        server.add_app(&mut browser, &ann, &long).await;
        server.add_app(&mut browser, &ann, &long).await;
        assert_eq!(server.app_names("ann").await, ["Authenticator app", &long, &long]);
    }

    async fn what_is_no_name_is_refused_and_changes_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let path = format!("{LIST}/{}/rename", server.app_id("Authenticator app").await);
        let code = server.code(&ann.key);
        for name in ["", "   ", &"x".repeat(65), "two\nlines", "nul\0"] {
            let answer = browser.post(&path, &[("name", name), ("password", &ann.password), ("code", &code)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
        }
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
        let fine = [("name", "Phone"), ("password", ann.password.as_str()), ("code", code.as_str())];
        assert_eq!(browser.post(&path, &fine).await.status, StatusCode::SEE_OTHER, "none of them used the code up");
    }

    async fn renaming_takes_both_proofs_and_an_app_of_ones_own(server) {
        let ann = server.two_step_person("ann").await;
        let eve = server.two_step_person("eve").await;
        let (mut browser, mut hers) = (server.signed_in_twice(&ann).await, server.signed_in_twice(&eve).await);
        let sql = "SELECT p.id FROM authenticator_apps p JOIN accounts a ON a.id = p.account_id WHERE a.username = 'ann'";
        let id: String = server.app.db.fetch_one(sql, &[]).await.unwrap().read("id").unwrap();
        let path = format!("{LIST}/{id}/rename");
        let code = server.code(&ann.key);
        for (password, code) in [("not this one at all", code.as_str()), (&ann.password, &server.wrong_code(&ann.key))] {
            let answer = browser.post(&path, &[("name", "Mine"), ("password", password), ("code", code)]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(hers.get(&path).await.status, StatusCode::NOT_FOUND);
        let code = server.code(&eve.key);
        let fields = [("name", "Hers"), ("password", eve.password.as_str()), ("code", code.as_str())];
        assert_eq!(hers.post(&path, &fields).await.status, StatusCode::NOT_FOUND);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
    }

    async fn a_program_renames(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let id = program.get("/api/v1/authenticator-apps").await.json()["authenticator_apps"][0]["id"].clone();
        let path = format!("/api/v1/authenticator-apps/{}/name", id.as_str().unwrap());
        let body = json!({ "name": "Phone", "password": ann.password, "code": server.code(&ann.key) }).to_string();
        assert_eq!(program.api(Method::POST, &path, &body).await.status, StatusCode::NO_CONTENT);
        assert_eq!(server.app_names("ann").await, ["Phone"]);
        let body = json!({ "name": "Other", "password": ann.password, "code": server.code_at(&ann.key, 1) }).to_string();
        server.advance(30);
        let elsewhere = "/api/v1/authenticator-apps/no-such-id/name";
        assert_eq!(program.api(Method::POST, elsewhere, &body).await.problem(), "no-such-app");
    }
}
