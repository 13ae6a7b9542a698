//! One account in the middle of a sequence: the server, its mails, and what is true.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;

use vestibule::platform::mail::{Transport, delivery, mailbox};

use super::facts::Facts;
use super::ways::{Door, Verb, Way};
use crate::support::{Browser, TestServer};

/// A mail that has arrived.
pub struct Letter {
    pub to: String,
    /// What the links in it carry.
    pub tokens: Vec<String>,
}

pub struct World<'a> {
    pub server: &'a TestServer,
    pub ways: Rc<Vec<Way>>,
    pub case: usize,
    pub username: String,
    /// The password that counts, whoever knows it.
    pub password: String,
    /// Codes that were used, or whose set was replaced.
    pub old_codes: Vec<String>,
    pub letters: Vec<Letter>,
    read: BTreeSet<String>,
    dir: PathBuf,
    browsers: usize,
}

impl<'a> World<'a> {
    pub fn new(server: &'a TestServer, ways: Rc<Vec<Way>>, case: usize, username: &str, password: &str) -> Self {
        let dir = server.dir().join(format!("mails-of-{case}"));
        std::fs::create_dir_all(&dir).unwrap();
        let (username, password) = (username.to_owned(), password.to_owned());
        let (old_codes, letters) = (Vec::new(), Vec::new());
        Self { server, ways, case, username, password, old_codes, letters, read: BTreeSet::new(), dir, browsers: 0 }
    }

    pub async fn facts(&self) -> Facts {
        Facts::of(self.server, &self.username).await
    }

    /// A browser (or program) that has never been here, on a network of its own.
    pub fn stranger(&mut self) -> Browser {
        self.browsers += 1;
        let case = self.case % 60_000;
        self.server.browser_at(&format!("10.{}.{}.{}:4000", case / 256, case % 256, 1 + self.browsers % 250))
    }

    /// The way to that verb, at that door if there is one there.
    pub fn way(&self, verb: Verb, door: Door) -> Way {
        let mut ways = self.ways.iter().filter(|way| way.verb == verb);
        let found = ways.clone().find(|way| way.door() == door).or_else(|| ways.next());
        *found.unwrap_or_else(|| panic!("no way to {verb:?}"))
    }

    /// Lets all mails arrive and reads those that are new.
    pub async fn read_mails(&mut self) {
        let app = &self.server.app;
        delivery::deliver_due(&app.db, &app.mail, &Transport::Mailbox(self.dir.clone())).await;
        let mut ids: Vec<String> = std::fs::read_dir(&self.dir)
            .unwrap()
            .filter_map(|file| file.unwrap().file_name().to_str()?.strip_suffix(".eml").map(str::to_owned))
            .filter(|id| !self.read.contains(id))
            .collect();
        ids.sort();
        for id in ids {
            let message = mailbox::read(&self.dir, &id).unwrap();
            let tokens = message
                .text
                .split("token=")
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
            self.letters.push(Letter { to: message.entry.to.clone(), tokens: tokens.collect() });
            self.read.insert(id);
        }
    }

    /// The newest link of that kind in a mail to one of the account's own addresses.
    pub fn newest_token(&self, prefix: &str) -> Option<String> {
        let own = self.letters.iter().rev().filter(|letter| letter.to.contains(&self.username));
        own.flat_map(|letter| letter.tokens.iter()).find(|token| token.starts_with(prefix)).cloned()
    }

    /// The identifiers that could stand in the way's path: the account's own.
    pub async fn ids(&self, way: &Way) -> Vec<String> {
        let path = way.row.path;
        if path.contains("/sessions/") {
            let sql = "SELECT s.id AS n FROM sessions s JOIN accounts a ON a.id = s.account_id
                       WHERE a.username = $1 ORDER BY s.created_at, s.id";
            let rows = self.server.app.db.fetch_all(sql, db::params![self.username.as_str()]).await.unwrap();
            return rows.iter().map(|row| row.read("n").unwrap()).collect();
        }
        let facts = self.facts().await;
        match path {
            _ if path.contains("/guessing/") => vec!["password".to_owned(), "authenticator_app".to_owned()],
            _ if path.contains("/addresses/") => facts.addresses.values().map(|address| address.id.clone()).collect(),
            _ if path.contains("apps/") => facts.active(),
            _ => Vec::new(),
        }
    }
}

/// The one that this number picks.
pub fn pick<T: Clone>(list: &[T], number: u16) -> Option<T> {
    if list.is_empty() { None } else { Some(list[usize::from(number) % list.len()].clone()) }
}
