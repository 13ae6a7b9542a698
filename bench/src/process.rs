//! A child process, and what the kernel knows of it.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::Result;

/// A running process, which ends when this is dropped.
pub struct Process(Child);

impl Process {
    /// Starts it.
    pub fn start(command: &mut Command) -> Result<Self> {
        Ok(Self(command.spawn()?))
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// The process's pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// User and system time so far, thread by thread, to the nanosecond. A thread that
    /// runs right now is not up to date: let it come to rest first.
    pub fn cpu(&self) -> Result<Cpu> {
        let mut threads = BTreeMap::new();
        for entry in fs::read_dir(format!("/proc/{}/task", self.id()))? {
            let path = entry?.path();
            // A thread may end between the two reads.
            let Ok(text) = fs::read_to_string(path.join("schedstat")) else { continue };
            let ran = text.split(' ').next().and_then(|nanos| nanos.parse().ok()).ok_or("schedstat")?;
            threads.insert(path, ran);
        }
        Ok(Cpu(threads))
    }

    /// Anonymous memory that is resident: what is ours, without mapped files.
    pub fn anonymous_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).ok_or("RssAnon")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    /// Asks it to end as an operator does, and waits for that.
    pub fn stop(&mut self, signal: Signal) -> Result<()> {
        if self.0.try_wait()?.is_none() {
            kill_process(Pid::from_child(&self.0), signal)?;
            self.0.wait()?;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.stop(Signal::TERM);
    }
}

/// The times of a process's threads.
pub struct Cpu(BTreeMap<std::path::PathBuf, u64>);

impl Cpu {
    /// What was used since then. A thread that has ended since counts for nothing; ours
    /// end only after ten seconds of rest, which is longer than a measurement.
    pub fn since(&self, earlier: &Cpu) -> Duration {
        let used = |(thread, now): (_, &u64)| now.saturating_sub(earlier.0.get(thread).copied().unwrap_or(0));
        Duration::from_nanos(self.0.iter().map(used).sum())
    }
}
