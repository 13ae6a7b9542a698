//! What the tests of the second door have in common.

use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{Method, StatusCode};
use db::params;
use serde_json::json;
use vestibule::platform::clock::Timestamp;

use super::{Answer, Browser, Options, Person, TestServer};

/// Where a sign-in with a recovery code leads.
pub const LOST_DEVICE: &str = "/settings/security/apps/lost";

/// The machine's own clock, which real processes go by.
pub fn real_now_secs() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// A page without the one value that differs from answer to answer.
pub fn bodies_without_nonce(answer: &Answer) -> String {
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    answer.body.replace(nonce, "")
}

impl TestServer {
    /// One server on each engine, configured like that.
    pub async fn on_both_with(options: Options) -> [Self; 2] {
        [Self::sqlite_with(options.clone()).await, Self::postgres_with(options).await]
    }

    /// A second node where the engine can have one, otherwise this one again.
    pub async fn another_node(&self) -> Option<Self> {
        if self.postgres_url().is_some() { Some(self.second_node().await) } else { None }
    }

    pub fn set_clock(&self, unix_secs: i64) {
        self.set_clock_millis(unix_secs * 1_000);
    }

    pub fn set_clock_millis(&self, unix_millis: i64) {
        self.clock.set(Timestamp::from_micros(unix_millis * 1_000));
    }

    /// A code that this key shows at no time within two hours.
    pub fn wrong_code(&self, key: &str) -> String {
        let shown: Vec<String> = (-240..=240).map(|steps| self.code_at(key, steps)).collect();
        (0..).map(|n| format!("{n:06}")).find(|code| !shown.contains(code)).unwrap()
    }

    /// Whether the code of that many steps from now happens to be the code of one of those
    /// steps as well, as one in a million is: such a case says nothing.
    pub fn is_ambiguous(&self, key: &str, steps: i64, others: RangeInclusive<i64>) -> bool {
        let code = self.code_at(key, steps);
        others.filter(|other| *other != steps).any(|other| self.code_at(key, other) == code)
    }

    /// How many tries are charged to that factor of anybody.
    pub async fn charged(&self, factor: &str) -> i64 {
        let sql = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) AS n FROM throttles WHERE factor = $1";
        self.app.db.fetch_one(sql, params![factor]).await.unwrap().read("n").unwrap()
    }

    /// Lets everybody try again at once, as if they had waited.
    pub async fn forget_tries(&self) {
        self.execute("DELETE FROM throttles", vec![]).await;
    }

    /// A browser of that person at the second step of a set-up, and the key it was shown.
    pub async fn at_app_step(&self, person: &Person) -> (Browser, String) {
        let mut browser = self.signed_in(person).await;
        let key = browser.begin_set_up(person).await;
        (browser, key)
    }

    /// The same at the third step, with the recovery codes as well.
    pub async fn at_codes_step(&self, person: &Person) -> (Browser, String, Vec<String>) {
        let (mut browser, key) = self.at_app_step(person).await;
        let answer = browser.post("/settings/security/two-step/setup/app", &[("code", &self.code(&key))]).await;
        assert_eq!(answer.location(), "/settings/security/two-step/setup/codes", "{}", answer.body);
        let codes = browser.get("/settings/security/two-step/setup/codes").await.shown_codes();
        (browser, key, codes)
    }

    /// Whether two-step verification is on, by every table that has a part in it:
    /// enrolments, apps, codes. Panics at a state that is neither.
    pub async fn is_two_step_on(&self, username: &str) -> bool {
        let sql = "SELECT
             (SELECT CAST(COUNT(*) AS BIGINT) FROM enrolments e WHERE e.account_id = a.id) AS enrolments,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM authenticator_apps p
              WHERE p.account_id = a.id AND p.suspended_by IS NULL) AS apps,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_codes r
              WHERE r.account_id = a.id AND r.suspended_by IS NULL) AS codes
             FROM accounts a WHERE a.username = $1";
        let row = self.app.db.fetch_one(sql, params![username]).await.unwrap();
        let counts: Vec<i64> = ["enrolments", "apps", "codes"].iter().map(|name| row.read(name).unwrap()).collect();
        match counts.as_slice() {
            [0, 0, 0] => false,
            [1, 1, 10] => true,
            half => panic!("half on: {half:?}"),
        }
    }
}

impl Browser {
    /// Types the password for a new set-up and reads the key off the page.
    pub async fn begin_set_up(&mut self, person: &Person) -> String {
        let answer = self.post("/settings/security/two-step/setup", &[("password", &person.password)]).await;
        assert_eq!(answer.location(), "/settings/security/two-step/setup/app", "{}", answer.body);
        self.get("/settings/security/two-step/setup/app").await.shown_key().expect("the page shows a key")
    }

    /// Ticks the box.
    pub async fn finish_set_up(&mut self) -> Answer {
        self.post("/settings/security/two-step/setup/codes", &[("saved", "yes")]).await
    }

    pub async fn enter_code(&mut self, code: &str) -> Answer {
        self.post("/sign-in/second-step", &[("code", code)]).await
    }

    /// The same by a program.
    pub async fn api_enter_code(&mut self, code: &str) -> Answer {
        self.api(Method::POST, "/api/v1/sign-in/second-step", &json!({ "code": code }).to_string()).await
    }

    pub async fn disable(&mut self, password: &str, code: &str) -> Answer {
        self.post("/settings/security/two-step/disable", &[("password", password), ("code", code)]).await
    }

    pub async fn api_disable(&mut self, password: &str, code: &str) -> Answer {
        let body = json!({ "password": password, "code": code }).to_string();
        self.api(Method::POST, "/api/v1/two-step/deactivation", &body).await
    }

    /// The value of the session's cookie.
    pub fn session(&self) -> String {
        self.cookies.get("session").cloned().unwrap_or_default()
    }
}

impl Answer {
    /// The key that the set-up's page shows, if this is that page.
    pub fn shown_key(&self) -> Option<String> {
        let groups = self.body.split_once("id=\"app-key\">")?.1.split_once("</code>")?.0;
        let texts = groups.split("<span>").skip(1);
        Some(texts.map(|text| text.split('<').next().unwrap()).collect())
    }

    /// The recovery codes that the set-up's page shows.
    pub fn shown_codes(&self) -> Vec<String> {
        let items = self.body.split("<li><code>").skip(1);
        items.map(|item| item.split('<').next().unwrap().to_owned()).collect()
    }

    /// Whether a sign-in or a change came through: a redirect to that path, or 200.
    pub fn is_let_through(&self, path: &str) -> bool {
        // A sign-in with a recovery code leads past the page on lost devices.
        let is_there = self.location() == path || (path == "/settings/security" && self.location() == LOST_DEVICE);
        self.status == StatusCode::OK || (self.status == StatusCode::SEE_OTHER && is_there)
    }
}
