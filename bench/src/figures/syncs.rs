//! How often the disk is waited for, counted from outside.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use rustix::process::Signal;

use crate::Result;
use crate::people::{People, sign_in};
use crate::process::Process;
use crate::program::Server;
use crate::table::Table;
use crate::template::{Data, Template};

const ALONE: usize = 100;
const CONNECTIONS: usize = 16;
const EACH: usize = 20;
const ATTACH_MAX: Duration = Duration::from_secs(10);

pub async fn measure(template: &Template, table: &mut Table) -> Result<()> {
    let (server, people) = Server::vestibule(template, Data::Tiny).await?;
    storm(&server, &people, 1, 5).await?;
    let alone = count(&server, template.scratch(), storm(&server, &people, 1, ALONE)).await?;
    let together = count(&server, template.scratch(), storm(&server, &people, CONNECTIONS, EACH)).await?;
    let per_sign_in = |syncs: usize, sign_ins: usize| syncs as f64 / sign_ins as f64;
    table.at_most("commits that sync, per sign-in: alone", 1.0, per_sign_in(alone.commits(), ALONE), "");
    let aim = "commits that sync, per sign-in: 16 at once";
    table.at_most(aim, 0.25, per_sign_in(together.commits(), CONNECTIONS * EACH), "");
    let all = format!(
        "{:.2} alone, {:.2} at 16",
        per_sign_in(alone.all(), ALONE),
        per_sign_in(together.all(), CONNECTIONS * EACH)
    );
    table.told("all syncs per sign-in, with those of the log's checkpoints", all);
    Ok(())
}

async fn storm(server: &Server, people: &People, connections: usize, each: usize) -> Result<()> {
    let one = async || {
        let mut connection = server.connect().await?;
        for _ in 0..each {
            sign_in(&mut connection, &server.host, people).await?;
        }
        Ok(())
    };
    try_join_all((0..connections).map(|_| one())).await.map(drop)
}

/// Syncs by the file they were made on.
struct Syncs {
    log: usize,
    database: usize,
}

impl Syncs {
    fn all(&self) -> usize {
        self.log + self.database
    }

    /// Each checkpoint syncs the log, then the database, and the new log's header.
    fn commits(&self) -> usize {
        self.log.saturating_sub(2 * self.database)
    }
}

/// Runs `work` while strace looks on.
async fn count(server: &Server, scratch: &Path, work: impl Future<Output = Result<()>>) -> Result<Syncs> {
    let trace = scratch.join("syncs");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-e", "trace=fsync,fdatasync", "-o"]).arg(&trace);
    command.arg("-p").arg(server.process.id().to_string()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut strace = Process::start(&mut command).map_err(|error| format!("strace: {error}"))?;
    attached(server).await?;
    work.await?;
    strace.stop(Signal::INT)?;
    let lines = fs::read_to_string(&trace)?;
    // A call that another thread interrupts is told in two lines; the first names the file.
    let on = |name: &str| lines.lines().filter(|line| line.contains("sync(") && line.contains(name)).count();
    Ok(Syncs { log: on("vestibule.db-wal>"), database: on("vestibule.db>") })
}

/// Ready once every thread of the server is traced.
async fn attached(server: &Server) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < ATTACH_MAX {
        let threads = fs::read_dir(format!("/proc/{}/task", server.process.id()))?;
        let is_traced = |path: &Path| {
            fs::read_to_string(path.join("status")).is_ok_and(|status| !status.contains("TracerPid:\t0\n"))
        };
        if threads.filter_map(|entry| entry.ok()).all(|entry| is_traced(&entry.path())) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("strace does not attach".into())
}
