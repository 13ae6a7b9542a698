//! What the mailbox alone may do, by design, and exactly how much of it. One line a link:
//! anything else that an intruder's request changes is a hole.

use super::facts::Facts;
use super::ways::Verb;

/// A link that acts without a session.
pub struct ByMail {
    /// What its token begins with.
    pub prefix: &'static str,
    pub verb: Verb,
    /// Whether it may have changed this and no more.
    pub allows: fn(before: &Facts, after: &Facts) -> bool,
}

pub const BY_MAIL: &[ByMail] = &[
    // DESIGN 5.7: the password, and nothing of the second door.
    ByMail { prefix: "vpwr_", verb: Verb::SetPassword, allows: |before, after| changed(before, after) == ["password"] },
    // An address that the owner added with both proofs is confirmed.
    ByMail { prefix: "vadc_", verb: Verb::ConfirmAddress, allows: confirms_one },
    // DESIGN 5.2: this one asks a code of the lost device as well. The mailbox alone does nothing.
    ByMail { prefix: "vrst_", verb: Verb::RestoreApps, allows: |_, _| false },
    // MAI-17: within 14 days a former address comes back.
    ByMail { prefix: "vadu_", verb: Verb::UndoAddress, allows: brings_an_address_back },
    // Decision 0009: everything ends, the password goes, and one change is taken back; what
    // signing in asks is not lowered, and no app is there that was not before.
    ByMail { prefix: "vnot_", verb: Verb::Repudiate, allows: repudiates_by_mail },
];

/// The link that this verb follows.
pub fn link_of(verb: Verb) -> Option<&'static ByMail> {
    BY_MAIL.iter().find(|link| link.verb == verb)
}

fn changed(before: &Facts, after: &Facts) -> Vec<&'static str> {
    after.changed_since(before)
}

fn confirms_one(before: &Facts, after: &Facts) -> bool {
    let mut expected = before.clone();
    let newly = after.addresses.iter().find(|(folded, address)| {
        address.is_confirmed && before.addresses.get(*folded).is_some_and(|address| !address.is_confirmed)
    });
    let Some((folded, _)) = newly else { return false };
    expected.addresses.get_mut(folded).unwrap().is_confirmed = true;
    *after == expected
}

/// What the link for a lost device does for who has that device: within 72 hours the apps that
/// a replacement suspended come back, the newer ones go, and so do the codes.
pub fn restores(before: &Facts, after: &Facts) -> bool {
    let is_old = |id: &String| before.apps.contains_key(id);
    let was_suspended = |id: &String| before.apps.get(id).is_some_and(|app| app.is_suspended);
    let others = ["enrolments", "apps", "codes"];
    before.is_on()
        && after.is_on()
        && after.codes.is_empty()
        && after.apps.keys().all(is_old)
        && after.active().iter().any(was_suspended)
        && changed(before, after).iter().all(|name| others.contains(name))
}

fn repudiates_by_mail(before: &Facts, after: &Facts) -> bool {
    repudiates(before, after) && (after.is_on() || !before.is_on())
}

/// What "this wasn't me" does for who knows the password from before as well: then an
/// activation is undone, too.
pub fn repudiates(before: &Facts, after: &Facts) -> bool {
    let was_there = |id: &String| before.apps.contains_key(id);
    let gone = |from: &Facts, to: &Facts| from.addresses.keys().filter(|one| !to.addresses.contains_key(*one)).count();
    !after.has_password() && after.apps.keys().all(was_there) && gone(before, after) + gone(after, before) <= 1
}

fn brings_an_address_back(before: &Facts, after: &Facts) -> bool {
    let stays = before.addresses.keys().all(|folded| after.addresses.contains_key(folded));
    let came = after.addresses.len() - before.addresses.len().min(after.addresses.len());
    let primary =
        |facts: &Facts| facts.addresses.iter().find(|(_, one)| one.is_primary).map(|(folded, _)| folded.clone());
    changed(before, after) == ["addresses"] && stays && (came == 1 || primary(before) != primary(after))
}
