//! A file a figure.

pub mod database;
pub mod reads;
pub mod sign_in;
pub mod start;
pub mod storm;
pub mod syncs;
pub mod tiny;

use std::time::Duration;

use crate::Result;
use crate::process::{Cpu, Process};

/// Turns that the product and its reference take; the figure is the median.
const PAIRS: usize = 5;

/// How long a process is left alone before its time is read: what it still has to put
/// away after its last answer belongs to the work.
const REST: Duration = Duration::from_millis(10);

/// The process's time once it has come to rest.
async fn cpu_at_rest(process: &Process) -> Result<Cpu> {
    tokio::time::sleep(REST).await;
    process.cpu()
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
