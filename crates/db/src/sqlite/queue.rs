//! Who holds the writer, and who waits for it.
//!
//! **No group is ever left without somebody to commit it.** The [`Writer`] is a value with
//! one owner, and an open group lives inside it. Its owner is always one of:
//!
//! 1. `State::idle`, and then no group is open and nobody waits;
//! 2. the task of a verb, which ends by calling [`Queue::hand_on`];
//! 3. a channel to a waiter. A waiter that gives up first closes its channel and then
//!    looks into it ([`Queue::acquire`]): either it finds the writer and goes on as 2, or
//!    the sender got the writer back and went on to the next;
//! 4. the thread that commits the group, and ends as 2 does. A commit that does not wait
//!    for the disk happens where 2 or 4 ends.
//!
//! `hand_on` gives a writer with an open group only to a waiter that has taken it (3), and
//! otherwise commits. No count of waiters is kept beside the queue, so none can be wrong.
//! When a runtime is shut down its tasks are dropped wherever they are: the writer with
//! them, SQLite rolls back as the connection closes, and the members' channels close,
//! which tells each that nothing of it was stored.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::writer::Writer;
use crate::counters::Counters;
use crate::{Durability, Error, limits};

/// What a waiter will do with the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// A verb, in a group.
    Verb(Durability),
    /// Something that needs the connection without an open transaction.
    Alone,
}

struct Waiter {
    wants: Wants,
    give: oneshot::Sender<Box<Writer>>,
}

struct State {
    idle: Option<Box<Writer>>,
    waiting: VecDeque<Waiter>,
}

/// The line of those who want the one writer: first come, first served.
pub(super) struct Queue {
    state: Mutex<State>,
    pub(super) counters: Arc<Counters>,
}

/// What one who comes for the writer gets.
enum Place {
    First(Box<Writer>),
    InLine(oneshot::Receiver<Box<Writer>>),
}

/// Where an owner of the writer turns to next.
enum Next {
    Give(Waiter, Box<Writer>),
    Commit(Box<Writer>),
    Done,
}

impl Queue {
    pub(super) fn new(writer: Box<Writer>, counters: Arc<Counters>) -> Queue {
        let state = State { idle: Some(writer), waiting: VecDeque::new() };
        Queue { state: Mutex::new(state), counters }
    }

    /// Waits for the writer. The caller must end with [`Queue::hand_on`].
    ///
    /// [`Error::Busy`] when too many wait or the wait is too long.
    pub(super) async fn acquire(&self, wants: Wants) -> Result<Box<Writer>, Error> {
        let mut given = match self.place(wants)? {
            Place::First(writer) => return Ok(writer),
            Place::InLine(given) => given,
        };
        match tokio::time::timeout(limits::WRITER_WAIT_MAX, &mut given).await {
            Ok(writer) => writer.map_err(|_| Error::Unavailable("the writer is gone".into())),
            Err(_elapsed) => {
                given.close();
                given.try_recv().map_err(|_| Error::Busy)
            }
        }
    }

    /// Takes the idle writer, or a place in the line.
    fn place(&self, wants: Wants) -> Result<Place, Error> {
        let mut state = self.state();
        if let Some(writer) = state.idle.take() {
            return Ok(Place::First(writer));
        }
        if state.waiting.len() >= limits::WAITING_VERBS_MAX {
            state.waiting.retain(|waiter| !waiter.give.is_closed());
        }
        if state.waiting.len() >= limits::WAITING_VERBS_MAX {
            return Err(Error::Busy);
        }
        let (give, given) = oneshot::channel();
        state.waiting.push_back(Waiter { wants, give });
        Ok(Place::InLine(given))
    }

    /// Passes the writer on: to the next in line if it can join the open group (or none is
    /// open). Else the group is committed first: here, or on a thread that may block.
    pub(super) fn hand_on(self: &Arc<Queue>, mut writer: Box<Writer>) {
        loop {
            match self.next(writer) {
                Next::Give(waiter, given) => match waiter.give.send(given) {
                    Ok(()) => return,
                    Err(back) => writer = back,
                },
                Next::Commit(open) if open.commit_waits() => {
                    let queue = Arc::clone(self);
                    tokio::task::spawn_blocking(move || queue.commit(open));
                    return;
                }
                Next::Commit(mut open) => {
                    open.commit(&self.counters);
                    writer = open;
                }
                Next::Done => return,
            }
        }
    }

    fn next(&self, writer: Box<Writer>) -> Next {
        let mut state = self.state();
        let fits = |waiter: &mut Waiter| writer.can_take(waiter.wants);
        match state.waiting.pop_front_if(fits) {
            Some(waiter) => Next::Give(waiter, writer),
            None if writer.group_is_open() => Next::Commit(writer),
            None => {
                state.idle = Some(writer);
                Next::Done
            }
        }
    }

    fn commit(self: Arc<Queue>, mut writer: Box<Writer>) {
        writer.commit(&self.counters);
        self.hand_on(writer);
    }

    /// What a group that begins now must survive: the most that its first member or
    /// anybody in line wants, since the level cannot change once it has begun.
    pub(super) fn level_for(&self, first: Durability) -> Durability {
        let power = Wants::Verb(Durability::Power);
        let wanted = self.state().waiting.iter().any(|waiter| waiter.wants == power);
        if wanted { Durability::Power } else { first }
    }

    /// Whether nobody is in line.
    pub(super) fn is_empty(&self) -> bool {
        self.state().waiting.is_empty()
    }

    /// No code panics while it holds this lock, so a poisoned one is still whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
