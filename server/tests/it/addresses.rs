//! `/settings/security/addresses`, `/address-confirmation`, `/address-undo` and their API.

mod adding;
mod confirming;
mod former;
mod primary;
mod races;
mod removing;
mod undoing;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Person, TestServer};

const LIST: &str = "/settings/security/addresses";
const NEW: &str = "/settings/security/addresses/new";
const CONFIRM: &str = "/address-confirmation";
const UNDO: &str = "/address-undo";

impl TestServer {
    /// What the newest link to that address carries.
    async fn token_in_mail(&self, email: &str) -> String {
        let (subject, text) = self.newest_mail(email).await.unwrap_or_else(|| panic!("no mail to {email}"));
        let rest = text.split("token=").nth(1).unwrap_or_else(|| panic!("{subject}: {text}"));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Adds an address in that browser, by the password alone, and returns what its link carries.
    async fn link_to(&self, browser: &mut Browser, person: &Person, email: &str) -> String {
        // Mails of one moment have no order.
        self.advance(1);
        let answer = browser.add(person, email).await;
        assert_eq!(answer.location(), "/settings/security/addresses?notice=added", "{}", answer.body);
        self.token_in_mail(email).await
    }

    async fn confirm(&self, token: &str) -> Answer {
        self.advance(1);
        self.browser().post(CONFIRM, &[("token", token)]).await
    }

    /// Adds an address and confirms it: all addresses are settled afterwards.
    async fn second_address(&self, browser: &mut Browser, person: &Person, email: &str) {
        let token = self.link_to(browser, person, email).await;
        assert_eq!(self.confirm(&token).await.status, StatusCode::OK);
        self.settle().await;
    }

    /// As if every confirmed address had been confirmed a week earlier than it was.
    async fn settle(&self) {
        let week: i64 = 7 * 86_400_000_000;
        self.execute("UPDATE addresses SET confirmed_at = confirmed_at - $1", vec![week.into()]).await;
    }

    async fn undo(&self, token: &str) -> Answer {
        self.advance(1);
        self.browser().post(UNDO, &[("token", token)]).await
    }

    /// The account's addresses as `email` with `+` for confirmed and `*` for primary.
    async fn addresses_of(&self, username: &str) -> Vec<String> {
        let sql = "SELECT d.address, d.is_primary, d.confirmed_at FROM addresses d
                   JOIN accounts a ON a.id = d.account_id WHERE a.username = $1
                   ORDER BY d.is_primary DESC, d.created_at, d.address";
        let rows = self.app.db.fetch_all(sql, db::params![username]).await.unwrap();
        let marked = rows.iter().map(|row| {
            let confirmed = row.read::<Option<i64>>("confirmed_at").unwrap().map_or("", |_| "+");
            let primary = if row.read("is_primary").unwrap() { "*" } else { "" };
            format!("{}{confirmed}{primary}", row.read::<String>("address").unwrap())
        });
        marked.collect()
    }

    /// The path below which the acts on that address stand.
    async fn path_of(&self, username: &str, email: &str) -> String {
        let sql = "SELECT d.id FROM addresses d JOIN accounts a ON a.id = d.account_id
                   WHERE a.username = $1 AND d.address = $2";
        let row = self.app.db.fetch_one(sql, db::params![username, email]).await.unwrap();
        format!("{LIST}/{}", row.read::<String>("id").unwrap())
    }

    /// Makes an address the primary one, by the password alone.
    async fn make_primary(&self, browser: &mut Browser, person: &Person, email: &str) -> Answer {
        self.advance(1);
        let path = self.path_of(&person.username, email).await;
        browser.post(&format!("{path}/primary"), &[("password", &person.password)]).await
    }

    /// Removes an address, by the password alone.
    async fn remove(&self, browser: &mut Browser, person: &Person, email: &str) -> Answer {
        self.advance(1);
        let path = self.path_of(&person.username, email).await;
        browser.post(&format!("{path}/remove"), &[("password", &person.password)]).await
    }

    /// Signs in with something else than the user name.
    async fn sign_in_as(&self, login: &str, person: &Person) -> Answer {
        self.browser().post("/sign-in", &[("login", login), ("password", &person.password)]).await
    }
}

impl Browser {
    async fn add(&mut self, person: &Person, email: &str) -> Answer {
        self.post(NEW, &[("email", email), ("password", &person.password)]).await
    }

    async fn call(&mut self, path: &str, body: Value) -> Answer {
        self.api(Method::POST, &format!("/api/v1{path}"), &body.to_string()).await
    }

