//! The Host check: a request for another host is none for us. Links in mails never
//! use it (they begin with the configured origin); this keeps pages, cookies and
//! rebinding tricks on the one host as well.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::http::header::{HOST, LOCATION};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use futures_util::future::Either;
use tower::{Layer, Service};

use crate::platform::config::Origin;
use crate::platform::web::Problem;

/// What becomes of a request, going by the host it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is for us.
    Ours,
    /// A page asked for under another name of this machine: look there.
    ElsewhereHere(String),
    /// It is not for us.
    Misdirected,
}

/// The other names of a machine that only talks to itself.
const LOOPBACK_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Paths that programs ask: they get an answer, not a way to another host.
const FOR_PROGRAMS: [&str; 3] = ["/api", "/healthz", "/readyz"];

/// Judges a request by the host it names.
pub fn verdict<B>(origin: &Origin, request: &Request<B>) -> Verdict {
    let Some(host) = named_host(request) else { return Verdict::Misdirected };
    if same_authority(origin, origin.host(), host) {
        return Verdict::Ours;
    }
    let of_this_machine = || LOOPBACK_HOSTS.iter().any(|name| same_authority(origin, name, host));
    if !origin.is_loopback() || !of_this_machine() {
        return Verdict::Misdirected;
    }
    let path = request.uri().path();
    let for_programs =
        FOR_PROGRAMS.iter().any(|p| path.strip_prefix(p).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    // Cookies belong to one host, and WebAuthn works on `localhost` alone.
    if for_programs || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Verdict::Ours;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    Verdict::ElsewhereHere(format!("{origin}{path}"))
}

/// The one host that a request names: `Host`, or HTTP/2's `:authority`; where both
/// (or an absolute request line) are there, they must agree.
fn named_host<B>(request: &Request<B>) -> Option<&str> {
    let mut lines = request.headers().get_all(HOST).iter();
    let (header, more) = (lines.next(), lines.next());
    let header = header.map(HeaderValue::to_str).transpose().ok()?;
    let authority = request.uri().authority().map(|authority| authority.as_str());
    match (more, header, authority) {
        (Some(_), _, _) | (None, None, None) => None,
        (None, Some(header), Some(authority)) => header.eq_ignore_ascii_case(authority).then_some(header),
        (None, one, other) => one.or(other),
    }
}

/// Whether `given` is `host` with the origin's port. The scheme's own port may be
/// written or left out. (Written without building a string: this is in every request.)
fn same_authority(origin: &Origin, host: &str, given: &str) -> bool {
    let Some((start, rest)) = given.split_at_checked(host.len()) else { return false };
    let scheme_port = if origin.is_https() { 443 } else { 80 };
    let port = match rest.strip_prefix(':') {
        None if rest.is_empty() => Some(scheme_port),
        None => None,
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        Some(_) => None,
    };
    start.eq_ignore_ascii_case(host) && port == Some(origin.port())
}

/// Refuses or redirects what came to another host.
#[derive(Clone)]
pub struct HostLayer(Arc<Origin>);

impl HostLayer {
    /// The layer for an origin.
    pub fn new(origin: Origin) -> Self {
        Self(Arc::new(origin))
    }
}

impl<S> Layer<S> for HostLayer {
    type Service = HostService<S>;

    fn layer(&self, inner: S) -> HostService<S> {
        HostService { origin: self.0.clone(), inner }
    }
}

/// What [`HostLayer`] makes.
#[derive(Clone)]
pub struct HostService<S> {
    origin: Arc<Origin>,
    inner: S,
}

impl<S, B, C> Service<Request<B>> for HostService<S>
where
    S: Service<Request<B>, Response = Response<C>>,
    C: From<&'static str>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<Response<C>, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match verdict(&self.origin, &request) {
            Verdict::Ours => Either::Left(self.inner.call(request)),
            Verdict::ElsewhereHere(location) => Either::Right(ready(Ok(redirect(&location)))),
            Verdict::Misdirected => Either::Right(ready(Ok(misdirected()))),
        }
    }
}

/// 303, which no browser remembers: the next origin may be another.
fn redirect<C: From<&'static str>>(location: &str) -> Response<C> {
    let Ok(location) = HeaderValue::from_str(location) else { return misdirected() };
    let mut response = Response::new(C::from(""));
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, location);
    response
}

