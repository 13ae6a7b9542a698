//! Starting the server under a watchdog.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::{USER, system};

/// The watchdog makes the data directory, runs the server, says "ready" and then waits
/// for the end of its input. That comes when the `TestPostgres` is dropped, and also when
/// the test process dies by any signal, which no code inside that process could promise.
/// PIPE is ignored so that a reader who is gone does not end the watchdog before its work.
const WATCHDOG: &str = r#"
trap '' PIPE
fail() { cat log; rm -rf "$dir"; exit 1; }
bin=$1 dir=$2 user=$3; shift 3
cd "$dir" || exit 1
"$bin/initdb" -D data -U "$user" --auth=trust --encoding=UTF8 --locale=C --no-sync >log 2>&1 || fail
"$bin/postgres" -D data -k "$dir" -c listen_addresses= "$@" >>log 2>&1 </dev/null &
pid=$!
until grep -q ready data/postmaster.pid 2>/dev/null; do
    kill -0 $pid 2>/dev/null || fail
    sleep 0.02
done
echo ready
read -r _
kill -QUIT $pid
wait $pid
cd / && rm -rf "$dir"
"#;

/// Settings of every server; a socket directory under `/tmp` is set by the watchdog.
const SETTINGS: [&str; 3] = ["max_connections=300", "shared_buffers=64MB", "autovacuum=off"];

/// Those of a server that need not survive a power loss.
const NOT_DURABLE: [&str; 2] = ["fsync=off", "full_page_writes=off"];

/// Starts a server in `directory` and waits until it takes connections.
pub(crate) fn start(binaries: &Path, directory: &Path, durable: bool) -> Child {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", WATCHDOG, "watchdog"]).arg(binaries).arg(directory).arg(USER);
    for setting in SETTINGS.iter().chain(NOT_DURABLE.iter().filter(|_| !durable)) {
        command.args(["-c", setting]);
    }
    // A group of its own: Ctrl-C in a terminal must not end the watchdog before its work.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).current_dir("/").process_group(0);
    if let Some((uid, gid)) = system::unprivileged() {
        command.uid(uid).gid(gid);
    }
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => panic!("/bin/sh: {error}"),
    };
    wait_until_ready(&mut child);
    child
}

fn wait_until_ready(child: &mut Child) {
    let mut said = String::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if line == "ready" {
                return;
            }
            said.push_str(&line);
            said.push('\n');
        }
    }
    panic!("PostgreSQL did not start:\n{said}");
}
