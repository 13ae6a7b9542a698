//! `/settings/security/apps` and `/api/v1/authenticator-apps`: the apps after the set-up.

mod adding;
mod list;
mod lost;
mod races;
mod removing;
mod replacing;
mod restoring;

use axum::http::Method;
use db::params;
use serde_json::json;

use crate::support::{Answer, Browser, LOST_DEVICE, TestServer, TwoStepPerson};

const LIST: &str = "/settings/security/apps";
const NEW: &str = "/settings/security/apps/new";
const REPLACE: &str = "/settings/security/apps/replace";
const APP: &str = "/settings/security/apps/new/app";
const OLD: &str = "/settings/security/apps/replace/old";
const CODES: &str = "/settings/security/apps/lost/codes";
const RESTORE: &str = "/settings/security/apps/restore";
const ENDED: &str = "/settings/security/apps?notice=ended";
const ADDED: &str = "/settings/security/apps?notice=added";
const RECOVERED: &str = "/settings/security/apps?notice=recovered";
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM ";

impl TestServer {
    /// A browser that was signed in with that recovery code.
    async fn by_code(&self, person: &TwoStepPerson, number: usize) -> Browser {
        let mut browser = self.pending(person).await;
        let answer = browser.enter_code(&person.recovery_codes[number]).await;
        assert_eq!(answer.location(), LOST_DEVICE, "{}", answer.body);
        browser
    }

    /// Adds an app in that browser and answers its key. The step of its first code is over.
    async fn add_app(&self, browser: &mut Browser, person: &TwoStepPerson, name: &str) -> String {
        let key = self.begin_app(browser, NEW, person).await;
        let answer = browser.first_code(name, &self.code(&key)).await;
        assert_eq!(answer.location(), ADDED, "{}", answer.body);
        self.advance(30);
        key
    }

    /// Proves with the password and the first app, and reads the key off the next page.
    async fn begin_app(&self, browser: &mut Browser, path: &str, person: &TwoStepPerson) -> String {
        let answer = browser.both(path, &person.password, &self.code(&person.key)).await;
        assert_eq!(answer.location(), APP, "{}", answer.body);
        browser.get(APP).await.shown_key().expect("the page shows a key")
    }

    /// Replaces the lost device in a browser that was signed in with a recovery code: the new
    /// key and the new codes.
    async fn recover(&self, browser: &mut Browser) -> (String, Vec<String>) {
        let key = self.begin_recovery(browser).await;
        assert_eq!(browser.first_code("New phone", &self.code(&key)).await.location(), CODES);
        let codes = browser.get(CODES).await.shown_codes();
        let answer = browser.post(CODES, &[("saved", "yes")]).await;
        assert_eq!(answer.location(), RECOVERED, "{}", answer.body);
        self.advance(30);
        (key, codes)
    }

    async fn begin_recovery(&self, browser: &mut Browser) -> String {
        let answer = browser.post(LOST_DEVICE, &[]).await;
        assert_eq!(answer.location(), APP, "{}", answer.body);
        browser.get(APP).await.shown_key().expect("the page shows a key")
    }

    /// The names of the apps that count, by the table and by the registry, which agree.
    async fn app_names(&self, username: &str) -> Vec<String> {
        let sql = "SELECT p.name AS n FROM authenticator_apps p JOIN accounts a ON a.id = p.account_id
                   WHERE a.username = $1 AND p.suspended_by IS NULL ORDER BY p.created_at, p.id";
        let enrolled = "SELECT p.name AS n FROM enrolments e JOIN authenticator_apps p ON p.id = e.factor_id
                        JOIN accounts a ON a.id = e.account_id
                        WHERE a.username = $1 AND e.kind = 'authenticator_app' ORDER BY p.created_at, p.id";
        let mut both = Vec::new();
        for sql in [sql, enrolled] {
            let rows = self.app.db.fetch_all(sql, params![username]).await.unwrap();
            both.push(rows.iter().map(|row| row.read::<String>("n").unwrap()).collect::<Vec<_>>());
        }
        assert_eq!(both[0], both[1], "enrolled and not there, or there and not enrolled");
        both.swap_remove(0)
    }

    /// The identifier of the app with that name.
    async fn app_id(&self, name: &str) -> String {
        let row = self.app.db.fetch_one("SELECT id FROM authenticator_apps WHERE name = $1", params![name]).await;
        row.unwrap().read("id").unwrap()
    }

    /// How many rows a table has.
    async fn count(&self, table: &str) -> i64 {
        self.number(&format!("{COUNT}{table}"), &[]).await
    }

    /// Asserts that a code opens nothing: not the second door, by page or program, and no act.
    async fn opens_nothing(&self, person: &TwoStepPerson, browser: &Browser, code: &str) {
        let mut page = self.pending(person).await;
        assert!(!page.enter_code(code).await.is_let_through("/settings/security"), "the page");
        self.forget_tries().await;
        let mut program = self.pending_program(person).await;
        assert_eq!(program.api_enter_code(code).await.problem(), "wrong-code", "the program");
        self.forget_tries().await;
        let mut browser = browser.clone();
        for path in [NEW, REPLACE, "/settings/security/two-step/disable", "/settings/security/recovery-codes/new"] {
            let answer = browser.both(path, &person.password, code).await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.body);
            self.forget_tries().await;
        }
    }

    /// Whether a code opens the second door.
    async fn opens(&self, person: &TwoStepPerson, code: &str) -> bool {
        let mut page = self.pending(person).await;
        page.enter_code(code).await.is_let_through("/settings/security")
    }

    /// The path and query of the link in the newest mail to that person.
    async fn restore_link(&self, person: &TwoStepPerson) -> String {
        let (_, text) = self.newest_notice(&person.email).await.unwrap();
        let origin = self.app.config.origin.as_str().to_owned();
        let link = text.split_whitespace().find_map(|word| word.strip_prefix(&origin)).expect("a link");
        link.to_owned()
    }

    /// Follows that link in a browser that has never been here, with that code.
    async fn bring_back(&self, link: &str, code: &str) -> Answer {
        self.browser().post(RESTORE, &[("token", &token_of(link)), ("code", code)]).await
    }
}

impl Browser {
    /// Sends the password and a code.
    async fn both(&mut self, path: &str, password: &str, code: &str) -> Answer {
        self.post(path, &[("password", password), ("code", code)]).await
    }

    /// Sends the first code of a new app.
    async fn first_code(&mut self, name: &str, code: &str) -> Answer {
        self.post(APP, &[("name", name), ("code", code)]).await
    }

    async fn api_both(&mut self, path: &str, password: &str, code: &str) -> Answer {
        let body = json!({ "password": password, "code": code }).to_string();
        self.api(Method::POST, path, &body).await
    }
}

/// What stands behind the link's question mark.
fn token_of(link: &str) -> String {
    link.split_once("?token=").unwrap().1.to_owned()
}