/// The frame puts the words to it.
fn misdirected<C: From<&'static str>>() -> Response<C> {
    let mut response = Response::new(C::from(""));
    *response.status_mut() = StatusCode::MISDIRECTED_REQUEST;
    response.extensions_mut().insert(Problem::misdirected());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{ElsewhereHere, Misdirected, Ours};

    fn judge(origin: &str, method: &str, uri: &str, hosts: &[&str]) -> Verdict {
        let mut request = Request::builder().method(method).uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        verdict(&origin.parse().unwrap(), &request.body(()).unwrap())
    }

    /// MAI-01.
    #[test]
    fn only_the_origins_host_is_ours() {
        let table: [(&str, &[&str], Verdict); 17] = [
            ("/", &["id.test"], Ours),
            ("/", &["ID.test"], Ours),
            ("/", &["id.test:443"], Ours),
            ("https://id.test/", &["id.test"], Ours),
            ("https://id.test/", &[], Ours),
            ("https://evil.test/", &["id.test"], Misdirected),
            ("https://id.test/", &["evil.test"], Misdirected),
            ("https://evil.test/", &[], Misdirected),
            ("/", &["id.test", "id.test"], Misdirected),
            ("/", &["id.test", "evil.test"], Misdirected),
            ("/", &["id.test@evil.test"], Misdirected),
            ("/", &["ok@id.test"], Misdirected),
            ("/", &["id.test:80"], Misdirected),
            ("/", &["id.test."], Misdirected),
            ("/", &["localhost"], Misdirected),
            ("/", &[""], Misdirected),
            ("/", &[], Misdirected),
        ];
        for (uri, hosts, expected) in table {
            assert_eq!(judge("https://id.test", "GET", uri, hosts), expected, "{uri} {hosts:?}");
            assert_eq!(judge("https://id.test", "POST", uri, hosts), expected, "{uri} {hosts:?}");
        }
    }

    #[test]
    fn a_loopback_origin_has_other_names() {
        let there = || ElsewhereHere("http://localhost:8080/a?b=%20".into());
        let table = [
            ("GET", "/a?b=%20", "localhost:8080", Ours),
            ("GET", "/a?b=%20", "127.0.0.1:8080", there()),
            ("HEAD", "/a?b=%20", "[::1]:8080", there()),
            ("POST", "/a?b=%20", "127.0.0.1:8080", Ours),
            ("GET", "/api/v1/me", "127.0.0.1:8080", Ours),
            ("GET", "/healthz", "[::1]:8080", Ours),
            ("GET", "/readyz", "127.0.0.1:8080", Ours),
            ("GET", "/apix", "127.0.0.1:8080", ElsewhereHere("http://localhost:8080/apix".into())),
            ("GET", "//evil.test/", "127.0.0.1:8080", ElsewhereHere("http://localhost:8080//evil.test/".into())),
            ("GET", "/", "127.0.0.1:8081", Misdirected),
            ("GET", "/", "127.0.0.1", Misdirected),
            ("GET", "/", "127.0.0.2:8080", Misdirected),
            ("GET", "/", "evil.test:8080", Misdirected),
            ("GET", "/healthz", "evil.test:8080", Misdirected),
            ("GET", "/", "localhost:+8080", Misdirected),
        ];
        for (method, uri, host, expected) in table {
            assert_eq!(judge("http://localhost:8080", method, uri, &[host]), expected, "{method} {uri} {host}");
        }
    }

    #[tokio::test]
    async fn refusals_are_421_with_a_problem() {
        let inner = tower::service_fn(async |_: Request<()>| Ok::<_, std::convert::Infallible>(Response::new("inner")));
        let mut service = HostLayer::new(Origin::localhost(8080)).layer(inner);
        for (host, status) in [("localhost:8080", 200), ("127.0.0.1:8080", 303), ("evil.test", 421)] {
            let request = Request::builder().uri("/x").header(HOST, host).body(()).unwrap();
            let answer = service.call(request).await.unwrap();
            assert_eq!(answer.status(), status, "{host}");
            assert_eq!(answer.extensions().get::<Problem>().is_some(), status == 421);
        }
    }
}
