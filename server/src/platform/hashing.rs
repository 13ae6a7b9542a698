//! Argon2id (RFC 9106) on threads of its own: as many as there are cores, each with
//! one arena that is reused, behind a queue that refuses when it is full.
//!
//! A fresh allocation for each hash costs a seventh more; a hash on the threads
//! that answer requests would stop all of them for its length.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::platform::config::Passwords;
use crate::platform::fault::Fault;
use crate::platform::pepper::Pepper;

/// Bytes of a salt. RFC 9106 §3.1 recommends 16.
pub const SALT_BYTES: usize = 16;
/// Bytes of a finished hash.
pub const HASH_BYTES: usize = 32;
/// How far below normal the threads run, so that a storm of sign-ins leaves the
/// processor to requests that need no hash.
const NICENESS: i32 = 5;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// The most a stored hash may ask of us: a row written by somebody else must not
/// be able to take the machine's memory. The configuration takes no more either, or
/// every sign-in would fail.
pub const COST_MAX: Cost = Cost { memory_kib: 262_144, passes: 16, lanes: 8 };

impl Cost {
    /// Whether a stored hash of this cost may be computed at all.
    pub fn is_bearable(self) -> bool {
        self.memory_kib <= COST_MAX.memory_kib && self.passes <= COST_MAX.passes && self.lanes <= COST_MAX.lanes
    }

    fn params(self) -> Option<Params> {
        if !self.is_bearable() {
            return None;
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES)).ok()
    }
}

impl Passwords {
    /// What a hash that is made today costs.
    pub fn cost(&self) -> Cost {
        Cost { memory_kib: self.memory_kib, passes: self.passes, lanes: self.lanes }
    }
}

struct Job {
    secret: Zeroizing<Vec<u8>>,
    pepper: Option<Pepper>,
    salt: [u8; SALT_BYTES],
    params: Params,
    answer: oneshot::Sender<Option<Zeroizing<[u8; HASH_BYTES]>>>,
}

/// The handle to the threads; they end when the last handle is dropped.
#[derive(Clone)]
pub struct Hashing(Arc<Threads>);

struct Threads {
    line: Arc<Mutex<Line>>,
    queue_max: usize,
}

/// Jobs that wait for a thread, or threads that wait for a job.
#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    /// The one that worked last stands last and is the next to work: its arena is
    /// still in the processor's cache.
    idle: Vec<SyncSender<Job>>,
    computed: u64,
    is_over: bool,
}

impl Drop for Threads {
    fn drop(&mut self) {
        let mut line = lock(&self.line);
        line.is_over = true;
        line.idle.clear();
    }
}

/// No code panics while it holds this lock, so a poisoned one is still whole.
fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hashing {
    /// Starts `threads` threads (0: one a core) behind a queue of `queue_max` waiting jobs.
    pub fn start(threads: usize, queue_max: usize) -> Result<Self, std::io::Error> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { cores() } else { threads };
        let line = Arc::new(Mutex::new(Line::default()));
        let handle = Self(Arc::new(Threads { line: line.clone(), queue_max }));
        for number in 0..threads {
            let line = line.clone();
            std::thread::Builder::new().name(format!("hashing-{number}")).spawn(move || work(&line))?;
        }
        Ok(handle)
    }

    /// How many hashes were computed since the start: what the sign-ins have cost.
    pub fn computed(&self) -> u64 {
        lock(&self.0.line).computed
    }

    /// The hash of `secret` with `pepper` under `salt` at `cost`.
    ///
    /// `Fault::Overloaded` when the queue is full; `Fault::Broken` for a cost out of bounds.
    pub async fn hash(
        &self,
        secret: Zeroizing<Vec<u8>>,
        pepper: Option<&Pepper>,
        salt: [u8; SALT_BYTES],
        cost: Cost,
    ) -> Result<Zeroizing<[u8; HASH_BYTES]>, Fault> {
        let params = cost.params().ok_or(Fault::Broken("a hash cost out of bounds"))?;
        let (answer, answered) = oneshot::channel();
        self.0.give(Job { secret, pepper: pepper.cloned(), salt, params, answer })?;
        let hash = answered.await.map_err(|_| Fault::Broken("a hashing thread ended"))?;
        hash.ok_or(Fault::Broken("argon2 refused its own parameters"))
    }
}

