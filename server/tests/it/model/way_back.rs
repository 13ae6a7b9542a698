//! The end of every sequence: who may come back does, by each way there is, and who may
//! not does not.

use super::owner::Owner;
use super::steps::With;
use super::ways::{Door, Verb};
use super::world::World;

/// After this long nobody waits any more.
const NO_WAIT_SECS: u64 = 2 * 3_600;

/// With one of password and mailbox, and one of app and code, the owner signs in.
pub async fn is_open(world: &mut World<'_>, owner: &mut Owner) -> Result<(), String> {
    let known = owner.password.clone().filter(|known| *known == world.password);
    let has_mailbox = owner.has_mailbox;
    for by_mail in [false, true] {
        for with in [With::App, With::Code] {
            let can_begin = if by_mail { has_mailbox } else { known.is_some() };
            if !can_begin || !has(world, owner, with).await {
                continue;
            }
            world.server.advance(NO_WAIT_SECS);
            owner.page = world.stranger();
            owner.has_mailbox = by_mail;
            if by_mail && !owner.recovers(world).await? {
                return Err("no link for a new password came".to_owned());
            }
            let door = if with == With::App { Door::Page } else { Door::Program };
            let is_in = owner.sign_in(world, (door, with), false).await?;
            if !is_in || !owner.is_in(door).await {
                return Err(format!(
                    "the owner has {} and {with:?}, and no way back",
                    if by_mail { "the mailbox" } else { "the password" }
                ));
            }
        }
    }
    owner.has_mailbox = has_mailbox;
    Ok(())
}

/// Whether the owner has that factor. Without two-step verification none is asked.
async fn has(world: &World<'_>, owner: &Owner, with: With) -> bool {
    let facts = world.facts().await;
    match with {
        _ if !facts.is_on() => true,
        With::App => owner.app(&facts).is_some(),
        With::Code => !owner.codes.is_empty(),
    }
}

/// Password and mailbox alone, with every code that is over and every app that is gone,
/// open nothing while two-step verification is on.
pub async fn is_shut(world: &mut World<'_>, owner: &mut Owner) -> Result<(), String> {
    let facts = world.facts().await;
    if !facts.is_on() {
        return Ok(());
    }
    world.server.advance(NO_WAIT_SECS);
    owner.has_mailbox = true;
    if !owner.recovers(world).await? {
        return Err("no link for a new password came".to_owned());
    }
    let active = facts.active();
    let gone = owner.keys.iter().filter(|(id, _)| !active.contains(id)).map(|(_, key)| world.server.code(key));
    let tried: Vec<String> = world.old_codes.iter().rev().take(3).cloned().chain(gone.take(2)).collect();
    let mut browser = world.stranger();
    let (username, password) = (world.username.clone(), world.password.clone());
    let sign_in = |field: &str| if field == "login" { username.clone() } else { password.clone() };
    world.way(Verb::SignIn, Door::Page).send(&mut browser, "", &sign_in).await;
    for code in tried {
        let answer = world.way(Verb::SecondStep, Door::Page).send(&mut browser, "", &|_| code.clone()).await;
        if browser.cookies.contains_key("session") || answer.location().starts_with("/settings") {
            return Err("password and mailbox alone opened the second door".to_owned());
        }
    }
    Ok(())
}

impl Owner {
    /// Whether a session is open at that door.
    pub async fn is_in(&mut self, door: Door) -> bool {
        let path = if door == Door::Page { "/settings/security" } else { "/api/v1/me" };
        self.browser(door).get(path).await.status == 200
    }
}
