//! What happens on a connection, counted where it passes: a few plain additions, and no
//! clock, however many requests there are.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};

use axum::http::Version;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The counts; they wrap around, and only differences are looked at.
#[derive(Default)]
pub(super) struct Pulse {
    read: AtomicU32,
    written: AtomicU32,
    started: AtomicU32,
    running: AtomicU32,
    /// `read` when the last request began or ended: where it has grown since and
    /// nothing runs, a head is on its way.
    read_at_rest: AtomicU32,
    http2: AtomicBool,
}

/// The counts at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) read: u32,
    pub(super) written: u32,
    pub(super) started: u32,
    pub(super) running: u32,
    pub(super) read_at_rest: u32,
    pub(super) http2: bool,
}

impl Pulse {
    /// A request begins; it runs until the answer is dropped.
    pub(super) fn request(self: &Arc<Self>, version: Version) -> Running {
        self.http2.store(version == Version::HTTP_2, Relaxed);
        self.started.fetch_add(1, Relaxed);
        self.running.fetch_add(1, Relaxed);
        self.rest();
        Running(self.clone())
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            read: self.read.load(Relaxed),
            written: self.written.load(Relaxed),
            started: self.started.load(Relaxed),
            running: self.running.load(Relaxed),
            read_at_rest: self.read_at_rest.load(Relaxed),
            http2: self.http2.load(Relaxed),
        }
    }

    fn rest(&self) {
        self.read_at_rest.store(self.read.load(Relaxed), Relaxed);
    }
}

/// A request that is being answered.
pub(super) struct Running(Arc<Pulse>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Relaxed);
        self.0.rest();
    }
}

/// A stream whose reads and writes are counted.
pub(super) struct Observed<S> {
    stream: S,
    pulse: Arc<Pulse>,
}

impl<S> Observed<S> {
    pub(super) fn new(stream: S, pulse: Arc<Pulse>) -> Self {
        Self { stream, pulse }
    }

    fn wrote(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if result.is_ready() {
            self.pulse.written.fetch_add(1, Relaxed);
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Observed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.pulse.read.fetch_add(1, Relaxed);
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Observed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.wrote(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
