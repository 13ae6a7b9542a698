//! The loop over real sockets; the looks at idle connections are made quick.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::{get, post};
use axum::{Extension, Router};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::*;
use crate::platform::client::PeerAddress;

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn run(app: Router, tls: Option<Arc<rustls::ServerConfig>>, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(serve(listener, tls, app, limits, async { drop(stopped.await) }));
    Running { address, stop, server }
}

#[expect(clippy::disallowed_methods, reason = "a router of this test's own")]
fn app() -> Router {
    let peer = async |Extension(PeerAddress(peer)): Extension<PeerAddress>| peer.to_string();
    Router::new().route("/", get(peer)).route("/echo", post(async |body: String| body))
}

fn quick() -> Limits {
    Limits { tick: Duration::from_millis(20), ..Limits::new(Vec::new()) }
}

fn testdata(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/platform/serve/testdata").join(name)
}

async fn ask(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_knows_its_peer() {
    let running = run(app(), None, Limits::new(Vec::new())).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let own = stream.local_addr().unwrap().to_string();
    let answer = ask(&mut stream, GET).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(&own), "{answer}");
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let long = "x".repeat(64 * 1024);
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n").as_bytes()).await.ok();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 431");
}

/// RES-02. Each ends by the server's doing: the reads return.
#[tokio::test]
async fn slow_and_silent_clients_are_let_go() {
    let running = run(app(), None, quick()).await;
    for start in ["", "P", "PRI * HTTP/2.0", "GET / HTTP/1.1\r\nHos", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.ok();
        assert!(!rest.starts_with(b"HTTP/1.1 200"), "{start:?}");
    }
    // A head that dribbles after an answered request, and a connection left idle.
    for then in ["GET / HT", ""] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(format!("GET / HTTP/1.1\r\nHost: x\r\n\r\n{then}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok();
        assert!(answer.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn one_network_has_so_many_connections() {
    let running = run(app(), None, Limits { connections_per_network: 1, ..Limits::new(Vec::new()) }).await;
    let mut first = TcpStream::connect(running.address).await.unwrap();
    first.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    first.read_u8().await.unwrap();
    let mut second = TcpStream::connect(running.address).await.unwrap();
    let mut nothing = Vec::new();
    second.read_to_end(&mut nothing).await.ok();
    assert!(nothing.is_empty());
}

#[tokio::test]
async fn a_shutdown_lets_requests_end() {
    let (inside, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (inside, go) = (inside.clone(), go.clone());
        async move || {
            inside.notify_one();
            go.notified().await;
            "done"
        }
    };
    #[expect(clippy::disallowed_methods, reason = "a router of this test's own")]
    let running = run(Router::new().route("/", get(handler)), None, Limits::new(Vec::new())).await;
    let mut idle = TcpStream::connect(running.address).await.unwrap();
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    inside.notified().await;
    running.stop.send(()).unwrap();
    // The idle one ends at once; the other is answered first.
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(running.address).await.is_err());
    go.notify_one();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    running.server.await.unwrap();
}

#[tokio::test]
async fn tls_is_spoken() {
    let tls = load_tls(&testdata("localhost.pem"), &testdata("localhost.key.pem")).unwrap();
    let running = run(app(), Some(tls), Limits::new(Vec::new())).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(testdata("localhost.pem")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let client = client.with_root_certificates(roots).with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
    let stream = TcpStream::connect(running.address).await.unwrap();
    let mut stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap();
    let answer = ask(&mut stream, GET).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(matches!(load_tls(&testdata("localhost.pem"), &testdata("other.key.pem")), Err(TlsError::Pair { .. })));
    assert!(matches!(load_tls(&testdata("other.key.pem"), &testdata("other.key.pem")), Err(TlsError::Empty(_))));
    assert!(matches!(load_tls(&testdata("none.pem"), &testdata("other.key.pem")), Err(TlsError::File { .. })));
}
