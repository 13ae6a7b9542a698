//! Running the real binary, and talking to it over a real socket.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};

/// A directory of an operator's own, with a data directory in it.
pub struct Installation {
    root: PathBuf,
    variables: Vec<(&'static str, String)>,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub done: bool,
    pub out: String,
    pub err: String,
}

impl Installation {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("vestibule-cmd-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        fs::create_dir_all(&root).unwrap();
        Self { root, variables: vec![("VESTIBULE_PASSWORDS__TINY", "true".into())] }
    }

    /// With one more variable in the environment.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The data directory, or something in it.
    pub fn data(&self, name: &str) -> PathBuf {
        self.root.join("data").join(name)
    }

    /// The rights of something in the data directory.
    pub fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.data(name)).unwrap_or_else(|error| panic!("{name}: {error}")).permissions().mode() & 0o777
    }

    /// The command with these arguments, on the data directory.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.args(args).arg("--data").arg(self.root.join("data"));
        command.env_clear().envs(self.variables.iter().map(|(name, value)| (*name, value.as_str())));
        command.current_dir(&self.root).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self.command(args).spawn().unwrap();
        // A command that is refused may not have read its input.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { done: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs `serve` until it answers requests.
    pub fn serve(&self, args: &[&str]) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let mut child = self.command(&[&["serve", "--listen", &listen], args].concat()).spawn().unwrap();
        let (ready, is_ready) = channel();
        let stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || collect(stderr, &ready));
        let running = Running { child, port, log: Some(log) };
        wait(&is_ready);
        // The first answer comes after everything that is done at start.
        assert_eq!(running.client().get("/healthz").status, 200);
        running
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Reads the log to its end; says once that the server listens.
fn collect(stderr: impl Read, ready: &Sender<()>) -> String {
    let mut log = String::new();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if line.contains("Vestibule is at") {
            let _ = ready.send(());
        }
        log.push_str(&line);
        log.push('\n');
    }
    log
}

fn wait(ready: &Receiver<()>) {
    ready.recv().expect("the server ended before it listened");
}

/// A running server; it is killed when it is dropped.
pub struct Running {
    child: Child,
    port: u16,
    log: Option<JoinHandle<String>>,
}

impl Running {
    pub fn client(&self) -> Client {
        Client { port: self.port, cookies: BTreeMap::new(), bearer: None }
    }

    /// What the system shows of it to whoever looks.
    pub fn shown(&self, file: &str) -> Vec<u8> {
        fs::read(format!("/proc/{}/{file}", self.child.id())).unwrap()
    }

    /// Ends it as an init system does, and answers its log.
    pub fn stop(mut self) -> String {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        self.log.take().unwrap().join().unwrap()
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser or a program, as bytes on a socket.
pub struct Client {
    port: u16,
    pub cookies: BTreeMap<String, String>,
    pub bearer: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Its header lines, names in lower case.
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

impl Client {
    pub fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, "", "")
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.send(
            "POST",
            path,
            "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n",
            &body,
        )
    }

    pub fn api(&mut self, path: &str, body: &serde_json::Value) -> Reply {
        self.send("POST", path, "content-type: application/json\r\n", &body.to_string())
    }

    fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = if cookies.is_empty() { String::new() } else { format!("cookie: {}\r\n", cookies.join("; ")) };
        let bearer = self.bearer.as_ref().map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let (port, length) = (self.port, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\ncontent-length: {length}\r\n\
             {headers}{cookies}{bearer}\r\n{body}"
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        self.keep(head);
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn keep(&mut self, head: &str) {
        for cookie in head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, rest) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
    }
}
