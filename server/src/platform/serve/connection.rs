//! One connection: its handshake, its requests, its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use super::body::TimedBody;
use super::limits::Slot;
use super::pulse::{Observed, Pulse};
use super::watchdog::Watchdog;
use crate::platform::client::PeerAddress;

/// How long a TLS handshake may take.
const TLS_HANDSHAKE_MAX: Duration = Duration::from_secs(10);

/// The most that the head of a request may fill.
const HEAD_MAX_BYTES: usize = 32 * 1024;

/// Requests at once on one HTTP/2 connection: a page with all its assets.
const H2_STREAMS_MAX: u32 = 64;

/// Streams a client may open and reset before they were looked at ("rapid reset"), and
/// may make us reset ("made you reset"), until its connection is closed.
const H2_PENDING_RESETS_MAX: usize = 20;
const H2_OWN_RESETS_MAX: usize = 128;

/// What a client may send before we read it: the largest body that is taken anywhere.
const H2_WINDOW_BYTES: u32 = 64 * 1024;

/// What all connections share.
pub(super) struct Server {
    app: axum::Router,
    tls: Option<TlsAcceptor>,
    http: auto::Builder<TokioExecutor>,
    tick: Duration,
    closing: watch::Sender<bool>,
}

impl Server {
    pub(super) fn new(app: axum::Router, tls: Option<Arc<rustls::ServerConfig>>, tick: Duration) -> Self {
        Self { app, tls: tls.map(TlsAcceptor::from), http: http(), tick, closing: watch::Sender::new(false) }
    }

    /// Tells all connections to end with the requests they have.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Ready once [`Self::close`] was called.
    async fn closed(&self) {
        drop(self.closing.subscribe().wait_for(|closing| *closing).await);
    }

    /// Serves one connection to its end.
    pub(super) async fn connection(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, _slot: Slot) {
        // Answers are small and whole: waiting to fill a packet only costs time.
        drop(stream.set_nodelay(true));
        let Some(tls) = &self.tls else { return self.requests(stream, peer).await };
        let handshake = timeout(TLS_HANDSHAKE_MAX, tls.accept(stream));
        tokio::select! {
            done = handshake => match done {
                Ok(Ok(stream)) => self.requests(stream, peer).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake"),
                Err(_) => tracing::debug!(%peer, "TLS handshake: too slow"),
            },
            () = self.closed() => {}
        }
    }

    async fn requests(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: SocketAddr) {
        let pulse = Arc::new(Pulse::default());
        let io = TokioIo::new(Observed::new(stream, pulse.clone()));
        let service = service_fn(|request: Request<Incoming>| {
            let running = pulse.request(request.version());
            let mut request = request.map(TimedBody::new);
            request.extensions_mut().insert(PeerAddress(peer));
            let answer = self.app.clone().call(request);
            async move {
                let _running = running;
                answer.await
            }
        });
        let answered = async {
            let mut connection = std::pin::pin!(self.http.serve_connection(io, service));
            tokio::select! {
                biased;
                done = connection.as_mut() => return done,
                () = self.closed() => {}
            }
            connection.as_mut().graceful_shutdown();
            connection.await
        };
        tokio::select! {
            biased;
            done = answered => if let Err(error) = done {
                tracing::debug!(%peer, %error, "connection");
            },
            () = self.too_slow(&pulse) => tracing::debug!(%peer, "connection: too slow, or idle"),
        }
    }

    /// Ready once the connection has held its place for nothing too long.
    async fn too_slow(&self, pulse: &Pulse) {
        let mut watchdog = Watchdog::new(pulse);
        let mut ticks = interval(self.tick);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick of an interval comes at once.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            if watchdog.tick() {
                return;
            }
        }
    }
}

/// Both protocols with their bounds. Times are the watchdog's: the timer that hyper
/// offers is set anew for each request, and would end idle connections as well.
fn http() -> auto::Builder<TokioExecutor> {
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1().header_read_timeout(None).max_buf_size(HEAD_MAX_BYTES);
    http.http2()
        .max_header_list_size(HEAD_MAX_BYTES as u32)
        .max_concurrent_streams(H2_STREAMS_MAX)
        .max_pending_accept_reset_streams(H2_PENDING_RESETS_MAX)
        .max_local_error_reset_streams(H2_OWN_RESETS_MAX)
        .initial_stream_window_size(H2_WINDOW_BYTES)
        .initial_connection_window_size(4 * H2_WINDOW_BYTES);
    http
}