impl Threads {
    fn give(&self, job: Job) -> Result<(), Fault> {
        let mut line = lock(&self.line);
        match line.idle.pop() {
            Some(thread) => thread.send(job).map_err(|_| Fault::Broken("a hashing thread ended")),
            None if line.jobs.len() >= self.queue_max => Err(Fault::Overloaded),
            None => {
                line.jobs.push_back(job);
                Ok(())
            }
        }
    }
}

fn work(line: &Mutex<Line>) {
    // Without the right to change it the thread runs at the normal priority, which is only less fair.
    let _ = rustix::process::nice(NICENESS);
    let mut arena: Vec<Block> = Vec::new();
    while let Some(job) = next(line) {
        // Whoever asked may have gone; hashing for nobody would delay the others.
        if !job.answer.is_closed() {
            let hash = compute(&job, &mut arena);
            lock(line).computed += 1;
            let _ = job.answer.send(hash);
        }
    }
}

/// The next job, or none when the last handle is gone.
fn next(line: &Mutex<Line>) -> Option<Job> {
    let given = match wait_in(&mut lock(line))? {
        Ok(job) => return Some(job),
        Err(given) => given,
    };
    given.recv().ok()
}

/// The job that waits longest, or a place among the idle threads.
fn wait_in(line: &mut Line) -> Option<Result<Job, Receiver<Job>>> {
    if let Some(job) = line.jobs.pop_front() {
        return Some(Ok(job));
    }
    if line.is_over {
        return None;
    }
    let (thread, given) = sync_channel(1);
    line.idle.push(thread);
    Some(Err(given))
}

fn compute(job: &Job, arena: &mut Vec<Block>) -> Option<Zeroizing<[u8; HASH_BYTES]>> {
    let blocks = job.params.block_count();
    if arena.len() != blocks {
        arena.resize(blocks, Block::default());
        arena.shrink_to_fit();
    }
    let mut out = Zeroizing::new([0; HASH_BYTES]);
    let pepper = job.pepper.as_ref().map_or(&[][..], Pepper::key);
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, job.params.clone())
        .ok()?
        .hash_password_into_with_memory(&job.secret, &job.salt, out.as_mut_slice(), arena.as_mut_slice())
        .ok()
        .map(|()| out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        let params = Cost { memory_kib: 64, passes: 1, lanes: 1 }.params().unwrap();
        Job { secret: Zeroizing::default(), pepper: None, salt: [0; SALT_BYTES], params, answer: oneshot::channel().0 }
    }

    fn idle_thread(threads: &Threads) -> Receiver<Job> {
        match wait_in(&mut lock(&threads.line)) {
            Some(Err(given)) => given,
            _ => panic!("there is nothing to wait for"),
        }
    }

    #[test]
    fn the_thread_that_worked_last_works_next_and_a_full_queue_refuses() {
        let threads = Threads { line: Arc::default(), queue_max: 1 };
        let (first, last) = (idle_thread(&threads), idle_thread(&threads));
        threads.give(job()).unwrap();
        assert!(last.try_recv().is_ok() && first.try_recv().is_err());
        threads.give(job()).unwrap();
        assert!(first.try_recv().is_ok());
        threads.give(job()).unwrap();
        assert!(matches!(threads.give(job()), Err(Fault::Overloaded)));
        assert!(matches!(wait_in(&mut lock(&threads.line)), Some(Ok(_))));
    }

    #[test]
    fn threads_end_with_the_last_handle() {
        let threads = Threads { line: Arc::default(), queue_max: 1 };
        let (line, idle) = (threads.line.clone(), idle_thread(&threads));
        drop(threads);
        assert!(idle.recv().is_err());
        assert!(next(&line).is_none());
    }
}
