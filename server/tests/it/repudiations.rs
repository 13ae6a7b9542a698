//! `/wasnt-me` and `/api/v1/repudiations`: the link in the notice of a change.

mod attackers;
mod freeze;
mod links;
mod races;
mod reverts;

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, Browser, Person, TestServer, TwoStepPerson};

const PAGE: &str = "/wasnt-me";
const APPS: &str = "/settings/security/apps";
const CODES: &str = "/settings/security/recovery-codes";
const ADDRESSES: &str = "/settings/security/addresses";
const PASSWORD: &str = "/settings/security/password";
const SET_UP: &str = "/settings/security/two-step/setup";
const NEW_PASSWORD: &str = "nine otters paint loudly";
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// What the link "This wasn't me" in a mail carries.
fn link_in(text: &str) -> Option<String> {
    text.split_whitespace().find_map(|word| word.split_once("/wasnt-me?token=")).map(|(_, token)| token.to_owned())
}

impl TestServer {
    /// What the link carries in the newest notice to that address that is not of a sign-in.
    async fn repudiation(&self, email: &str) -> String {
        let (subject, text) = self.newest_notice(email).await.unwrap();
        link_in(&text).unwrap_or_else(|| panic!("{subject}: {text}"))
    }

    /// The same in the newest mail of all.
    async fn repudiation_of_sign_in(&self, email: &str) -> String {
        let (subject, text) = self.newest_mail(email).await.unwrap();
        assert!(subject.starts_with("New sign-in"), "{subject}");
        link_in(&text).expect("a link")
    }

    async fn press(&self, token: &str) -> Answer {
        self.press_with(token, "").await
    }

    async fn press_with(&self, token: &str, password: &str) -> Answer {
        // Mails of one moment have no order.
        self.advance(1);
        self.browser().post(PAGE, &[("token", token), ("password", password)]).await
    }

    /// The same by a program: what became of the change.
    async fn outcome(&self, token: &str) -> String {
        self.advance(1);
        let body = json!({ "token": token }).to_string();
        let answer = self.browser().api(Method::POST, "/api/v1/repudiations", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()["outcome"].as_str().unwrap().to_owned()
    }

    /// What the link for a new password carries, and where it went.
    async fn reset_token(&self, person: &Person, email: &str) -> String {
        self.advance(1);
        let answer = self.browser().post("/password-recovery", &[("login", &person.username)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        let (subject, text) = self.newest_mail(email).await.unwrap();
        assert!(subject.starts_with("Set a new password"), "{subject}");
        text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
    }

    /// Chooses a new password by mail.
    async fn choose(&self, person: &Person) -> Person {
        let token = self.reset_token(person, &person.email).await;
        self.advance(1);
        let fields = [("token", token.as_str()), ("new_password", NEW_PASSWORD)];
        let answer = self.browser().post("/password-recovery/new", &fields).await;
        assert_eq!(answer.location(), "/sign-in?notice=password-set", "{}", answer.body);
        Person { password: NEW_PASSWORD.to_owned(), ..person.clone() }
    }

    /// The same for somebody with an app.
    async fn choose_twice(&self, person: &TwoStepPerson) -> TwoStepPerson {
        TwoStepPerson { person: self.choose(person).await, ..person.clone() }
    }

    /// Whether the code of that key opens the second door now, behind the password as it is.
    async fn lets_in(&self, person: &Person, code: &str) -> bool {
        self.advance(30);
        let mut browser = self.pending(person).await;
        let through = browser.enter_code(code).await.is_let_through("/settings/security");
        self.forget_tries().await;
        through
    }

    /// Adds an app, or replaces the ones there are by it; its key.
    async fn new_app(&self, browser: &mut Browser, person: &TwoStepPerson, path: &str) -> String {
        self.advance(30);
        let fields = [("password", person.password.as_str()), ("code", &self.code(&person.key))];
        let answer = browser.post(path, &fields).await;
        assert_eq!(answer.location(), "/settings/security/apps/new/app", "{}", answer.body);
        self.name_app(browser).await
    }

    /// Connects the app whose key the page shows.
    async fn name_app(&self, browser: &mut Browser) -> String {
        let key = browser.get("/settings/security/apps/new/app").await.shown_key().expect("a key");
        let fields = [("name", "Tablet"), ("code", &self.code(&key))];
        let answer = browser.post("/settings/security/apps/new/app", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        key
    }

    /// The identifier of the app of that name.
    async fn id_of_app(&self, name: &str) -> String {
        let sql = "SELECT id FROM authenticator_apps WHERE name = $1 AND suspended_by IS NULL";
        self.app.db.fetch_one(sql, db::params![name]).await.unwrap().read("id").unwrap()
    }

    /// How many apps count.
    async fn apps(&self) -> i64 {
        self.rows("enrolments").await
    }

    /// Adds an address and confirms it, by the password alone.
    async fn address(&self, browser: &mut Browser, person: &Person, email: &str) {
        self.advance(1);
        let fields = [("email", email), ("password", person.password.as_str())];
        let answer = browser.post(&format!("{ADDRESSES}/new"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let (_, text) = self.newest_mail(email).await.unwrap();
        let token = text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        self.advance(1);
        let answer = self.browser().post("/address-confirmation", &[("token", &token)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// Sends the password to an act on that address: `primary` or `remove`.
    async fn on_address(&self, browser: &mut Browser, person: &Person, email: &str, act: &str) -> Answer {
        self.advance(1);
        let sql = "SELECT id FROM addresses WHERE address = $1";
        let row = self.app.db.fetch_one(sql, db::params![email]).await.unwrap();
        let path = format!("{ADDRESSES}/{}/{act}", row.read::<String>("id").unwrap());
        browser.post(&path, &[("password", &person.password)]).await
    }

    /// The account's addresses, the primary one first.
    async fn addresses(&self, username: &str) -> Vec<String> {
        let sql = "SELECT d.address FROM addresses d JOIN accounts a ON a.id = d.account_id
                   WHERE a.username = $1 ORDER BY d.is_primary DESC, d.created_at, d.address";
        let rows = self.app.db.fetch_all(sql, db::params![username]).await.unwrap();
        rows.iter().map(|row| row.read("address").unwrap()).collect()
    }
}

impl Browser {
    /// Sends the password and a code.
    async fn prove(&mut self, path: &str, password: &str, code: &str) -> Answer {
        self.post(path, &[("password", password), ("code", code)]).await
    }

    /// Changes the password.
    async fn change_password(&mut self, person: &Person, code: &str, new: &str) -> Answer {
        let fields = [("password", person.password.as_str()), ("code", code), ("new_password", new)];
        self.post(PASSWORD, &fields).await
    }
}
