//! The real binary as a process of its own, on a test's database, and a client that
//! speaks just enough HTTP/1.1 (RFC 9112) to it.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;

use super::TestServer;

/// A running server. Dropping it is a `kill -9`.
pub struct Process {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

/// One connection to it, for one request.
pub struct Connection {
    stream: TcpStream,
    host: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

impl TestServer {
    /// Starts the real binary on this server's database, with hashes as tiny as here.
    pub async fn process(&self) -> Process {
        let (variables, dir) = self.surroundings();
        // A port that was free a moment ago may be taken by now.
        for _ in 0..5 {
            if let Ok(process) = Process::start(&variables, &dir).await {
                return process;
            }
        }
        panic!("the server did not start");
    }

    /// SQLite lies in the data directory with its key; a node on PostgreSQL has a
    /// directory of its own and is given the key.
    fn surroundings(&self) -> (Vec<(&'static str, String)>, PathBuf) {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let tiny = ("VESTIBULE_PASSWORDS__TINY", "true".to_owned());
        let Some(url) = self.postgres_url() else { return (vec![tiny], self.dir().to_owned()) };
        let key = std::fs::read_to_string(self.dir().join("master.key")).unwrap();
        let dir = self.dir().join(format!("node-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        (vec![tiny, ("VESTIBULE_DATABASE", url.to_owned()), ("VESTIBULE_MASTER_KEY", key)], dir)
    }
}

impl Process {
    async fn start(variables: &[(&'static str, String)], dir: &PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(dir).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.args(["serve", "--listen", &address.to_string(), "--data"]).arg(dir).current_dir(dir);
        command.env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (serving, is_serving) = oneshot::channel();
        let kept = log.clone();
        std::thread::spawn(move || follow(lines, &kept, serving));
        let process = Self { child, address, log };
        match is_serving.await {
            Ok(()) => Ok(process),
            Err(_) => Err(process.log()),
        }
    }

    /// `kill -9`, and gone.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// What it has written to its log so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub async fn connect(&self) -> Connection {
        self.connect_from(Ipv4Addr::LOCALHOST).await
    }

    /// A connection from another address of this machine, which throttles take for
    /// another network.
    pub async fn connect_from(&self, source: Ipv4Addr) -> Connection {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((source, 0).into()).unwrap();
        let stream = socket.connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Connection { stream, host: format!("localhost:{}", self.address.port()) }
    }

    /// Asks the API and waits for the answer.
    pub async fn api(&self, method: &str, path: &str, bearer: &str, body: &str) -> Reply {
        let mut connection = self.connect().await;
        connection.send_api(method, path, bearer, body).await;
        connection.reply().await.unwrap_or_else(|| panic!("no answer:\n{}", self.log()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads the log until it ends, and says when the server takes requests.
fn follow(lines: impl Iterator<Item = std::io::Result<String>>, log: &Mutex<String>, serving: oneshot::Sender<()>) {
    let mut serving = Some(serving);
    for line in lines.map_while(Result::ok) {
        if line.contains("Vestibule is at")
            && let Some(serving) = serving.take()
        {
            let _ = serving.send(());
        }
        let mut log = log.lock().unwrap();
        log.push_str(&line);
        log.push('\n');
    }
}

impl Connection {
    /// Sends a JSON request and does not wait.
    pub async fn send_api(&mut self, method: &str, path: &str, bearer: &str, body: &str) {
        let headers = format!("Authorization: Bearer {bearer}\r\nContent-Type: application/json\r\n");
        self.send(method, path, &headers, body).await;
    }

    /// Sends a form as one of the server's own pages does, and does not wait.
    pub async fn send_form(&mut self, path: &str, cookie: &str, body: &str) {
        let headers = format!(
            "Cookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        );
        self.send("POST", path, &headers, body).await;
    }

    async fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) {
        let (host, length) = (&self.host, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
    }

    /// The answer; none where the connection ended before it.
    pub async fn reply(mut self) -> Option<Reply> {
        let mut bytes = Vec::new();
        let _ = self.stream.read_to_end(&mut bytes).await;
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Reply { status, head: head.to_owned(), body: body.to_owned() })
    }
}
