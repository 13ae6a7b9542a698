//! Ends connections that hold a place and do nothing with it (RES-02). It looks at the
//! counts every few seconds instead of setting a timer for every request.

use super::pulse::{Pulse, Snapshot};

/// Looks (of 5 s) that a head may take: 10 to 15 s.
const HEAD_LOOKS: u32 = 2;

/// Looks that a connection may be idle: 75 s, longer than proxies keep theirs, so that
/// it is they who close, and no request meets a connection that just ended.
const IDLE_LOOKS: u32 = 15;

/// Looks that a request may run without a byte moving: 60 s.
const STALL_LOOKS: u32 = 12;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It sends the head of a request, or owes its first one.
    Head,
    /// A request is being answered.
    Busy,
    /// Neither.
    Idle,
}

/// Watches one connection.
pub(super) struct Watchdog<'a> {
    pulse: &'a Pulse,
    memory: Memory,
}

impl<'a> Watchdog<'a> {
    pub(super) fn new(pulse: &'a Pulse) -> Self {
        Self { pulse, memory: Memory::new() }
    }

    /// Looks; says whether the connection must end.
    pub(super) fn tick(&mut self) -> bool {
        self.memory.look(self.pulse.snapshot())
    }
}

/// What was seen before.
struct Memory {
    state: State,
    last: Snapshot,
    looks: u32,
}

impl Memory {
    fn new() -> Self {
        Self { state: State::Head, last: Snapshot::default(), looks: 0 }
    }

    fn look(&mut self, now: Snapshot) -> bool {
        let state = state(now);
        let answered = now.started != self.last.started || now.written != self.last.written;
        // Bytes that come in move a request on, but do not excuse a head that dribbles.
        let progress = answered || (state == State::Busy && now.read != self.last.read);
        self.looks = if state == self.state && !progress { self.looks + 1 } else { 0 };
        (self.state, self.last) = (state, now);
        let limit = match state {
            State::Head => HEAD_LOOKS,
            State::Busy => STALL_LOOKS,
            State::Idle => IDLE_LOOKS,
        };
        self.looks >= limit
    }
}

fn state(now: Snapshot) -> State {
    // HTTP/2 sends frames of its own between requests: bytes there say nothing.
    let head_begun = !now.http2 && now.read != now.read_at_rest;
    match now {
        Snapshot { running: 1.., .. } => State::Busy,
        Snapshot { started: 0, .. } => State::Head,
        _ if head_begun => State::Head,
        _ => State::Idle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many looks a connection survives that changes by `step` between them.
    fn survives(first: Snapshot, step: impl Fn(&mut Snapshot)) -> Option<u32> {
        let mut memory = Memory::new();
        memory.look(first);
        let mut now = first;
        (1..200).find(|_| {
            step(&mut now);
            memory.look(now)
        })
    }

    const ANSWERED: Snapshot = Snapshot { read: 1, written: 1, started: 1, running: 0, read_at_rest: 1, http2: false };

    #[test]
    fn silence_and_dribble_end_soon() {
        assert_eq!(survives(Snapshot::default(), |_| {}), Some(1));
        assert_eq!(survives(Snapshot::default(), |now| now.read += 1), Some(1));
        assert_eq!(survives(Snapshot { read: 2, ..ANSWERED }, |_| {}), Some(2));
        assert_eq!(survives(Snapshot { read: 2, ..ANSWERED }, |now| now.read += 1), Some(2));
    }

    #[test]
    fn idle_connections_end_later() {
        assert_eq!(survives(ANSWERED, |_| {}), Some(IDLE_LOOKS));
        assert_eq!(survives(Snapshot { http2: true, ..ANSWERED }, |now| now.read += 1), Some(IDLE_LOOKS));
    }

    #[test]
    fn work_goes_on() {
        let busy = Snapshot { running: 1, ..ANSWERED };
        assert_eq!(survives(busy, |_| {}), Some(STALL_LOOKS));
        assert_eq!(survives(busy, |now| now.read += 1), None);
        assert_eq!(survives(ANSWERED, |now| now.written += 1), None);
        assert_eq!(survives(ANSWERED, |now| now.started += 1), None);
    }
}
