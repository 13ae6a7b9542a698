//! As little of an HTTP/1.1 client as the load needs: it shares the cores with what
//! is measured.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

/// A connection that is kept alive.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, as long as the next request is not sent.
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The status line and the headers.
    pub head: &'a str,
    /// What follows.
    pub body: &'a [u8],
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head_len = loop {
            self.read().await?;
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let body_len = body_len(std::str::from_utf8(self.buffer.get(..head_len).unwrap_or_default())?)?;
        while self.buffer.len() < head_len + body_len {
            self.read().await?;
        }
        let (head, body) = self.buffer.split_at(head_len);
        let head = std::str::from_utf8(head)?;
        let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
        Ok(Answer { status, head, body })
    }

    /// Sends a request that must succeed.
    pub async fn expect(&mut self, request: &[u8], status: u16) -> Result<Answer<'_>> {
        let answer = self.exchange(request).await?;
        if answer.status != status {
            let body = String::from_utf8_lossy(answer.body);
            return Err(format!("{} instead of {status}: {body}", answer.status).into());
        }
        Ok(answer)
    }

    async fn read(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the connection was closed".into()),
            _ => Ok(()),
        }
    }
}

fn body_len(head: &str) -> Result<usize> {
    let length = head.lines().filter_map(|line| line.split_once(": "));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).map(|(_, value)| value).next();
    if length.is_none() && head.to_ascii_lowercase().contains("transfer-encoding") {
        return Err("an answer in chunks, which this client does not read".into());
    }
    Ok(length.map_or(Ok(0), str::parse)?)
}

/// A GET with one more header line.
pub fn get(host: &str, path: &str, header: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\n{header}\r\n\r\n").into_bytes()
}

/// A POST with one more header line.
pub fn post(host: &str, path: &str, header: &str, media_type: &str, body: &str) -> Vec<u8> {
    let len = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\n{header}\r\n\
         Content-Type: {media_type}\r\nContent-Length: {len}\r\n\r\n{body}"
    )
    .into_bytes()
}
