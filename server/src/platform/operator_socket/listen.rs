//! The server's side.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;

use super::{CONNECTIONS_MAX, FILE, line};
use crate::platform::data_dir::DirLock;

/// What answers a request.
pub type Handler = Arc<dyn Fn(Value) -> BoxFuture<'static, Value> + Send + Sync>;

/// A bound socket, and whose it is.
pub struct Listener {
    socket: UnixListener,
    owner: u32,
}

/// Binds the socket. A file left by a server that died is replaced: the lock says that
/// no other one lives.
pub fn bind(lock: &DirLock) -> io::Result<Listener> {
    let path = lock.dir().join(FILE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let socket = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Ok(Listener { socket, owner: fs::metadata(lock.dir().path())?.uid() })
}

/// Answers until `shutdown`; what is being answered then is dropped.
pub async fn serve(listener: Listener, handler: Handler, shutdown: impl Future<Output = ()>) {
    let mut shutdown = std::pin::pin!(shutdown);
    let mut tasks = tokio::task::JoinSet::new();
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let next = async {
            let slot = slots.clone().acquire_owned().await;
            (slot, listener.socket.accept().await)
        };
        tokio::select! {
            () = &mut shutdown => return,
            Some(_) = tasks.join_next() => {}
            (slot, accepted) = next => match accepted {
                Ok((stream, _)) => {
                    let (handler, owner) = (handler.clone(), listener.owner);
                    tasks.spawn(async move {
                        let _slot = slot;
                        answer(stream, owner, &handler).await;
                    });
                }
                // Out of descriptors, most likely: others must finish first.
                Err(error) => {
                    tracing::warn!(%error, "the operator's socket cannot accept");
                    tokio::time::sleep(crate::platform::serve::ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

async fn answer(mut stream: UnixStream, owner: u32, handler: &Handler) {
    let answer = match stream.peer_cred() {
        Ok(peer) if peer.uid() == owner || peer.uid() == 0 => match line::read(&mut stream).await {
            Ok(request) => handler(request).await,
            Err(error) => json!({ "error": error.to_string() }),
        },
        _ => json!({ "error": "only the data directory's owner may ask here" }),
    };
    if let Err(error) = line::write(&mut stream, &answer).await {
        tracing::debug!(%error, "the operator went away");
    }
}
