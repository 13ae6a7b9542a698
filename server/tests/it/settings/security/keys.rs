//! `/settings/security/keys` and `/api/v1/security-keys`, and everything that a key does where
//! a code did before.

mod adding;
mod checks_of_assertion;
mod checks_of_creation;
mod copied;
mod everywhere;
mod list;
mod races;
mod set_up;
mod sign_in;

use axum::http::{Method, StatusCode};
use db::params;
use serde_json::{Value, json};

use crate::support::security_key::SoftKey;
use crate::support::{Answer, Browser, Person, TestServer, TwoStepPerson};

const LIST: &str = "/settings/security/keys";
const NEW: &str = "/settings/security/keys/new";
const TOUCH: &str = "/settings/security/keys/new/key";
const OPTIONS: &str = "/settings/security/keys/new/options";
const ASK: &str = "/settings/security/keys/assertion-options";
const ADDED: &str = "/settings/security/keys?notice=added";
const ASK_AT_SIGN_IN: &str = "/sign-in/second-step/assertion-options";
const ORIGIN: &str = "http://localhost:8080";

/// Somebody with a key and nothing else but recovery codes.
struct KeyPerson {
    person: Person,
    key: SoftKey,
    recovery_codes: Vec<String>,
}

impl Browser {
    /// What the page's script is told to ask.
    async fn options(&mut self, path: &str) -> Value {
        let answer = self.post(path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.json()["options"].clone()
    }

    /// A right answer of that key to a new challenge of this session.
    async fn key_code(&mut self, key: &mut SoftKey) -> String {
        let options = self.options(ASK).await;
        let assertion = key.assertion(&options, ORIGIN);
        key.answer(&assertion)
    }

    /// Passes the second door with that key.
    async fn touch(&mut self, key: &mut SoftKey) -> Answer {
        let options = self.options(ASK_AT_SIGN_IN).await;
        let assertion = key.assertion(&options, ORIGIN);
        self.enter_code(&key.answer(&assertion)).await
    }

    /// Proves, and goes on to the page where the key is touched.
    async fn begin_key(&mut self, person: &Person, name: &str, code: &str) -> Answer {
        self.post(NEW, &[("name", name), ("password", &person.password), ("code", code)]).await
    }

    /// Sends what the new key answered.
    async fn send_key(&mut self, credential: &Value) -> Answer {
        self.post(TOUCH, &[("credential", &credential.to_string())]).await
    }

    /// The path of that key's page.
    async fn key_page(&mut self, name: &str, page: &str) -> String {
        let body = self.get(LIST).await.body;
        let entry = body.split("<li>").find(|entry| entry.contains(&format!(">{name}<"))).expect(name);
        let id = entry.split("/settings/security/keys/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        format!("{LIST}/{id}/{page}")
    }
}

impl TestServer {
    /// Adds a key in that browser, proved by the app.
    async fn add_key(&self, browser: &mut Browser, person: &TwoStepPerson, name: &str) -> SoftKey {
        let key = SoftKey::new();
        let answer = browser.begin_key(person, name, &self.code(&person.key)).await;
        assert_eq!(answer.location(), TOUCH, "{}", answer.body);
        let options = browser.options(OPTIONS).await;
        let answer = browser.send_key(&key.creation(&options, ORIGIN).json()).await;
        assert_eq!(answer.location(), ADDED, "{}", answer.body);
        self.advance(30);
        key
    }

    /// Somebody whose only factor is a key, set up through the API.
    async fn key_person(&self, username: &str) -> KeyPerson {
        let person = self.person(username).await;
        let mut program = self.program(&person).await;
        let key = SoftKey::new();
        let body = json!({ "password": person.password }).to_string();
        assert_eq!(program.api(Method::POST, "/api/v1/two-step/setup", &body).await.status, StatusCode::OK);
        let asked = program.api(Method::POST, "/api/v1/two-step/setup/key-options", "").await.json();
        let credential = key.creation(&asked["options"], ORIGIN).json();
        let body = json!({ "credential": credential }).to_string();
        let answer = program.api(Method::POST, "/api/v1/two-step/setup/key", &body).await;
        let codes = answer.json()["recovery_codes"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
        let recovery_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        let answer = program.api(Method::POST, "/api/v1/two-step/activation", r#"{"saved":true}"#).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        self.advance(1);
        KeyPerson { person, key, recovery_codes }
    }

    /// A browser of that person, signed in with the key.
    async fn signed_in_by_key(&self, person: &mut KeyPerson) -> Browser {
        let mut browser = self.pending(&person.person).await;
        let answer = browser.touch(&mut person.key).await;
        assert_eq!(answer.location(), "/settings/security", "{}", answer.body);
        browser
    }

    /// The names of the keys that count, by the table and by the registry, which agree.
    async fn key_names(&self, username: &str) -> Vec<String> {
        let sql = "SELECT k.name AS n FROM security_keys k JOIN accounts a ON a.id = k.account_id
                   WHERE a.username = $1 AND k.suspended_by IS NULL ORDER BY k.created_at, k.id";
        let enrolled = "SELECT e.factor_id AS n FROM enrolments e JOIN accounts a ON a.id = e.account_id
                        WHERE a.username = $1 AND e.kind = 'security_key'";
        let names = async |sql: &str| -> Vec<String> {
            let rows = self.app.db.fetch_all(sql, params![username]).await.unwrap();
            rows.iter().map(|row| row.read("n").unwrap()).collect()
        };
        let keys = names(sql).await;
        assert_eq!(keys.len(), names(enrolled).await.len(), "{username}");
        keys
    }
}
