//! The account as a plain model has it: it says beforehand whether the server must do
//! what the owner asks with the right proofs, and afterwards what must be true.

use super::facts::Facts;
use super::steps::With;
use super::ways::{Door, Verb};

/// What the owner has begun and not finished.
#[derive(Clone, Debug)]
pub struct Flight {
    pub door: Door,
    pub kind: Begun,
    pub key: String,
    pub codes: Vec<String>,
    pub is_confirmed: bool,
    pub since: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    SetUp,
    App,
    Replacement,
    Recovery,
}

/// One session of the owner, as the model knows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seat {
    /// When a recovery code opened it, if that is still its proof for a replacement.
    pub by_code_at: Option<i64>,
    /// Whether codes were shown or made in it.
    pub codes_seen: bool,
    /// When both doors were passed in it again, if nothing has changed since.
    pub proved_at: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub struct Reference {
    pub apps: usize,
    pub codes: usize,
    pub confirmed: usize,
    pub unconfirmed: usize,
    pub page: Seat,
    pub program: Seat,
    /// Until then only what was enrolled before a change changes anything.
    pub frozen_until: i64,
}

/// How long a set-up may take, but for what a few requests take.
const FLIGHT_SECS: i64 = 890;

impl Reference {
    pub fn of(facts: &Facts) -> Self {
        let mut model = Self::default();
        model.adopt(facts);
        model
    }

    /// Takes over what a link did, which its own rule has judged.
    pub fn adopt(&mut self, facts: &Facts) {
        self.apps = facts.active().len();
        self.codes = facts.codes_left();
        self.confirmed = facts.addresses.values().filter(|address| address.is_confirmed).count();
        self.unconfirmed = facts.addresses.len() - self.confirmed;
    }

    pub fn agrees(&self, facts: &Facts) -> Result<(), String> {
        let confirmed = facts.addresses.values().filter(|address| address.is_confirmed).count();
        let is = (facts.active().len(), facts.codes_left(), confirmed, facts.addresses.len());
        let expected = (self.apps, self.codes, self.confirmed, self.confirmed + self.unconfirmed);
        let words = "(apps, codes left, confirmed addresses, all addresses)";
        if is == expected { Ok(()) } else { Err(format!("{words}: the model has {expected:?}, the server {is:?}")) }
    }

    pub fn seat(&mut self, door: Door) -> &mut Seat {
        match door {
            Door::Page => &mut self.page,
            Door::Program => &mut self.program,
        }
    }

    /// Whether the server must do it, where the model can tell. The proofs are right.
    pub fn predicts(&self, verb: Verb, (door, with): (Door, With), flight: Option<&Flight>, now: i64) -> Option<bool> {
        let is_on = self.apps > 0;
        let seat = if door == Door::Page { self.page } else { self.program };
        let at = |kinds: &[Begun], is_confirmed: bool| {
            flight.is_some_and(|flight| {
                let is_there = flight.door == door && flight.is_confirmed == is_confirmed;
                is_there && kinds.contains(&flight.kind) && now - flight.since < FLIGHT_SECS
            })
        };
        let is_hidden = is_on && with == With::Code && seat.codes_seen;
        match verb {
            Verb::BeginSetUp => Some(!is_on),
            Verb::ConfirmSetUp => Some(at(&[Begun::SetUp], false)),
            Verb::Activate => Some(at(&[Begun::SetUp], true)),
            Verb::ConfirmApp => Some(at(&[Begun::App, Begun::Replacement, Begun::Recovery], false)),
            Verb::FinishReplacement => Some(at(&[Begun::Replacement], true)),
            Verb::FinishRecovery => Some(at(&[Begun::Recovery], true)),
            Verb::CancelSetUp | Verb::CancelApp | Verb::SignOut => Some(true),
            Verb::BeginRecovery => Some(is_on && seat.by_code_at.is_some_and(|at| now - at < 600)),
            Verb::ViewCodes if with == With::Code => None,
            Verb::ViewCodes => Some(is_on),
            Verb::Deactivate | Verb::RenewCodes | Verb::BeginReplacement => Some(is_on && !is_hidden),
            Verb::BeginApp => Some(is_on && !is_hidden && self.apps < 10),
            Verb::RenameApp | Verb::RemoveApp => Some(is_on && !is_hidden),
            Verb::ChangePassword | Verb::StepUp => Some(!is_hidden),
            // They ask that it was proved a moment ago.
            Verb::EndOthers | Verb::Export if seat.proved_at.is_some_and(|at| now - at < 590) => Some(true),
            Verb::AddAddress if self.confirmed + self.unconfirmed < 10 => Some(!is_hidden),
            _ => None,
        }
    }

    /// What is different once it is done. `used_code`: a recovery code proved it.
    pub fn did(&mut self, verb: Verb, door: Door, flight: Option<&Flight>, pick: Drop) {
        match verb {
            Verb::Activate => (self.apps, self.codes) = (1, 10),
            Verb::Deactivate => (self.apps, self.codes) = (0, 0),
            Verb::RenewCodes => self.codes = 10,
            Verb::ConfirmApp if flight.is_some_and(|flight| flight.kind == Begun::App) => self.apps += 1,
            Verb::FinishReplacement => match pick {
                Drop::None => self.apps += 1,
                Drop::One => {}
                Drop::All => self.apps = 1,
            },
            Verb::FinishRecovery => {
                (self.apps, self.codes) = (1, 10);
            }
            Verb::RemoveApp => {
                self.apps -= 1;
                self.codes = if self.apps == 0 { 0 } else { self.codes };
            }
            Verb::AddAddress => self.unconfirmed += 1,
            _ => {}
        }
        if matches!(verb, Verb::ViewCodes | Verb::RenewCodes | Verb::Activate | Verb::FinishRecovery) {
            (self.seat(door).codes_seen, self.seat(door).proved_at) = (true, None);
        }
        if begins_epoch(verb, flight) {
            (self.seat(door).by_code_at, self.seat(door).proved_at) = (None, None);
        }
    }
}

/// What becomes of the others after a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drop {
    None,
    One,
    All,
}

/// Whether everything else that was open or begun ends with it.
pub fn begins_epoch(verb: Verb, flight: Option<&Flight>) -> bool {
    let adds = verb == Verb::ConfirmApp && flight.is_some_and(|flight| flight.kind == Begun::App);
    let others = [
        Verb::Activate,
        Verb::Deactivate,
        Verb::FinishReplacement,
        Verb::FinishRecovery,
        Verb::RemoveApp,
        Verb::ChangePassword,
        Verb::SetPassword,
        Verb::MakePrimary,
        Verb::UndoAddress,
        Verb::RestoreApps,
        Verb::Repudiate,
    ];
    adds || others.contains(&verb)
}
