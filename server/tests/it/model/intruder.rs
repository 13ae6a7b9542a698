//! Somebody who has one thing of the owner's, and follows every way in with it.

use axum::http::header;
use vestibule::platform::surface::Credential;

use super::by_mail::{link_of, repudiates};
use super::facts::Facts;
use super::owner::Owner;
use super::steps::Kind;
use super::ways::{Door, Verb, Way};
use super::world::{World, pick};
use crate::support::{Answer, Browser};

const OWN_PASSWORD: &str = "nine calm badgers whistle";
/// How long the proofs of a stolen session have been stale, at least.
const STALE_SECS: u64 = 601;

pub struct Intruder {
    pub kind: Kind,
    page: Browser,
    program: Browser,
    /// The key of an app, if one was shown.
    key: Option<String>,
}

/// While two-step verification is off, password or mailbox *is* the account. What may be done
/// then without changing it, to be used once it is on: sign-ins, and links asked for.
const QUIET: &[Verb] = &[Verb::Look, Verb::SignIn, Verb::SecondStep, Verb::StartAgain, Verb::AskForLink];

/// What the owner has proved for a moment ago and goes on in her session, goes on in a copy
/// of it as well: the one thing a stolen cookie can finish, and only while she is at it.
const CONTINUES: &[Verb] =
    &[Verb::ConfirmSetUp, Verb::Activate, Verb::ConfirmApp, Verb::FinishReplacement, Verb::FinishRecovery];

impl Intruder {
    pub fn new(world: &mut World<'_>, kind: Kind) -> Self {
        Self { kind, page: world.stranger(), program: world.stranger(), key: None }
    }

    /// Follows one way, and goes on where it led further.
    pub async fn follows(
        &mut self,
        world: &mut World<'_>,
        owner: &mut Owner,
        (number, choice): (u16, u16),
    ) -> Result<(), String> {
        if self.kind.has_cookie() && !self.has_session().await {
            self.steals(world, owner);
            return Ok(());
        }
        let way = world.ways[usize::from(number) % world.ways.len()];
        let next = match self.tries(world, owner, way, choice).await? {
            true => goes_on(way.verb),
            false => &[],
        };
        for verb in next {
            let way = world.way(*verb, way.door());
            self.tries(world, owner, way, choice).await?;
        }
        Ok(())
    }

    /// Towards the second door, over a new password where the mailbox gives one.
    pub async fn knocks(&mut self, world: &mut World<'_>, owner: &mut Owner, choice: u16) -> Result<(), String> {
        let door = if choice.is_multiple_of(2) { Door::Page } else { Door::Program };
        let mut verbs = vec![Verb::SignIn, Verb::SecondStep, Verb::Look];
        if self.kind.reads_mail() && choice.is_multiple_of(3) {
            verbs.splice(0..0, [Verb::AskForLink, Verb::SetPassword]);
        }
        for verb in verbs {
            let way = if verb == Verb::Look { look(world, door) } else { world.way(verb, door) };
            self.tries(world, owner, way, choice).await?;
        }
        Ok(())
    }

    async fn has_session(&mut self) -> bool {
        self.page.get("/settings/security").await.status == 200 || self.program.get("/api/v1/me").await.status == 200
    }

    /// Copies what the owner's browser and program hold, and waits until it is stale.
    fn steals(&mut self, world: &World<'_>, owner: &Owner) {
        self.page.cookies.clone_from(&owner.page.cookies);
        self.program.bearer.clone_from(&owner.program.bearer);
        world.server.advance(STALE_SECS);
    }

    fn holds_back(&self, facts: &Facts, owner: &Owner, verb: Verb) -> bool {
        let is_all_hers = self.kind.knows_password() || self.kind.reads_mail();
        let is_at_it = self.kind.has_cookie() && owner.flight.is_some();
        (!facts.is_on() && is_all_hers && !QUIET.contains(&verb)) || (is_at_it && CONTINUES.contains(&verb))
    }

    /// One request, judged. `true`: it did something.
    async fn tries(&mut self, world: &mut World<'_>, owner: &mut Owner, way: Way, choice: u16) -> Result<bool, String> {
        let before = world.facts().await;
        if self.holds_back(&before, owner, way.verb) {
            return Ok(false);
        }
        if self.kind.reads_mail() {
            world.read_mails().await;
        }
        let answer = self.sends(world, way, choice).await;
        let after = world.facts().await;
        let who = format!("{:?} at {:?} {} ({})", self.kind, way.verb, way.row.path, answer.status);
        self.is_kept_out(way, &answer, before.is_on() && after.is_on()).map_err(|what| format!("{who}: {what}"))?;
        self.is_harmless(world, owner, way, (&before, &after)).map_err(|what| format!("{who}: {what}"))?;
        self.takes(&answer).await;
        Ok(way.is_done(&answer))
    }

    async fn sends(&mut self, world: &World<'_>, way: Way, choice: u16) -> Answer {
        let id = pick(&world.ids(&way).await, choice).unwrap_or_else(|| "no-such-id".to_owned());
        let app = pick(&world.facts().await.active(), choice).unwrap_or_else(|| "all".to_owned());
        let code = self.code(world, way.verb, choice);
        let token = self.token(world, way.verb, choice);
        let password = if self.kind.knows_password() { world.password.clone() } else { OWN_PASSWORD.to_owned() };
        let value = |field: &str| match field {
            "login" => world.username.clone(),
            "password" => password.clone(),
            "code" => code.clone(),
            "token" | "ticket" => token.clone(),
            "new_password" => OWN_PASSWORD.to_owned(),
            "email" => format!("evil-{}@example.test", world.case),
            "drop" if choice.is_multiple_of(2) => "all".to_owned(),
            "drop" => app.clone(),
            _ => "Evil".to_owned(),
        };
        let browser = if way.door() == Door::Page { &mut self.page } else { &mut self.program };
        way.send(browser, &id, &value).await
    }

