//! An SMTP server that takes everything and keeps it, or refuses what it is told to.
//!
//! It is as strict as a relay that fears smuggling: only CRLF ends a line, only
//! CRLF.CRLF ends a message, and a bare CR or LF on the wire is noted.
#![allow(clippy::expect_used, reason = "support of tests: what cannot go on, fails the test")]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use vestibule::platform::mail::mime::{self, Mail};

/// A running sink; it ends when it is dropped.
pub struct SmtpSink {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

/// One message as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// The reverse path.
    pub from: String,
    /// The forward paths.
    pub to: Vec<String>,
    /// The message, dot-stuffing undone.
    pub message: Vec<u8>,
    /// Whether a CR or LF stood alone in it.
    pub bare_line_break: bool,
}

impl Received {
    /// The message, read.
    pub fn mail(&self) -> Mail {
        mime::parse(&self.message).expect("a message of ours")
    }
}

/// A command that can be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `AUTH PLAIN`.
    Auth,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// The end of the message.
    Data,
}

#[derive(Default)]
struct State {
    received: Mutex<VecDeque<Received>>,
    answers: Mutex<VecDeque<(Stage, String)>>,
    always: Mutex<Option<(Stage, String)>>,
    delay: Mutex<Duration>,
    arrived: Notify,
}

impl SmtpSink {
    /// Listens on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state, task }
    }

    /// Where it listens, on `127.0.0.1`.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers the next command of this stage with `answer` (`451 4.3.0 later`). Several
    /// are used up one after the other.
    pub fn answer_once(&self, stage: Stage, answer: &str) {
        lock(&self.state.answers).push_back((stage, answer.to_owned()));
    }

    /// Answers every command of this stage with `answer`.
    pub fn answer_always(&self, stage: Stage, answer: &str) {
        *lock(&self.state.always) = Some((stage, answer.to_owned()));
    }

    /// Takes everything again.
    pub fn accept_all(&self) {
        *lock(&self.state.always) = None;
        lock(&self.state.answers).clear();
    }

    /// Waits so long before it takes each message.
    pub fn delay(&self, delay: Duration) {
        *lock(&self.state.delay) = delay;
    }

    /// What has arrived and was not taken yet.
    pub fn waiting(&self) -> Vec<Received> {
        lock(&self.state.received).iter().cloned().collect()
    }

    /// Takes the oldest message; waits up to ten seconds for one.
    pub async fn next(&self) -> Received {
        let taken = tokio::time::timeout(Duration::from_secs(10), async {
            loop {
                let arrived = self.state.arrived.notified();
                if let Some(received) = lock(&self.state.received).pop_front() {
                    return received;
                }
                arrived.await;
            }
        });
        taken.await.expect("no mail within ten seconds")
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no panic while it was held")
}

impl State {
    /// What this stage answers instead of yes.
    fn refusal(&self, stage: Stage) -> Option<String> {
        let mut once = lock(&self.answers);
        if once.front().is_some_and(|(next, _)| *next == stage) {
            return once.pop_front().map(|(_, answer)| answer);
        }
        lock(&self.always).clone().filter(|(always, _)| *always == stage).map(|(_, answer)| answer)
    }
}

async fn converse(stream: TcpStream, state: Arc<State>) {
    let mut stream = BufStream::new(stream);
    let _ = session(&mut stream, &state).await;
}

/// RFC 5321 §4.1.1, as much of it as a sender of ours uses.
async fn session(stream: &mut BufStream<TcpStream>, state: &State) -> std::io::Result<()> {
    say(stream, "220 sink.test ESMTP").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        let upper = line.to_ascii_uppercase();
        let path = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path.to_owned());
        let answer = match (upper.get(..4).unwrap_or_default(), path) {
            _ if !line.ends_with("\r\n") => "500 bare line feed".to_owned(),
            ("EHLO", _) => "250-sink.test\r\n250 AUTH PLAIN".to_owned(),
            ("AUTH", None) => state.refusal(Stage::Auth).unwrap_or_else(|| "235 welcome".to_owned()),
            ("MAIL", Some(path)) => state.refusal(Stage::Mail).unwrap_or_else(|| {
                from = path;
                "250 ok".to_owned()
            }),
            ("RCPT", Some(path)) => state.refusal(Stage::Rcpt).unwrap_or_else(|| {
                to.push(path);
                "250 ok".to_owned()
            }),
            ("DATA", None) if !to.is_empty() => {
                say(stream, "354 go on").await?;
                let raw = read_message(stream).await?;
                let delay = *lock(&state.delay);
                tokio::time::sleep(delay).await;
                let envelope = (std::mem::take(&mut from), std::mem::take(&mut to));
                state.refusal(Stage::Data).unwrap_or_else(|| take(state, envelope, &raw))
            }
            ("RSET" | "NOOP", None) => "250 ok".to_owned(),
            ("QUIT", None) => return say(stream, "221 bye").await,
            _ => "503 not now".to_owned(),
        };
        say(stream, &answer).await?;
    }
}

async fn say(stream: &mut BufStream<TcpStream>, answer: &str) -> std::io::Result<()> {
    stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    stream.flush().await
}

/// Everything up to CRLF.CRLF, the last CRLF of the message included.
async fn read_message(stream: &mut BufStream<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut raw = b"\r\n".to_vec();
    while !raw.ends_with(b"\r\n.\r\n") {
        raw.push(stream.read_u8().await?);
    }
    raw.truncate(raw.len() - b".\r\n".len());
    Ok(raw.split_off(2))
}

fn take(state: &State, (from, to): (String, Vec<String>), raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let bare_line_break = text.replace("\r\n", "").contains(['\r', '\n']);
    // RFC 5321 §4.5.2: one dot goes from the start of each line.
    let message = format!("\r\n{text}").replace("\r\n.", "\r\n").split_off(2).into_bytes();
    lock(&state.received).push_back(Received { from, to, message, bare_line_break });
    state.arrived.notify_waiters();
    "250 taken".to_owned()
}
