//! The programs that are measured: the server, and what it is held against.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::{Connection, get};
use crate::people::People;
use crate::process::Process;
use crate::template::{Data, Template};

/// How long the first answer may take before the run is given up.
const START_MAX: Duration = Duration::from_secs(20);

/// Something that listens.
pub struct Server {
    /// The process.
    pub process: Process,
    /// Where it listens.
    pub address: SocketAddr,
    /// What requests call it.
    pub host: String,
    /// From its start to its first answer.
    pub started_in: Duration,
}

impl Server {
    /// Starts the product on a copy of a data directory, and waits for its first answer.
    pub async fn vestibule(template: &Template, data: Data) -> Result<(Self, People)> {
        let dir = template.copy(data, "served")?;
        let server = Self::on(&dir, data != Data::Real).await?;
        Ok((server, People::new(template.people())))
    }

    /// Starts the product on a data directory.
    pub async fn on(dir: &Path, tiny: bool) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(beside("vestibule")?);
        // Not here: a configuration file in the working directory would be read.
        command.env_clear().current_dir("/").env("VESTIBULE_PASSWORDS__TINY", tiny.to_string());
        command.arg("serve").arg("--data").arg(dir).arg("--listen").arg(address.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self::start(command, address, "/healthz").await
    }

    /// Starts the server that answers a constant.
    pub async fn constant() -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(beside("constant")?);
        command.arg(address.to_string());
        Self::start(command, address, "/").await
    }

    async fn start(mut command: Command, address: SocketAddr, path: &str) -> Result<Self> {
        let host = format!("localhost:{}", address.port());
        let request = get(&host, path, "Accept: */*");
        let begun = Instant::now();
        let process = Process::start(&mut command)?;
        while begun.elapsed() < START_MAX {
            if let Ok(mut connection) = Connection::open(address).await
                && connection.expect(&request, 200).await.is_ok()
            {
                return Ok(Self { process, address, host, started_in: begun.elapsed() });
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        Err(format!("{command:?} does not answer").into())
    }

    /// A new connection to it.
    pub async fn connect(&self) -> Result<Connection> {
        Connection::open(self.address).await
    }
}

/// The process that only hashes, one hash after the other in the same memory.
pub struct BareHash {
    /// The process.
    pub process: Process,
    answers: BufReader<std::process::ChildStdout>,
}

impl BareHash {
    /// Starts it.
    pub fn start() -> Result<Self> {
        let mut command = Command::new(beside("bare-hash")?);
        let mut process = Process::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let answers = BufReader::new(process.child().stdout.take().ok_or("no pipe")?);
        Ok(Self { process, answers })
    }

    /// Has it make so many hashes.
    pub fn hash(&mut self, count: usize) -> Result<()> {
        let pipe = self.process.child().stdin.as_mut().ok_or("no pipe")?;
        writeln!(pipe, "{count}")?;
        self.answers.read_line(&mut String::new())?;
        Ok(())
    }
}

/// A program that was built with this one.
fn beside(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
