//! The owner: what she knows and has, and how she does each verb with it.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::reference::{Begun, Drop, Flight, Reference, Seat, begins_epoch};
use super::steps::{Loss, With};
use super::ways::{Door, Verb, Way};
use super::world::{World, pick};
use crate::support::{Answer, Browser, TwoStepPerson};

pub struct Owner {
    pub page: Browser,
    pub program: Browser,
    /// What she takes for her password, if she remembers one.
    pub password: Option<String>,
    pub has_mailbox: bool,
    /// The keys of all apps she still has, by the app's name in the tables.
    pub keys: BTreeMap<String, String>,
    /// The codes she still has and did not use.
    pub codes: Vec<String>,
    pub flight: Option<Flight>,
    pub model: Reference,
    pub count: usize,
}

/// What one deed is done with.
struct Deed {
    way: Way,
    with: With,
    id: String,
    code: Option<String>,
    drop: (Drop, String),
    new_password: String,
    email: String,
}

impl Owner {
    pub async fn new(world: &mut World<'_>, person: &TwoStepPerson) -> Self {
        let facts = world.facts().await;
        let (page, program) = (world.stranger(), world.stranger());
        Self {
            page,
            program,
            password: Some(person.password.clone()),
            has_mailbox: true,
            keys: [(facts.active()[0].clone(), person.key.clone())].into(),
            codes: person.recovery_codes.clone(),
            flight: None,
            model: Reference::of(&facts),
            count: 0,
        }
    }

    pub fn loses(&mut self, what: Loss, facts: &Facts) {
        match what {
            Loss::Password => self.password = None,
            Loss::Mailbox => self.has_mailbox = false,
            Loss::Codes => self.codes.clear(),
            Loss::App => {
                if let Some((id, _)) = self.app(facts) {
                    self.keys.remove(&id);
                }
            }
        }
    }

    /// An app of hers that counts.
    pub fn app(&self, facts: &Facts) -> Option<(String, String)> {
        let active = facts.active();
        self.keys.iter().find(|(id, _)| active.contains(id)).map(|(id, key)| (id.clone(), key.clone()))
    }

    pub fn browser(&mut self, door: Door) -> &mut Browser {
        match door {
            Door::Page => &mut self.page,
            Door::Program => &mut self.program,
        }
    }

    pub async fn does(
        &mut self,
        world: &mut World<'_>,
        verb: Verb,
        (door, with): (Door, With),
        number: u16,
    ) -> Result<(), String> {
        match verb {
            Verb::SignIn => self.sign_in(world, (door, with), false).await.map(drop),
            Verb::StartAgain => self.sign_in(world, (Door::Page, with), true).await.map(drop),
            Verb::AskForLink | Verb::SetPassword => self.recovers(world).await.map(drop),
            Verb::RestoreApps | Verb::ConfirmAddress | Verb::UndoAddress | Verb::Repudiate => {
                self.follows(world, verb, door).await
            }
            Verb::EndSession | Verb::EndOthers | Verb::EndTrust | Verb::Export => {
                self.acts(world, Verb::StepUp, (door, with), number).await?;
                self.acts(world, verb, (door, with), number).await
            }
            _ => self.acts(world, verb, (door, with), number).await,
        }
    }

    /// What comes next in what she has begun.
    pub async fn goes_on(&mut self, world: &mut World<'_>) -> Result<(), String> {
        let Some(flight) = self.flight.clone() else { return Ok(()) };
        let verb = match (flight.kind, flight.is_confirmed) {
            (Begun::SetUp, false) => Verb::ConfirmSetUp,
            (Begun::SetUp, true) => Verb::Activate,
            (_, false) => Verb::ConfirmApp,
            (Begun::Recovery, true) => Verb::FinishRecovery,
            (_, true) => Verb::FinishReplacement,
        };
        let number = u16::try_from(flight.since.rem_euclid(1_000)).unwrap();
        self.acts(world, verb, (flight.door, With::App), number).await
    }

