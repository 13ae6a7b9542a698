//! What the account is, by its tables: what an intruder must not change.

use std::collections::BTreeMap;

use db::{Value, params};

use crate::support::TestServer;

/// An app as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    pub is_enrolled: bool,
    pub is_suspended: bool,
    pub name: String,
    pub last_step: i64,
}

/// An address as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub id: String,
    pub is_confirmed: bool,
    pub is_primary: bool,
}

/// The whole of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Facts {
    pub account: String,
    pub enrolments: i64,
    pub apps: BTreeMap<String, App>,
    /// Each code's place, and whether it is used; none that is kept in case a change is undone.
    pub codes: BTreeMap<(String, i64), bool>,
    pub addresses: BTreeMap<String, Address>,
    password: Option<String>,
}

impl Facts {
    pub async fn of(server: &TestServer, username: &str) -> Self {
        let db = &server.app.db;
        let row = db.fetch_one("SELECT id FROM accounts WHERE username = $1", params![username]).await.unwrap();
        let account: String = row.read("id").unwrap();
        let rows = async |sql: &str| db.fetch_all(sql, params![account.as_str()]).await.unwrap();
        let enrolled: Vec<String> = rows("SELECT factor_id AS n FROM enrolments WHERE account_id = $1")
            .await
            .iter()
            .map(|row| row.read("n").unwrap())
            .collect();
        let apps = "SELECT id, name, last_step, suspended_by FROM authenticator_apps WHERE account_id = $1";
        let apps_rows = rows(apps).await;
        let apps = apps_rows.iter().map(|row| {
            let id: String = row.read("id").unwrap();
            let app = App {
                is_enrolled: enrolled.contains(&id),
                is_suspended: row.read::<Option<String>>("suspended_by").unwrap().is_some(),
                name: row.read("name").unwrap(),
                last_step: row.read("last_step").unwrap(),
            };
            (id, app)
        });
        let apps = apps.collect();
        let codes = "SELECT set_id, ordinal, used_at FROM recovery_codes
                     WHERE account_id = $1 AND suspended_by IS NULL";
        let codes_rows = rows(codes).await;
        let codes = codes_rows.iter().map(|row| {
            let place = (row.read("set_id").unwrap(), row.read("ordinal").unwrap());
            (place, row.read::<Option<i64>>("used_at").unwrap().is_some())
        });
        let codes = codes.collect();
        let addresses = "SELECT id, folded, is_primary, confirmed_at FROM addresses WHERE account_id = $1";
        let addresses_rows = rows(addresses).await;
        let addresses = addresses_rows.iter().map(|row| {
            let is_confirmed = row.read::<Option<i64>>("confirmed_at").unwrap().is_some();
            let (id, is_primary) = (row.read("id").unwrap(), row.read("is_primary").unwrap());
            (row.read("folded").unwrap(), Address { id, is_confirmed, is_primary })
        });
        let addresses = addresses.collect();
        let password = rows("SELECT hash AS n FROM passwords WHERE account_id = $1").await;
        let password = password.first().map(|row| format!("{:?}", row.read::<Value>("n").unwrap()));
        let enrolments = i64::try_from(enrolled.len()).unwrap();
        Self { account, enrolments, apps, codes, addresses, password }
    }

    pub fn is_on(&self) -> bool {
        self.enrolments > 0
    }

    /// The apps that count, oldest first.
    pub fn active(&self) -> Vec<String> {
        self.apps.iter().filter(|(_, app)| !app.is_suspended).map(|(id, _)| id.clone()).collect()
    }

    pub fn codes_left(&self) -> usize {
        self.codes.values().filter(|used| !**used).count()
    }

    pub fn codes_used(&self) -> usize {
        self.codes.values().filter(|used| **used).count()
    }

    /// Whether there is a password: without one it has to be chosen by mail.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// What never is, whoever did what: on without a factor, off with one, enrolled and not
    /// there, codes of nothing, no primary address.
    pub fn check(&self) -> Result<(), String> {
        let active = self.active().len();
        if self.apps.values().any(|app| app.is_enrolled == app.is_suspended) {
            return Err("an app that counts is not enrolled, or one that does not is".to_owned());
        }
        if self.enrolments != i64::try_from(active).unwrap() {
            return Err(format!("{} enrolments with {active} apps", self.enrolments));
        }
        if active == 0 && !self.codes.is_empty() {
            return Err("recovery codes without two-step verification".to_owned());
        }
        match self.addresses.values().filter(|address| address.is_primary).count() {
            1 => Ok(()),
            count => Err(format!("{count} primary addresses")),
        }
    }

    /// What differs, in words that name no secret.
    pub fn changed_since(&self, before: &Self) -> Vec<&'static str> {
        let names = [
            (self.enrolments != before.enrolments, "enrolments"),
            (self.apps != before.apps, "apps"),
            (self.codes != before.codes, "codes"),
            (self.addresses != before.addresses, "addresses"),
            (self.password != before.password, "password"),
        ];
        names.into_iter().filter(|(is_changed, _)| *is_changed).map(|(_, name)| name).collect()
    }
}
