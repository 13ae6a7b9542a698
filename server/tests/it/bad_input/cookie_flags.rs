//! SES-23: what every cookie says.

use axum::http::{HeaderMap, header};

use crate::support::{Answer, Browser, Options, TestServer};

/// Walks through everything that sets or removes a cookie, and keeps what was set.
struct Walk {
    browser: Browser,
    cookies: Vec<String>,
}

impl Walk {
    fn keep(&mut self, headers: &HeaderMap) {
        let set = headers.get_all(header::SET_COOKIE).iter();
        self.cookies.extend(set.map(|cookie| cookie.to_str().unwrap().to_owned()));
    }

    async fn get(&mut self, path: &str) -> Answer {
        let answer = self.browser.get(path).await;
        self.keep(&answer.headers);
        answer
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)], expected: &str) {
        let answer = self.browser.post(path, fields).await;
        self.keep(&answer.headers);
        assert_eq!(answer.location(), expected, "{path}: {} {}", answer.status, answer.body);
    }
}

async fn cookies(server: &TestServer, address: &str) -> Vec<String> {
    let alice = server.person("alice").await;
    let mut walk = Walk { browser: server.browser_at(address), cookies: Vec::new() };
    let sign_in = [("login", "alice"), ("password", alice.password.as_str())];
    walk.post("/sign-in", &sign_in, "/settings/security").await;
    let password = [("password", alice.password.as_str())];
    walk.post("/settings/security/two-step/setup", &password, "/settings/security/two-step/setup/app").await;
    let page = walk.get("/settings/security/two-step/setup/app").await.body;
    let uri = page.split("secret=").nth(1).unwrap();
    let key = uri.split('&').next().unwrap().to_owned();
    let app = "/settings/security/two-step/setup/app";
    walk.post(app, &[("code", &server.code(&key))], "/settings/security/two-step/setup/codes").await;
    let done = "/settings/security/two-step/setup/done";
    walk.post("/settings/security/two-step/setup/codes", &[("saved", "yes")], done).await;
    walk.post("/sign-out", &[], "/sign-in?notice=signed-out").await;
    walk.post("/sign-in", &sign_in, "/sign-in/second-step").await;
    walk.post("/sign-in/start-again", &[], "/sign-in").await;
    walk.post("/sign-in", &sign_in, "/sign-in/second-step").await;
    server.advance(30);
    walk.post("/sign-in/second-step", &[("code", &server.code(&key))], "/settings/security").await;
    server.advance(30);
    let both = [("password", alice.password.as_str()), ("code", &server.code(&key))];
    walk.post("/settings/security/two-step/disable", &both, "/settings/security?notice=two-step-off").await;
    walk.get("/no-such-page").await;
    walk.get("/sign-in/second-step").await;
    if server.app.mailbox.is_some() {
        let key = std::fs::read_to_string(server.dir().join("mailbox-key")).unwrap();
        walk.get(&format!("/dev/mailbox?key={}", key.trim())).await;
    }
    walk.cookies
}

#[track_caller]
fn assert_flags(cookie: &str, names: &[&str], secure: bool) {
    let (name, _) = cookie.split_once('=').unwrap();
    assert!(names.contains(&name) && cookie.len() < 300, "{cookie}");
    let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
    let mut expected = vec!["Path=/", "HttpOnly", "SameSite=Lax"];
    expected.extend(secure.then_some("Secure"));
    expected.extend(cookie.contains(&format!("{name}=;")).then_some("Max-Age=0"));
    expected.extend(name.ends_with("browser").then_some("Max-Age=2592000"));
    assert_eq!(flags, expected, "{cookie}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_23_over_plain_http_on_loopback() {
    for server in TestServer::both_with(Options::default()).await {
        let cookies = cookies(&server, "127.0.0.1:4000").await;
        assert_eq!(cookies.len(), 12, "{cookies:#?}");
        cookies
            .iter()
            .for_each(|cookie| assert_flags(cookie, &["session", "pending-sign-in", "start-link", "browser"], false));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_23_over_https_behind_a_proxy() {
    for server in TestServer::both_with(Options::behind_a_proxy("https://localhost:8443")).await {
        let cookies = cookies(&server, "10.0.0.1:4000").await;
        assert_eq!(cookies.len(), 11, "{cookies:#?}");
        cookies.iter().for_each(|cookie| {
            assert_flags(cookie, &["__Host-session", "__Host-pending-sign-in", "__Host-browser"], true)
        });
        let page = server.browser().get("/sign-in").await;
        let pinned = page.headers.get(header::STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().unwrap());
        assert_eq!(pinned, Some("max-age=31536000; includeSubDomains"));
    }
}

/// A cookie without the prefix could have been set by a neighbouring host.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_23_over_https_a_cookie_without_the_prefix_is_none() {
    for server in TestServer::both_with(Options::behind_a_proxy("https://localhost:8443")).await {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        assert!(browser.is_signed_in().await);
        let value = browser.cookies.remove("__Host-session").unwrap();
        browser.cookies.insert("session".into(), value);
        assert!(!browser.is_signed_in().await);
    }
}