    fn code(&self, world: &World<'_>, verb: Verb, choice: u16) -> String {
        if let (Verb::ConfirmSetUp | Verb::ConfirmApp, Some(key)) = (verb, &self.key) {
            return world.server.code(key);
        }
        let old = if self.kind.has_old_codes() { pick(&world.old_codes, choice) } else { None };
        let guesses = ["000000", "123456", "aaaa-aaaa-aaaa-aaaa"];
        old.unwrap_or_else(|| guesses[usize::from(choice) % guesses.len()].to_owned())
    }

    /// A link from a mail: the newest of its kind, or any of any kind.
    fn token(&self, world: &World<'_>, verb: Verb, choice: u16) -> String {
        let mine = world.letters.iter().filter(|letter| self.kind.reads_mail() || letter.to.contains("evil-"));
        let all: Vec<&String> = mine.flat_map(|letter| letter.tokens.iter()).collect();
        let newest = link_of(verb).and_then(|link| all.iter().rev().find(|token| token.starts_with(link.prefix)));
        let any = pick(&all, choice);
        let chosen = if choice.is_multiple_of(4) { any } else { newest.copied().or(any) };
        chosen.cloned().unwrap_or_else(|| "none".to_owned())
    }

    /// Nobody but the holder of a stolen session is let in where one is asked, and nobody is
    /// given one.
    fn is_kept_out(&self, way: Way, answer: &Answer, is_on: bool) -> Result<(), &'static str> {
        let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        let mut given = answer.body.clone();
        cookies.for_each(|cookie| given.push_str(cookie.to_str().unwrap()));
        let is_session = |rest: &str| rest.bytes().take(36).filter(u8::is_ascii_alphanumeric).count() == 36;
        if is_on && given.split("vses_").skip(1).any(is_session) {
            return Err("was given a session");
        }
        if is_on && !self.kind.has_cookie() && way.lets_in(answer) {
            return Err("was let in as somebody signed in");
        }
        Ok(())
    }

    /// Nothing has changed, but for what a link does that this intruder can read.
    fn is_harmless(
        &self,
        world: &mut World<'_>,
        owner: &mut Owner,
        way: Way,
        (before, after): (&Facts, &Facts),
    ) -> Result<(), String> {
        after.check()?;
        let changed = after.changed_since(before);
        if changed.is_empty() {
            return Ok(());
        }
        let link = link_of(way.verb).filter(|_| self.kind.reads_mail());
        // Decision 0009: the password from before and the mailbox together undo an activation.
        let is_undone = way.verb == Verb::Repudiate && self.kind.knows_password() && repudiates(before, after);
        if !link.is_some_and(|link| is_undone || (link.allows)(before, after)) {
            return Err(format!("changed {changed:?}"));
        }
        owner.hears_of(world, way.verb, (before, after));
        if way.verb == Verb::SetPassword {
            OWN_PASSWORD.clone_into(&mut world.password);
        }
        Ok(())
    }

    /// Keeps what an answer gives: a pending sign-in, tried as a session as well, and a key.
    async fn takes(&mut self, answer: &Answer) {
        if let Ok(json) = serde_json::from_str::<serde_json::Value>(&answer.body) {
            let places = [&json["pending"]["token"], &json["session"]["token"], &json["token"]];
            self.program.bearer =
                places.iter().find_map(|place| place.as_str()).map(str::to_owned).or(self.program.bearer.take());
            self.key = json["key"].as_str().map(str::to_owned).or(self.key.take());
        }
        self.key = answer.shown_key().or(self.key.take());
        let pending = self.page.cookies.get("pending-sign-in").cloned();
        if let (Some(pending), false) =
            (pending, self.page.cookies.get("session").is_some_and(|old| old.starts_with("vses_")))
        {
            self.page.cookies.insert("session".to_owned(), pending);
        }
        if answer.location().ends_with("/app") {
            let path = answer.location().to_owned();
            self.key = self.page.get(&path).await.shown_key().or(self.key.take());
        }
    }
}

/// The overview, or its like for programs.
fn look(world: &World<'_>, door: Door) -> Way {
    let credential = if door == Door::Page { Credential::Session } else { Credential::ApiSession };
    let mut looks = world.ways.iter().filter(|way| way.verb == Verb::Look && way.row.credential == credential);
    *looks.next().unwrap()
}

/// Where a way leads that was let through.
fn goes_on(verb: Verb) -> &'static [Verb] {
    match verb {
        Verb::SignIn => &[Verb::SecondStep],
        Verb::BeginSetUp => &[Verb::ConfirmSetUp, Verb::Activate],
        Verb::BeginApp => &[Verb::ConfirmApp],
        Verb::BeginReplacement => &[Verb::ConfirmApp, Verb::FinishReplacement],
        Verb::BeginRecovery => &[Verb::ConfirmApp, Verb::FinishRecovery],
        Verb::AskForLink => &[Verb::SetPassword],
        _ => &[],
    }
}
