//! Each mail goes to its rightful addressee and carries no secret but its own link.

use vestibule::platform::mail::{Transport, delivery, mailbox};

use super::forms::Search;
use super::journey::Journey;
use crate::on_both_engines;
use crate::support::TestServer;

/// A mail as it left.
pub struct Letter {
    pub to: String,
    /// Everything in it that is read.
    pub text: String,
    pub tokens: Vec<String>,
}

fn tokens_in(text: &str) -> Vec<String> {
    let is_its = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    text.split("token=").skip(1).map(|rest| rest.chars().take_while(is_its).collect()).collect()
}

impl TestServer {
    /// All mails that have left.
    pub async fn letters(&self) -> Vec<Letter> {
        let dir = self.dir().join("mailbox");
        delivery::deliver_due(&self.app.db, &self.app.mail, &Transport::Mailbox(dir.clone())).await;
        let read = |entry: mailbox::Entry| {
            let message = mailbox::read(&dir, &entry.id).unwrap();
            let text = format!("{}\n{}\n{}", entry.subject, message.text, message.html);
            Letter { to: entry.to, tokens: tokens_in(&message.text), text }
        };
        mailbox::list(&dir).into_iter().map(read).collect()
    }

    /// What the newest link of that kind to that address carries.
    pub async fn link_in_mail(&self, prefix: &str, to: &str) -> String {
        let letters = self.letters().await.into_iter().filter(|letter| letter.to.contains(to));
        let newest = letters.flat_map(|letter| letter.tokens).find(|token| token.starts_with(prefix));
        newest.unwrap_or_else(|| panic!("no {prefix} to {to}"))
    }
}

/// To whom a link of each kind goes in this run, and to nobody else.
const ADDRESSEES: &[(&str, &[&str])] = &[
    ("vsup_", &["dave@example.test"]),
    ("vadc_", &["ann-2@example.test"]),
    ("vadu_", &["ann@example.test"]),
    ("vpwr_", &["ann@example.test"]),
    // DESIGN 5.8: not to the address that was confirmed a moment ago.
    ("vrst_", &["ann@example.test"]),
    ("vnot_", &["ann@example.test"]),
];

on_both_engines! {
    async fn lea_01_a_mail_carries_its_own_link_and_no_other_secret(server) {
        let journey = Journey::through_everything(&server).await;
        let letters = server.letters().await;
        assert!(letters.len() > 10, "{}", letters.len());
        for letter in &letters {
            let others = journey.canaries.iter().filter(|canary| !letter.tokens.iter().any(|own| own == canary.text()));
            let found = Search::of(others).first_in(letter.text.as_bytes());
            assert_eq!(found, None, "in a mail to {}: {}", letter.to, letter.text);
            // One thing to do about it, and beside it the link that says: this wasn't me.
            let of_change = letter.tokens.iter().filter(|token| token.starts_with("vnot_")).count();
            assert!(of_change <= 1 && letter.tokens.len() <= of_change + 1, "{}", letter.text);
            for token in &letter.tokens {
                let known = ADDRESSEES.iter().find(|(prefix, _)| token.starts_with(prefix));
                let (prefix, to) = known.unwrap_or_else(|| panic!("who may have a {}?", &token[..5]));
                assert!(to.iter().any(|to| letter.to == *to), "a {prefix} to {}", letter.to);
            }
        }
        for (prefix, _) in ADDRESSEES {
            let is_one = |letter: &Letter| letter.tokens.iter().any(|token| token.starts_with(prefix));
            assert!(letters.iter().any(is_one), "no {prefix} was sent");
        }
    }
}
