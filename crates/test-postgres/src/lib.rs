//! A throw-away PostgreSQL for tests: its own directory under `/tmp`, a Unix socket and no
//! TCP port, gone when the value is dropped or the test process dies in whatever way.
//!
//! ```no_run
//! let server = test_postgres::TestPostgres::shared();
//! let url = server.create_database();
//! ```
#![expect(clippy::panic, reason = "support code for tests: a test without its server must fail, loudly")]

mod server;
mod system;

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The superuser of the throw-away servers; it needs no password.
const USER: &str = "test";

/// A running PostgreSQL server of one's own.
pub struct TestPostgres {
    binaries: PathBuf,
    directory: PathBuf,
    watchdog: Child,
    databases: AtomicU32,
}

impl TestPostgres {
    /// Starts a server that never waits for the disk (`fsync=off`). Blocks for about a
    /// second or two.
    ///
    /// # Panics
    /// When PostgreSQL is not installed (Debian package `postgresql`) or does not start.
    pub fn start() -> TestPostgres {
        TestPostgres::start_with(false)
    }

    /// As [`TestPostgres::start`]; with `durable` a server that keeps PostgreSQL's own
    /// settings for the disk, for measurements.
    ///
    /// # Panics
    /// As [`TestPostgres::start`].
    pub fn start_with(durable: bool) -> TestPostgres {
        let binaries = system::binaries();
        let directory = system::fresh_directory();
        let watchdog = server::start(&binaries, &directory, durable);
        TestPostgres { binaries, directory, watchdog, databases: AtomicU32::new(0) }
    }

    /// The one server that all tests of this process share, started by the first that
    /// asks. It ends with the process.
    ///
    /// # Panics
    /// As [`TestPostgres::start`].
    pub fn shared() -> &'static TestPostgres {
        static SHARED: OnceLock<TestPostgres> = OnceLock::new();
        SHARED.get_or_init(TestPostgres::start)
    }

    /// The address of the database `dbname` on this server, whether it exists or not.
    pub fn url(&self, dbname: &str) -> String {
        format!("postgres://{USER}@/{dbname}?host={}", self.directory.display())
    }

    /// Creates an empty database and answers its address.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_database(&self) -> String {
        self.create_from_template("template0")
    }

    /// Creates a copy of the database named `template` (nobody may be connected to it) and
    /// answers its address: quicker than to run all migrations for every test.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_from_template(&self, template: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut command = Command::new(self.binaries.join("createdb"));
        command.args(["--username", USER, "--template", template, "--host"]);
        command.arg(&self.directory).arg(&name);
        match command.output() {
            Ok(output) if output.status.success() => self.url(&name),
            Ok(output) => panic!("createdb: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => panic!("createdb: {error}"),
        }
    }

    /// Where the server's socket and its data lie.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Stops the server at once, as a crash would, and removes its files. Dropping does
    /// the same.
    pub fn stop(self) {}
}

/// Closing the watchdog's input is what tells it to end the server.
impl Drop for TestPostgres {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        self.watchdog.wait().ok();
    }
}
