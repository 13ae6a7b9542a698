//! The verbs that share one commit.

use tokio::sync::oneshot;

use super::queue::Wants;
use crate::{Durability, Error, limits};

/// What a group's members are told: all are stored, or none.
pub(super) type Verdict = Result<(), Error>;

/// An open transaction's verbs that have ended and wait for its commit. A group that is
/// dropped closes its members' channels, which tells them that nothing was stored.
pub(super) struct Group {
    durability: Durability,
    members: Vec<oneshot::Sender<Verdict>>,
}

impl Group {
    pub(super) fn new(durability: Durability) -> Group {
        Group { durability, members: Vec::new() }
    }

    pub(super) fn durability(&self) -> Durability {
        self.durability
    }

    /// Whether no verb has ended in it yet.
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether a verb can still join: there is room, and the commit will be as durable as
    /// it wants.
    pub(super) fn can_take(&self, wants: Wants) -> bool {
        let durable_enough = match wants {
            Wants::Verb(Durability::Process) => true,
            Wants::Verb(Durability::Power) => self.durability == Durability::Power,
            Wants::Alone => false,
        };
        durable_enough && self.members.len() < limits::GROUP_MEMBERS_MAX
    }

    /// Adds a verb; it is answered through the receiver.
    pub(super) fn join(&mut self) -> oneshot::Receiver<Verdict> {
        let (answer, answered) = oneshot::channel();
        self.members.push(answer);
        answered
    }

    /// Tells every member. One that is gone (its runtime ended) needs no answer.
    pub(super) fn answer(self, verdict: &Verdict) {
        for member in self.members {
            member.send(verdict.clone()).ok();
        }
    }
}
