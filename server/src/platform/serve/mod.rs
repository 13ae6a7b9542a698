//! The accept loop. `axum::serve` has no timeouts and no limits; this one has both, and
//! adds nothing to a request but the address it came from.

mod body;
mod connection;
mod limits;
mod pulse;
mod shutdown;
#[cfg(test)]
mod tests;
mod tls;
mod watchdog;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

pub use limits::Limits;
pub use shutdown::stop_signal;
pub use tls::{TlsError, load as load_tls};

use connection::Server;
use limits::{Gate, Slot};

/// After this, what is still being answered at a shutdown is cut off.
pub const SHUTDOWN_MAX: Duration = Duration::from_secs(10);

/// The pause after a failed accept: descriptors have run out, and only others that
/// finish free some.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves `app` until `shutdown` is ready, and then for as long as requests need, at
/// most [`SHUTDOWN_MAX`].
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<rustls::ServerConfig>>,
    app: axum::Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let server = Arc::new(Server::new(app, tls, limits.tick));
    let gate = Gate::new(limits);
    let mut tasks = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = tasks.join_next() => {}
            next = accept(&listener, &gate) => if let Some((stream, peer, slot)) = next {
                tasks.spawn(server.clone().connection(stream, peer, slot));
            }
        }
    }
    drop(listener);
    finish(&server, tasks).await;
}

/// The next connection, if it may stay.
async fn accept(listener: &TcpListener, gate: &Gate) -> Option<(TcpStream, SocketAddr, Slot)> {
    // Where all slots are taken, newcomers wait in the kernel's queue.
    let free = gate.free().await?;
    match listener.accept().await {
        Ok((stream, peer)) => gate.enter(free, peer.ip()).map(|slot| (stream, peer, slot)),
        Err(error) => {
            if !is_the_clients(&error) {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
            None
        }
    }
}

/// Whether a client went away before it was accepted, which is its own affair.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Lets requests end, but not for ever: what is left is dropped with `tasks`.
async fn finish(server: &Server, mut tasks: JoinSet<()>) {
    server.close();
    let all = async { while tasks.join_next().await.is_some() {} };
    if timeout(SHUTDOWN_MAX, all).await.is_err() {
        tracing::warn!("requests were cut off: they took longer than a shutdown may");
    }
}
