//! The owner's ways in: through both doors, by a link for a new password, and by the other
//! links in her mails.

use super::by_mail::{link_of, restores};
use super::facts::Facts;
use super::owner::Owner;
use super::reference::{Seat, begins_epoch};
use super::steps::With;
use super::ways::{Door, Verb};
use super::world::World;
use crate::support::Answer;

/// No password is this one: it has to be chosen by mail.
const GONE: &str = "";
/// How long "this wasn't me" freezes changes.
const FROZEN_SECS: i64 = 72 * 3_600;

impl Owner {
    /// Whether she is signed in at that door, if need be after signing in.
    pub async fn is_seated(&mut self, world: &mut World<'_>, (door, with): (Door, With)) -> Result<bool, String> {
        let path = if door == Door::Page { "/settings/security" } else { "/api/v1/me" };
        let knows_it = self.password.as_ref() == Some(&world.password);
        if knows_it && self.browser(door).get(path).await.status == 200 {
            return Ok(true);
        }
        self.sign_in(world, (door, with), false).await
    }

    /// Through both doors, by whatever she has. `false`: she lacks something, or must wait.
    pub async fn sign_in(
        &mut self,
        world: &mut World<'_>,
        (door, with): (Door, With),
        turns_back: bool,
    ) -> Result<bool, String> {
        if self.password.as_ref() != Some(&world.password) && !self.recovers(world).await? {
            return Ok(false);
        }
        if self.flight.as_ref().is_some_and(|flight| flight.door == door) {
            self.flight = None;
        }
        if door == Door::Program {
            self.program.bearer = None;
        } else {
            self.page.cookies.remove("session");
        }
        let first = self.says(world, (Verb::SignIn, door), "").await;
        match first.status.as_u16() {
            429 => return Ok(false),
            status if status >= 400 => return Err(format!("the right password was refused: {status}")),
            _ => *self.model.seat(door) = Seat::default(),
        }
        if !world.facts().await.is_on() {
            self.takes_token(door, &first);
            return Ok(true);
        }
        if door == Door::Program {
            self.program.bearer = first.json()["pending"]["token"].as_str().map(str::to_owned);
        }
        if turns_back {
            return Ok(world
                .way(Verb::StartAgain, door)
                .is_done(&self.says(world, (Verb::StartAgain, door), "").await));
        }
        self.passes_second_door(world, (door, with)).await
    }

    async fn passes_second_door(&mut self, world: &mut World<'_>, (door, with): (Door, With)) -> Result<bool, String> {
        let facts = world.facts().await;
        let app = self.app(&facts).map(|(_, key)| world.server.code(&key));
        let code = self.codes.first().cloned();
        let by_code = (with == With::Code && code.is_some()) || app.is_none();
        let Some(typed) = (if by_code { code } else { app }) else { return Ok(false) };
        let answer = self.says(world, (Verb::SecondStep, door), &typed).await;
        if answer.status == 429 {
            return Ok(false);
        }
        if !world.way(Verb::SecondStep, door).is_done(&answer) {
            return Err(format!("a right code was refused at the second door: {}", answer.status));
        }
        self.takes_token(door, &answer);
        world.old_codes.push(typed);
        if by_code {
            self.codes.remove(0);
            self.model.codes -= 1;
            self.model.seat(door).by_code_at = Some(world.server.clock.unix_secs());
        } else {
            world.server.advance(30);
        }
        Ok(true)
    }

    /// One request of the sign-in.
    async fn says(&mut self, world: &World<'_>, (verb, door): (Verb, Door), code: &str) -> Answer {
        let (way, password) = (world.way(verb, door), self.password.clone().unwrap_or_default());
        let value = |field: &str| match field {
            "login" => world.username.clone(),
            "password" => password.clone(),
            _ => code.to_owned(),
        };
        way.send(self.browser(door), "", &value).await
    }

    /// A new password by mail. It signs nobody in. `false`: no mailbox, or she must wait.
    pub async fn recovers(&mut self, world: &mut World<'_>) -> Result<bool, String> {
        if !self.has_mailbox {
            return Ok(false);
        }
        self.count += 1;
        let new = format!("quiet lantern {} river otters", self.count);
        let mut browser = world.stranger();
        let username = world.username.clone();
        let asked = world.way(Verb::AskForLink, Door::Page).send(&mut browser, "", &|_| username.clone()).await;
        world.read_mails().await;
        let Some(token) = world.newest_token("vpwr_").filter(|_| asked.status != 429) else { return Ok(false) };
        let value = |field: &str| if field == "token" { token.clone() } else { new.clone() };
        let before = world.facts().await;
        let answer = world.way(Verb::SetPassword, Door::Program).send(&mut browser, "", &value).await;
        let after = world.facts().await;
        if answer.status != 204 || after.changed_since(&before) != ["password"] {
            return Err(format!("the link of a moment ago set no password: {}", answer.status));
        }
        self.password = Some(new.clone());
        world.password = new;
        self.flight = None;
        Ok(true)
    }

    /// She follows the newest link of that kind.
    pub async fn follows(&mut self, world: &mut World<'_>, verb: Verb, door: Door) -> Result<(), String> {
        world.read_mails().await;
        let link = link_of(verb).unwrap();
        let Some(token) = world.newest_token(link.prefix).filter(|_| self.has_mailbox) else { return Ok(()) };
        let (before, mut browser) = (world.facts().await, world.stranger());
        let way = world.way(verb, door);
        let lost = before.apps.iter().find(|(id, app)| app.is_suspended && self.keys.contains_key(*id));
        let code = lost.map_or("000000".to_owned(), |(id, _)| world.server.code(&self.keys[id]));
        let value = |field: &str| match field {
            "token" => token.clone(),
            "code" => code.clone(),
            _ => String::new(),
        };
        let answer = way.send(&mut browser, "", &value).await;
        let after = world.facts().await;
        if before == after {
            return Ok(());
        }
        let is_right = match verb {
            Verb::RestoreApps => restores(&before, &after),
            _ => (link.allows)(&before, &after),
        };
        if !answer.status.is_success() || !is_right {
            return Err(format!("the owner's {verb:?} changed {:?}", after.changed_since(&before)));
        }
        self.hears_of(world, verb, (&before, &after));
        if verb == Verb::RestoreApps {
            world.server.advance(30);
        }
        Ok(())
    }

    /// A link was followed, by her or by somebody in her mailbox.
    pub fn hears_of(&mut self, world: &mut World<'_>, verb: Verb, (before, after): (&Facts, &Facts)) {
        self.model.adopt(after);
        if verb == Verb::Repudiate {
            self.model.frozen_until = world.server.clock.unix_secs() + FROZEN_SECS;
            GONE.clone_into(&mut world.password);
            if before.codes.keys().ne(after.codes.keys()) {
                // A set that was replaced may count again: which codes are over is not told here.
                self.codes.clear();
                world.old_codes.clear();
            }
        }
        if begins_epoch(verb, None) {
            self.flight = None;
        }
        if after.codes.is_empty() {
            world.old_codes.append(&mut self.codes);
        }
    }
}
