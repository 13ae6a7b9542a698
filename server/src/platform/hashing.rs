//! Argon2id (RFC 9106) on threads of its own: as many as there are cores, each with
//! one arena that is reused, behind a queue that refuses when it is full.
//!
//! A fresh allocation for each hash costs a seventh more; a hash on the threads
//! that answer requests would stop all of them for its length.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::platform::config::Passwords;
use crate::platform::fault::Fault;

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
    salt: [u8; SALT_BYTES],
    params: Params,
    answer: oneshot::Sender<Option<Zeroizing<[u8; HASH_BYTES]>>>,
}

/// The handle to the threads; they end when the last handle is dropped.
#[derive(Clone)]
pub struct Hashing {
    queue: SyncSender<Job>,
}

impl Hashing {
    /// Starts `threads` threads (0: one a core) behind a queue of `queue_max` waiting jobs.
    pub fn start(threads: usize, queue_max: usize) -> Result<Self, std::io::Error> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { cores() } else { threads };
        let (queue, jobs) = sync_channel(queue_max);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads {
            let jobs = Arc::clone(&jobs);
            std::thread::Builder::new().name(format!("hashing-{number}")).spawn(move || work(&jobs))?;
        }
        Ok(Self { queue })
    }

    /// The hash of `secret` under `salt` at `cost`.
    ///
    /// `Fault::Overloaded` when the queue is full; `Fault::Broken` for a cost out of bounds.
    pub async fn hash(
        &self,
        secret: Zeroizing<Vec<u8>>,
        salt: [u8; SALT_BYTES],
        cost: Cost,
    ) -> Result<Zeroizing<[u8; HASH_BYTES]>, Fault> {
        let params = cost.params().ok_or(Fault::Broken("a hash cost out of bounds"))?;
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Job { secret, salt, params, answer }).map_err(|_| Fault::Overloaded)?;
        let hash = answered.await.map_err(|_| Fault::Broken("a hashing thread ended"))?;
        hash.ok_or(Fault::Broken("argon2 refused its own parameters"))
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    // Without the right to change it the thread runs at the normal priority, which is only less fair.
    let _ = rustix::process::nice(NICENESS);
    let mut arena: Vec<Block> = Vec::new();
    loop {
        let job = {
            let Ok(jobs) = jobs.lock() else { return };
            jobs.recv()
        };
        let Ok(job) = job else { return };
        // Whoever asked may have gone; hashing for nobody would delay the others.
        if !job.answer.is_closed() {
            let hash = compute(&job, &mut arena);
            let _ = job.answer.send(hash);
        }
    }
}

fn compute(job: &Job, arena: &mut Vec<Block>) -> Option<Zeroizing<[u8; HASH_BYTES]>> {
    let blocks = job.params.block_count();
    if arena.len() != blocks {
        arena.resize(blocks, Block::default());
        arena.shrink_to_fit();
    }
    let mut out = Zeroizing::new([0; HASH_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, job.params.clone())
        .hash_password_into_with_memory(&job.secret, &job.salt, out.as_mut_slice(), arena.as_mut_slice())
        .ok()
        .map(|()| out)
}
