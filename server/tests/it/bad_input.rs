//! Anything malformed gets a 4xx with a sentence and changes nothing: the cases are made
//! from the surface matrix, so that a way in cannot be left out.

mod addresses;
mod bodies;
mod cookie_flags;
mod credentials;
mod database_away;
mod decisions;
mod foreign_origins;
mod forms;
mod json;
mod next;
mod safe_methods;

use axum::body::Body;
use axum::http::{Method, header};
use vestibule::platform::surface::{Credential, Row, Verb};

use crate::support::{Answer, Browser, Person, TestServer, TwoStepPerson};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Somebody for each kind of credential, and a server in the middle of everything: a
/// sign-up waits, a set-up is under way, a sign-in is at its second door.
struct Scene {
    server: TestServer,
    nobody: Browser,
    developer: Browser,
    session: Browser,
    session_twice: Browser,
    pending: Browser,
    program: Browser,
    program_twice: Browser,
    pending_program: Browser,
    bob: Person,
    carol: TwoStepPerson,
}

impl Scene {
    async fn of(server: TestServer) -> Self {
        let carol = server.two_step_person("carol").await;
        let bob = server.person("bob").await;
        let fields = [("username", "dave"), ("email", "dave@example.test"), ("password", "quiet river lantern otter")];
        assert_eq!(server.browser().post("/sign-up", &fields).await.status, 200);
        let mut developer = server.browser_at("127.0.0.1:4000");
        let key = std::fs::read_to_string(server.dir().join("mailbox-key")).unwrap();
        developer.get(&format!("/dev/mailbox?key={}", key.trim())).await;
        let session = set_up_begun(server.signed_in(&bob).await, &bob).await;
        let session_twice = server.signed_in_twice(&carol).await;
        let program_twice = server.program_signed_in_twice(&carol).await;
        let pending = server.pending(&carol).await;
        let (program, pending_program) = (server.program(&bob).await, server.pending_program(&carol).await);
        let nobody = server.browser();
        Self {
            server,
            nobody,
            developer,
            session,
            session_twice,
            pending,
            program,
            program_twice,
            pending_program,
            bob,
            carol,
        }
    }

    /// A fresh copy of whoever may come in by this way.
    fn visitor(&self, row: &Row) -> Browser {
        let visitor = match row.credential {
            Credential::Nobody => &self.nobody,
            Credential::StartLink => &self.developer,
            Credential::PendingSignIn => &self.pending,
            Credential::Session if needs_two_step(row) => &self.session_twice,
            Credential::Session => &self.session,
            Credential::ApiPendingSignIn => &self.pending_program,
            Credential::ApiSession if needs_two_step(row) => &self.program_twice,
            Credential::ApiSession => &self.program,
        };
        visitor.clone()
    }

    /// Sends these bytes as the row's body.
    async fn send(&self, row: &Row, media_type: Option<&str>, body: impl Into<Body>) -> Answer {
        let mut visitor = self.visitor(row);
        let mut request = visitor.request(method(row), &path(row)).header("sec-fetch-site", "same-origin");
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        visitor.send(request.body(body.into()).unwrap()).await
    }

    /// The same with one more header, and the row's own body.
    async fn send_with(&self, row: &Row, headers: &[(&str, &str)]) -> Answer {
        let mut visitor = self.visitor(row);
        let mut request = fitting(&visitor, row);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        visitor.send(request.body(Body::from(row.fixture)).unwrap()).await
    }

    /// All ways in that take a form (or JSON) with fields.
    fn with_fields(&self, json: bool) -> Vec<&'static Row> {
        let rows = self.server.matrix().into_iter();
        rows.filter(|row| !row.fixture.is_empty() && is_api(row) == json).collect()
    }

    /// Runs the cases and asserts that nothing has changed after them.
    async fn unchanged(&self, cases: impl AsyncFnOnce(&Self)) {
        let before = self.server.snapshot().await;
        cases(self).await;
        assert_eq!(self.server.snapshot().await, before);
    }
}

/// Begins a set-up in that browser.
async fn set_up_begun(mut browser: Browser, person: &Person) -> Browser {
    let fields = [("password", person.password.as_str())];
    let answer = browser.post("/settings/security/two-step/setup", &fields).await;
    assert_eq!(answer.location(), "/settings/security/two-step/setup/app", "{}", answer.body);
    browser
}

/// Whether the way in leads elsewhere without two-step verification.
fn needs_two_step(row: &Row) -> bool {
    ["recovery-codes", "disable", "deactivation", "apps", "drill", "keys"].iter().any(|part| row.path.contains(part))
}

/// Whether the field may be left out: a box that is not ticked is not sent, the judge of
/// passwords needs no more than the password, and a code is asked for in words where
/// two-step verification is on.
fn is_optional(row: &Row, field: &str) -> bool {
    match row.path.rsplit('/').next() {
        Some("codes") => field == "saved",
        Some("password-check") => field != "password",
        Some("restore" | "restoration") => field == "code",
        Some("wasnt-me" | "repudiations") => field == "password",
        Some("step-up" | "view" | "new" | "password" | "addresses" | "primary" | "remove" | "reset") => field == "code",
        _ => false,
    }
}

/// Whether the way in answers every login the same, so that its answer tells nothing:
/// one with a NUL in it is nobody's.
fn answers_all_the_same(row: &Row) -> bool {
    row.path.ends_with("/password-recovery")
}

fn is_api(row: &Row) -> bool {
    row.path.starts_with("/api/")
}

fn method(row: &Row) -> Method {
    match row.verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Delete => Method::DELETE,
    }
}

fn path(row: &Row) -> String {
    row.path.replace("{*name}", "vestibule.css").replace("{id}", "no-such-id")
}

/// A request as the row wants it, up to its body.
fn fitting(visitor: &Browser, row: &Row) -> axum::http::request::Builder {
    let mut request: axum::http::request::Builder = visitor.request(method(row), &path(row));
    request = request.header("sec-fetch-site", "same-origin");
    if row.fixture.is_empty() { request } else { request.header(header::CONTENT_TYPE, media_type(row)) }
}

fn media_type(row: &Row) -> &'static str {
    if is_api(row) { JSON } else { FORM }
}

/// Asserts the status and that a person or a program is told something: a page with a
/// sentence, or a problem with a stable type.
#[track_caller]
fn assert_told(answer: &Answer, status: u16, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    let kind = answer.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap()).unwrap_or_default();
    if kind == "application/problem+json" {
        let json = answer.json();
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        assert!(text("type").starts_with("urn:vestibule:problem:") && text("type").len() > 25, "{what}: {json}");
        assert!(text("detail").len() > 15 && json["status"] == status, "{what}: {json}");
    } else {
        assert!(kind.starts_with("text/html"), "{what}: {kind}");
        let told = ["<p class=\"lead\">", "role=\"alert\""].iter().any(|mark| answer.body.contains(mark));
        assert!(told && answer.body.contains("</html>"), "{what}: {}", answer.body);
    }
    assert!(!answer.sets_cookies(), "{what}");
}