    /// A verb of somebody signed in, with the right proofs.
    async fn acts(
        &mut self,
        world: &mut World<'_>,
        verb: Verb,
        (door, with): (Door, With),
        number: u16,
    ) -> Result<(), String> {
        let way = world.way(verb, door);
        let door = way.door();
        if !self.is_seated(world, (door, with)).await? {
            return Ok(());
        }
        let before = world.facts().await;
        let Some(deed) = self.deed(world, (way, with), &before, number).await else { return Ok(()) };
        let expected = self.expects(&deed, &before, world.server.clock.unix_secs());
        let begun = self.flight.clone();
        let answer = self.send(world, &deed).await;
        let is_done = way.is_done(&answer);
        let after = world.facts().await;
        if let Some(expected) = expected
            && expected != is_done
            && ![429, 503].contains(&answer.status.as_u16())
        {
            let did = if is_done { "did" } else { "refused" };
            return Err(format!("the server {did} {verb:?} ({door:?}), the model says otherwise: {}", answer.status));
        }
        self.pays(world, &deed, (&before, &after));
        if is_done {
            self.learns(world, &deed, (&before, &after), &answer).await;
            if begins_epoch(verb, begun.as_ref()) && self.is_in(other(door)).await {
                return Err(format!("a session at the other door outlived {verb:?} ({door:?})"));
            }
        }
        self.model.agrees(&after).map_err(|what| format!("after {verb:?} ({door:?}): {what}"))
    }

    async fn deed(&mut self, world: &World<'_>, (way, with): (Way, With), facts: &Facts, number: u16) -> Option<Deed> {
        let id = pick(&world.ids(&way).await, number);
        if way.row.path.contains("{id}") && id.is_none() {
            return None;
        }
        let asks_code = way.fields().iter().any(|field| field == "code");
        let code = match way.verb {
            Verb::ConfirmSetUp | Verb::ConfirmApp => {
                Some(self.flight.as_ref().map_or("000000".to_owned(), |flight| world.server.code(&flight.key)))
            }
            _ if !asks_code || !facts.is_on() => None,
            _ if with == With::Code => Some(self.codes.first()?.clone()),
            _ => Some(world.server.code(&self.app(facts)?.1)),
        };
        self.count += 1;
        let drop = match number % 3 {
            0 => (Drop::None, "none".to_owned()),
            1 => (Drop::All, "all".to_owned()),
            _ => pick(&facts.active(), number).map_or((Drop::None, "none".to_owned()), |id| (Drop::One, id)),
        };
        let (count, username) = (self.count, &world.username);
        let new_password = format!("quiet lantern {count} river otters");
        let email = format!("{username}-{count}@example.test");
        Some(Deed { way, with, id: id.unwrap_or_default(), code, drop, new_password, email })
    }

    fn expects(&self, deed: &Deed, facts: &Facts, now: i64) -> Option<bool> {
        if now < self.model.frozen_until {
            return None;
        }
        let (verb, door) = (deed.way.verb, deed.way.door());
        let address = facts.addresses.values().find(|address| address.id == deed.id);
        let seat = if door == Door::Page { self.model.page } else { self.model.program };
        let is_hidden = facts.is_on() && deed.with == With::Code && seat.codes_seen;
        let is_past = self.flight.as_ref().is_some_and(|flight| flight.is_confirmed);
        match (verb, address) {
            // A page leads to the step that comes next, whether this one was just passed or before.
            (Verb::ConfirmSetUp | Verb::ConfirmApp, _) if is_past && door == Door::Page => None,
            (Verb::ResendAddress, Some(address)) => Some(!address.is_confirmed),
            (Verb::MakePrimary, Some(address)) => Some(address.is_confirmed && !address.is_primary && !is_hidden),
            (Verb::RemoveAddress, Some(address)) => {
                let is_last = address.is_confirmed && self.model.confirmed == 1;
                Some(!address.is_primary && !is_last && !is_hidden)
            }
            (Verb::FinishReplacement, _) if self.model.apps >= 10 => None,
            _ => self.model.predicts(verb, (door, deed.with), self.flight.as_ref(), now),
        }
    }

    async fn send(&mut self, world: &World<'_>, deed: &Deed) -> Answer {
        let (password, username) = (self.password.clone().unwrap_or_default(), world.username.clone());
        let value = |field: &str| match field {
            "password" => password.clone(),
            "code" => deed.code.clone().unwrap_or_default(),
            "new_password" => deed.new_password.clone(),
            "email" => deed.email.clone(),
            "drop" => deed.drop.1.clone(),
            "name" => "Phone".to_owned(),
            "login" => username.clone(),
            _ => "none".to_owned(),
        };
        deed.way.send(self.browser(deed.way.door()), &deed.id, &value).await
    }

    /// What the deed used up: a recovery code, or the step of an app.
    fn pays(&mut self, world: &mut World<'_>, deed: &Deed, (before, after): (&Facts, &Facts)) {
        let Some(code) = &deed.code else { return };
        if self.codes.first() == Some(code) {
            let is_replaced = before.codes.keys().any(|place| !after.codes.contains_key(place));
            if is_replaced || after.codes_used() > before.codes_used() {
                self.codes.remove(0);
                self.model.codes -= 1;
                world.old_codes.push(code.clone());
            }
        } else if after.apps != before.apps {
            world.old_codes.push(code.clone());
            world.server.advance(30);
        }
    }