    async fn listed(&mut self) -> Value {
        self.get("/api/v1/addresses").await.json()
    }
}

crate::on_both_engines! {
    async fn a_program_does_it_all(server) {
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let proof = |code: &str| json!({ "password": ann.password, "code": code });
        let body = json!({ "email": "other@example.test", "password": ann.password, "code": ann.recovery_codes[0] });
        let added = program.call("/addresses", body).await;
        assert_eq!(added.status, StatusCode::ACCEPTED, "{}", added.body);
        let id = added.json()["id"].as_str().unwrap().to_owned();
        let listed = program.listed().await;
        assert_eq!((&listed["addresses"][1]["email"], &listed["addresses"][1]["confirmed_at"]),
            (&json!("other@example.test"), &Value::Null));
        server.advance(1);
        let again = program.api(Method::POST, &format!("/api/v1/addresses/{id}/resend"), "").await;
        assert_eq!(again.status, StatusCode::NO_CONTENT, "{}", again.body);
        let token = json!({ "token": server.token_in_mail("other@example.test").await });
        assert_eq!(server.browser().call("/address-confirmation", token.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(server.browser().call("/address-confirmation", token).await.problem(), "link-over");
        server.settle().await;
        let answer = program.call(&format!("/addresses/{id}/primary"), proof(&ann.recovery_codes[1])).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let mut program = program.with_bearer(answer.json()["token"].as_str().unwrap());
        let listed = program.listed().await;
        assert_eq!((&listed["addresses"][0]["id"], &listed["addresses"][0]["primary"]), (&json!(id), &json!(true)));
        let old = listed["addresses"][1]["id"].as_str().unwrap().to_owned();
        server.advance(1);
        let answer = program.call(&format!("/addresses/{old}/remove"), proof(&ann.recovery_codes[2])).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
        assert_eq!(program.listed().await["former"][0]["email"], json!(ann.email));
        let token = json!({ "token": server.token_in_mail(&ann.email).await });
        assert_eq!(server.browser().call("/address-undo", token.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(server.browser().call("/address-undo", token).await.problem(), "link-over");
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.addresses_of("ann").await, ["other@example.test+*", "ann@example.test+"]);
    }

    /// DESIGN 4: whatever a stolen cookie holds open, each change asks for both proofs now.
    async fn a_stolen_cookie_alone_changes_nothing(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let fields = [("email", "ours@example.test"), ("password", ann.password.as_str()), ("code", &ann.recovery_codes[0])];
        assert_eq!(browser.post(NEW, &fields).await.status, StatusCode::SEE_OTHER);
        let token = server.token_in_mail("ours@example.test").await;
        server.confirm(&token).await;
        let path = server.path_of("ann", "ours@example.test").await;
        let before = server.snapshot().await;
        let wrong = server.wrong_code(&ann.key);
        let wrongs: [(&str, &str, u16); 5] = [
            ("", "", 422),
            ("not this one at all", &ann.recovery_codes[1], 403),
            (&ann.password, "", 422),
            (&ann.password, &wrong, 403),
            (&ann.password, &ann.recovery_codes[0], 403),
        ];
        for (password, code, status) in wrongs {
            let proofs = [("password", password), ("code", code)];
            let with_email = [("email", "evil@example.test"), proofs[0], proofs[1]];
            for answer in [
                browser.post(NEW, &with_email).await,
                browser.post(&format!("{path}/primary"), &proofs).await,
                browser.post(&format!("{path}/remove"), &proofs).await,
            ] {
                assert_eq!(answer.status.as_u16(), status, "{password} {code}: {}", answer.body);
            }
            server.forget_tries().await;
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.mails_to("evil@example.test").await, 0);
        let proofs = [("password", ann.password.as_str()), ("code", ann.recovery_codes[1].as_str())];
        assert_eq!(browser.post(&format!("{path}/primary"), &proofs).await.status, StatusCode::SEE_OTHER);
    }

    async fn the_security_page_leads_to_the_list(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        assert!(browser.get("/settings/security").await.body.contains("href=\"/settings/security/addresses\""));
        let page = browser.get(LIST).await;
        assert!(page.status == StatusCode::OK && page.body.contains(&bob.email), "{}", page.body);
        assert!(!page.body.contains("/remove") && !page.body.contains("/primary"), "the only one is the primary");
    }

    /// ADM-02: the names of another account's addresses are names of nothing here.
    async fn adm_02_another_account_s_address_is_none_of_mine(server) {
        let alice = server.person("alice").await;
        let mut hers = server.signed_in(&alice).await;
        server.second_address(&mut hers, &alice, "alice-2@example.test").await;
        let token = server.link_to(&mut hers, &alice, "alice-3@example.test").await;
        let mallory = server.person("mallory").await;
        let mut browser = server.signed_in(&mallory).await;
        let before = server.snapshot().await;
        for email in ["alice-2@example.test", "alice-3@example.test"] {
            let path = server.path_of("alice", email).await;
            let proofs = [("password", mallory.password.as_str())];
            for answer in [
                browser.get(&format!("{path}/primary")).await,
                browser.get(&format!("{path}/remove")).await,
                browser.post(&format!("{path}/primary"), &proofs).await,
                browser.post(&format!("{path}/remove"), &proofs).await,
                browser.post(&format!("{path}/resend"), &[]).await,
            ] {
                assert_eq!(answer.status, StatusCode::GONE, "{}", answer.body);
                assert!(!answer.body.contains("alice"), "{}", answer.body);
            }
        }
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.confirm(&token).await.status, StatusCode::OK, "and alice's link still is the newest");
    }
}
