//! What can happen next, and how a sequence is told: in words, without secrets.

use std::fmt;

use proptest::prelude::*;

use super::ways::{Door, Verb};

/// What the owner proves a change with, besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    App,
    Code,
}

/// What the owner can lose or forget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    Password,
    Mailbox,
    App,
    Codes,
}

/// One thing of hers that an intruder has; the last three have more than one, which is not
/// enough either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Password,
    Mailbox,
    OldCodes,
    StaleCookie,
    PasswordAndOldCodes,
    PasswordAndCookie,
    AllButAFactor,
}

impl Kind {
    pub fn knows_password(self) -> bool {
        let more = matches!(self, Self::PasswordAndOldCodes | Self::PasswordAndCookie | Self::AllButAFactor);
        more || self == Self::Password
    }

    pub fn has_cookie(self) -> bool {
        matches!(self, Self::StaleCookie | Self::PasswordAndCookie)
    }

    pub fn reads_mail(self) -> bool {
        matches!(self, Self::Mailbox | Self::AllButAFactor)
    }

    pub fn has_old_codes(self) -> bool {
        matches!(self, Self::OldCodes | Self::PasswordAndOldCodes | Self::AllButAFactor)
    }
}

#[derive(Clone, Copy)]
pub enum Step {
    Owner {
        verb: Verb,
        door: Door,
        with: With,
        pick: u16,
    },
    /// The owner does what comes next in what she has begun.
    GoesOn,
    Loses(Loss),
    /// The intruder follows a way in, and goes on where it leads further.
    Intruder {
        way: u16,
        pick: u16,
    },
    /// The intruder walks towards the second door.
    Knocks {
        pick: u16,
    },
    Passes {
        secs: u32,
    },
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner { verb, door, with, pick } => write!(f, "the owner: {verb:?} ({door:?}, by {with:?}, {pick})"),
            Self::GoesOn => write!(f, "the owner goes on"),
            Self::Loses(what) => write!(f, "the owner loses: {what:?}"),
            Self::Intruder { way, pick } => write!(f, "the intruder: way {way} ({pick})"),
            Self::Knocks { pick } => write!(f, "the intruder knocks ({pick})"),
            Self::Passes { secs } => write!(f, "{secs} seconds pass"),
        }
    }
}

/// The owner's verbs, the ones that lead somewhere more often.
const VERBS: &[(u32, Verb)] = &[
    (2, Verb::SignIn),
    (1, Verb::StartAgain),
    (1, Verb::SignOut),
    (4, Verb::BeginSetUp),
    (1, Verb::ConfirmSetUp),
    (1, Verb::CancelSetUp),
    (1, Verb::Activate),
    (1, Verb::Deactivate),
    (2, Verb::ViewCodes),
    (2, Verb::RenewCodes),
    (1, Verb::DownloadCodes),
    (3, Verb::BeginApp),
    (3, Verb::BeginReplacement),
    (4, Verb::BeginRecovery),
    (1, Verb::ConfirmApp),
    (1, Verb::CancelApp),
    (1, Verb::FinishReplacement),
    (1, Verb::FinishRecovery),
    (1, Verb::RenameApp),
    (2, Verb::RemoveApp),
    (1, Verb::RestoreApps),
    (2, Verb::ChangePassword),
    (1, Verb::AskForLink),
    (1, Verb::SetPassword),
    (3, Verb::AddAddress),
    (1, Verb::ResendAddress),
    (2, Verb::ConfirmAddress),
    (2, Verb::MakePrimary),
    (2, Verb::RemoveAddress),
    (1, Verb::UndoAddress),
    (1, Verb::EndSession),
    (2, Verb::EndOthers),
    (1, Verb::EndTrust),
    (1, Verb::Export),
    (1, Verb::StepUp),
    (2, Verb::Repudiate),
    (1, Verb::TryDrill),
    (1, Verb::PutOffDrill),
    (1, Verb::ResetGuessing),
];

fn owner() -> impl Strategy<Value = Step> {
    let verbs = VERBS.iter().map(|(weight, verb)| (*weight, Just(*verb).boxed())).collect();
    let door = prop_oneof![Just(Door::Page), Just(Door::Program)];
    let with = prop_oneof![Just(With::App), Just(With::Code)];
    let verb = proptest::strategy::Union::new_weighted(verbs);
    (verb, door, with, any::<u16>()).prop_map(|(verb, door, with, pick)| Step::Owner { verb, door, with, pick })
}

fn step() -> impl Strategy<Value = Step> {
    let loss = prop_oneof![Just(Loss::Password), Just(Loss::Mailbox), Just(Loss::App), Just(Loss::Codes)];
    let secs = prop_oneof![
        4 => Just(30_u32), 2 => Just(300), 2 => Just(601), 1 => Just(3_700), 1 => Just(90_000), 1 => Just(300_000)
    ];
    // What comes first is what a failing sequence shrinks to.
    prop_oneof![
        3 => secs.prop_map(|secs| Step::Passes { secs }),
        8 => owner(),
        6 => Just(Step::GoesOn),
        1 => loss.prop_map(Step::Loses),
        8 => (any::<u16>(), any::<u16>()).prop_map(|(way, pick)| Step::Intruder { way, pick }),
        2 => any::<u16>().prop_map(|pick| Step::Knocks { pick }),
    ]
}

/// Who the intruder is, and what happens.
pub fn sequence(length: usize) -> impl Strategy<Value = (Kind, Vec<Step>)> {
    use Kind::{AllButAFactor, Mailbox, OldCodes, Password, PasswordAndCookie, PasswordAndOldCodes, StaleCookie};
    let kind = proptest::sample::select(vec![
        Password,
        Mailbox,
        OldCodes,
        StaleCookie,
        StaleCookie,
        PasswordAndOldCodes,
        PasswordAndCookie,
        AllButAFactor,
        AllButAFactor,
    ]);
    (kind, proptest::collection::vec(step(), 1..=length))
}

/// Every verb is one of the owner's; a look is the intruder's, and the second step goes
/// with each sign-in.
#[test]
fn the_owner_does_every_verb() {
    for (path, verb) in super::ways::VERBS {
        let is_hers = VERBS.iter().any(|(_, hers)| hers == verb) || *verb == Verb::SecondStep;
        assert!(is_hers, "{path}: give {verb:?} to the owner as well");
    }
}