    async fn learns(&mut self, world: &mut World<'_>, deed: &Deed, (before, after): (&Facts, &Facts), answer: &Answer) {
        let (verb, door) = (deed.way.verb, deed.way.door());
        let flight = self.flight.take();
        self.model.did(verb, door, flight.as_ref(), deed.drop.0);
        self.takes_token(door, answer);
        if verb == Verb::StepUp {
            self.model.seat(door).proved_at = Some(world.server.clock.unix_secs());
        }
        match before.addresses.values().find(|address| address.id == deed.id) {
            Some(gone) if verb == Verb::RemoveAddress && gone.is_confirmed => self.model.confirmed -= 1,
            Some(_) if verb == Verb::RemoveAddress => self.model.unconfirmed -= 1,
            _ => {}
        }
        if let (Some(flight), Some(id)) = (&flight, after.apps.keys().find(|id| !before.apps.contains_key(*id))) {
            self.keys.insert(id.clone(), flight.key.clone());
        }
        let is_over = begins_epoch(verb, flight.as_ref());
        let new_codes = match (verb, &flight) {
            (Verb::Activate | Verb::FinishRecovery, Some(flight)) => Some(flight.codes.clone()),
            (Verb::RenewCodes, _) => Some(codes_in(answer)),
            (Verb::Deactivate, _) => Some(Vec::new()),
            (Verb::RemoveApp, _) if !after.is_on() => Some(Vec::new()),
            _ => None,
        };
        if let Some(new_codes) = new_codes {
            world.old_codes.append(&mut std::mem::replace(&mut self.codes, new_codes));
        }
        if verb == Verb::ChangePassword {
            self.password = Some(deed.new_password.clone());
            world.password.clone_from(&deed.new_password);
        }
        self.flight = if is_over { None } else { self.next_flight(world, (verb, door), flight, answer).await };
        if is_over {
            *self.model.seat(other(door)) = Seat::default();
        }
    }

    /// Where the ceremony stands after that verb.
    async fn next_flight(
        &mut self,
        world: &World<'_>,
        (verb, door): (Verb, Door),
        flight: Option<Flight>,
        answer: &Answer,
    ) -> Option<Flight> {
        let kind = match verb {
            Verb::BeginSetUp => Begun::SetUp,
            Verb::BeginApp => Begun::App,
            Verb::BeginReplacement => Begun::Replacement,
            Verb::BeginRecovery => Begun::Recovery,
            Verb::ConfirmSetUp | Verb::ConfirmApp => {
                world.server.advance(30);
                let mut flight = flight?;
                flight.is_confirmed = true;
                flight.codes = match (door, flight.kind) {
                    (Door::Program, _) => codes_in(answer),
                    (_, Begun::SetUp) => self.page.get("/settings/security/two-step/setup/codes").await.shown_codes(),
                    _ => self.page.get("/settings/security/apps/lost/codes").await.shown_codes(),
                };
                return Some(flight);
            }
            Verb::CancelSetUp | Verb::CancelApp => {
                return flight.filter(|flight| {
                    let is_its = (flight.kind == Begun::SetUp) == (verb == Verb::CancelSetUp);
                    !(is_its && flight.door == door)
                });
            }
            Verb::SignOut => return flight.filter(|flight| flight.door != door),
            _ => return flight,
        };
        let key = match (door, kind) {
            (Door::Program, _) => answer.json()["key"].as_str().map(str::to_owned),
            (_, Begun::SetUp) => self.page.get("/settings/security/two-step/setup/app").await.shown_key(),
            _ => self.page.get("/settings/security/apps/new/app").await.shown_key(),
        };
        let since = world.server.clock.unix_secs();
        Some(Flight { door, kind, key: key?, codes: Vec::new(), is_confirmed: false, since })
    }

    pub fn takes_token(&mut self, door: Door, answer: &Answer) {
        if door == Door::Program
            && let Ok(json) = serde_json::from_str::<serde_json::Value>(&answer.body)
            && let Some(token) = [&json, &json["session"]].iter().find_map(|place| place["token"].as_str())
        {
            self.program.bearer = Some(token.to_owned());
        }
    }
}

fn other(door: Door) -> Door {
    if door == Door::Page { Door::Program } else { Door::Page }
}

/// The recovery codes of an answer, whichever door gave it.
fn codes_in(answer: &Answer) -> Vec<String> {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(&answer.body) else { return answer.shown_codes() };
    let codes = json["recovery_codes"].as_array().cloned().unwrap_or_default();
    codes.iter().filter_map(|code| code.as_str().map(str::to_owned)).collect()
}
