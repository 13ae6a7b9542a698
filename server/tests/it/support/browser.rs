//! A browser as far as the server can tell: cookies, an address, where its requests
//! come from. And a program, which sends JSON and a Bearer header.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use vestibule::platform::client::PeerAddress;

use super::secrets::{self, Secrets};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Whether it leads to the sign-in page, from wherever.
    pub fn asks_to_sign_in(&self) -> bool {
        self.status == StatusCode::SEE_OTHER && self.location().starts_with("/sign-in?notice=first")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The stable end of a problem's type.
    pub fn problem(&self) -> String {
        let kind = self.json()["type"].as_str().unwrap_or_default().to_owned();
        kind.rsplit(':').next().unwrap().to_owned()
    }
}

/// One browser (or program) with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    origin: String,
    address: SocketAddr,
    pub cookies: BTreeMap<String, String>,
    pub bearer: Option<String>,
    pub extra_headers: Vec<(&'static str, String)>,
    secrets: Secrets,
    /// What the request under way proves something with.
    typed: Vec<String>,
}

impl Browser {
    /// The same browser, led to another node.
    pub fn at(&self, node: &super::TestServer) -> Self {
        Self { router: node.router.clone(), ..self.clone() }
    }

    pub fn new(router: Router, origin: &str, address: SocketAddr, secrets: Secrets) -> Self {
        let (origin, cookies) = (origin.to_owned(), BTreeMap::new());
        Self { router, origin, address, cookies, bearer: None, extra_headers: vec![], secrets, typed: vec![] }
    }

    /// The same program with that Bearer value.
    pub fn with_bearer(&self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), cookies: BTreeMap::new(), ..self.clone() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Sends a form as one of our own pages does.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.post_raw(path, &body, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Sends a form with exactly these headers about where it comes from.
    pub async fn post_raw(&mut self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        self.typed = self.secrets.learn(body);
        let mut request = self.request(Method::POST, path);
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.send(request).await
    }

    /// Sends JSON to the API.
    pub async fn api(&mut self, method: Method, path: &str, body: &str) -> Answer {
        self.typed = self.secrets.learn(body);
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.send(request).await
    }

    /// Any request at all.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let host = self.origin.split("://").nth(1).unwrap();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, host);
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(token) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in &self.extra_headers {
            request = request.header(*name, value);
        }
        request
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(PeerAddress(self.address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        self.keeps_secrets(&answer);
        answer
    }

    /// LEA-03: nothing secret in an address that a browser is sent to, and what was typed to
    /// prove something does not come back.
    fn keeps_secrets(&mut self, answer: &Answer) {
        assert_eq!(secrets::bearer_in(answer.location()), None, "a bearer value in an address");
        for typed in self.typed.drain(..) {
            assert!(!answer.body.contains(&typed), "{typed:?} comes back: {}", answer.body);
            assert!(!answer.location().contains(&typed), "{typed:?} in an address");
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (name, rest) = cookie.split_once('=').unwrap();
        let value = rest.split(';').next().unwrap();
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
