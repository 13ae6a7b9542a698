//! The layers that put [`Client`] into every request. Written out, because the
//! framework's own middleware functions box a future for each request.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::http::Request;
use tower::{Layer, Service};

use super::{PeerAddress, identify};
use crate::platform::config::Cidr;

/// Puts the [`super::Client`] of each request into its extensions.
#[derive(Clone)]
pub struct ClientLayer {
    proxies: Arc<[Cidr]>,
}

impl ClientLayer {
    /// Believing what these proxies forward.
    pub fn new(trusted_proxies: &[Cidr]) -> Self {
        Self { proxies: trusted_proxies.into() }
    }
}

impl<S> Layer<S> for ClientLayer {
    type Service = ClientService<S>;

    fn layer(&self, inner: S) -> ClientService<S> {
        ClientService { layer: self.clone(), inner }
    }
}

/// What [`ClientLayer`] makes.
#[derive(Clone)]
pub struct ClientService<S> {
    layer: ClientLayer,
    inner: S,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for ClientService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        // A request without a connection, as tests make them, is from nobody.
        let nobody = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let peer = request.extensions().get::<PeerAddress>().map_or(nobody, |peer| peer.0.ip());
        let client = identify(peer, request.headers(), &self.layer.proxies);
        request.extensions_mut().insert(client);
        self.inner.call(request)
    }
}
