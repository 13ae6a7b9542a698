//! Two real servers on one PostgreSQL, and hundreds of requests at once.

use std::net::Ipv4Addr;

use serde_json::json;

use vestibule::jobs;
use vestibule::platform::readiness::Behind;

use crate::support::{Process, Reply, TestServer, TwoStepPerson, real_now_secs};

const SESSIONS: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions";
const SPENT: &str = "SELECT CAST(COUNT(used_at) AS BIGINT) AS n FROM recovery_codes";
const SECOND_STEP: &str = "/api/v1/sign-in/second-step";

/// Two servers, and a node in the test that prepares and looks.
struct Nodes {
    server: TestServer,
    processes: [Process; 2],
}

/// One request: with a cookie to a page, or with a Bearer value to the API.
enum Request {
    Page { path: &'static str, cookie: String, body: String },
    Api { path: &'static str, bearer: String, body: String },
}

impl Nodes {
    async fn start() -> Self {
        let server = TestServer::postgres().await;
        let processes = [server.process().await, server.process().await];
        Self { server, processes }
    }

    /// Somebody whose app has shown no code yet that is right by the real clock. The processes
    /// write the time into the database: an app can be set up after it, and not before.
    async fn two_step_person(&self, username: &str) -> TwoStepPerson {
        self.server.set_clock(real_now_secs() + 120);
        let person = self.server.two_step_person(username).await;
        self.server.execute("UPDATE authenticator_apps SET last_step = last_step - 20", vec![]).await;
        self.server.set_clock(real_now_secs());
        jobs::turn(&self.server.app, Behind::IsRight).await.unwrap();
        person
    }

    /// Opens a connection for each, half to either server and each from another address,
    /// sends on all of them, and then collects the answers.
    async fn all_at_once(&self, requests: Vec<Request>) -> Vec<Reply> {
        let mut connections = Vec::new();
        for number in 0..requests.len() {
            let source =
                Ipv4Addr::new(127, 1, u8::try_from(number / 200).unwrap(), u8::try_from(number % 200 + 1).unwrap());
            connections.push(self.processes[number % 2].connect_from(source).await);
        }
        let tasks: Vec<_> = connections
            .into_iter()
            .zip(requests)
            .map(|(mut connection, request)| {
                tokio::spawn(async move {
                    match request {
                        Request::Page { path, cookie, body } => connection.send_form(path, &cookie, &body).await,
                        Request::Api { path, bearer, body } => connection.send_api("POST", path, &bearer, &body).await,
                    }
                    connection.reply().await
                })
            })
            .collect();
        let mut replies = Vec::new();
        for task in tasks {
            let reply = task.await.unwrap();
            replies.push(reply.unwrap_or_else(|| panic!("no answer:\n{}", self.processes[0].log())));
        }
        if let Some(broken) = replies.iter().find(|reply| reply.status >= 500) {
            panic!("{broken:?}\n{}\n{}", self.processes[0].log(), self.processes[1].log());
        }
        replies
    }

    /// `count` sign-ins that wait for this code, every second one a browser's.
    async fn waiting_for(&self, person: &TwoStepPerson, code: &str, count: usize) -> Vec<Request> {
        let mut requests = Vec::new();
        for number in 0..count {
            requests.push(if number % 4 < 2 {
                let bearer = self.server.pending_program(person).await.bearer.unwrap();
                Request::Api { path: SECOND_STEP, bearer, body: json!({ "code": code }).to_string() }
            } else {
                let value = self.server.pending(person).await.cookies.remove("pending-sign-in").unwrap();
                let cookie = format!("pending-sign-in={value}");
                Request::Page { path: "/sign-in/second-step", cookie, body: format!("code={code}") }
            });
        }
        requests
    }
}

/// Those that were let through: a session for a program, or a cookie for a browser.
fn sessions_in(replies: &[Reply]) -> usize {
    let opened = |reply: &&Reply| {
        let cookie = reply.head.lines().any(|line| line.to_ascii_lowercase().starts_with("set-cookie: session="));
        reply.body.contains("vses_") || cookie
    };
    replies.iter().filter(opened).count()
}

/// How many had each status, for the message of a test that fails.
fn statuses(replies: &[Reply]) -> std::collections::BTreeMap<u16, usize> {
    replies.iter().fold(std::collections::BTreeMap::new(), |mut counts, reply| {
        *counts.entry(reply.status).or_default() += 1;
        counts
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tot_02_of_five_hundred_posts_of_one_code_one_signs_in() {
    let nodes = Nodes::start().await;
    let alice = nodes.two_step_person("alice").await;
    let before = nodes.server.number(SESSIONS, &[]).await;
    // The code comes last: preparing five hundred sign-ins may outlast one.
    let mut requests = nodes.waiting_for(&alice, "", 500).await;
    nodes.server.set_clock(real_now_secs());
    let code = nodes.server.code(&alice.key);
    for request in &mut requests {
        match request {
            Request::Page { body, .. } => *body = format!("code={code}"),
            Request::Api { body, .. } => *body = json!({ "code": code }).to_string(),
        }
    }
    let replies = nodes.all_at_once(requests).await;
    assert_eq!(sessions_in(&replies), 1, "{:?}", statuses(&replies));
    assert_eq!(nodes.server.number(SESSIONS, &[]).await, before + 1);
    let allowed =
        nodes.server.events("sign_in.second_step").await.into_iter().filter(|result| result == "allowed").count();
    assert_eq!(allowed, 1, "{:?}", statuses(&replies));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rec_01_of_two_hundred_posts_of_one_recovery_code_one_signs_in() {
    let nodes = Nodes::start().await;
    let alice = nodes.two_step_person("alice").await;
    let before = nodes.server.number(SESSIONS, &[]).await;
    let requests = nodes.waiting_for(&alice, &alice.recovery_codes[0], 200).await;
    let replies = nodes.all_at_once(requests).await;
    assert_eq!(sessions_in(&replies), 1, "{:?}", statuses(&replies));
    assert_eq!(nodes.server.number(SESSIONS, &[]).await, before + 1);
    assert_eq!(nodes.server.number(SPENT, &[]).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rec_02_two_codes_in_one_pending_sign_in_open_one_session() {
    let nodes = Nodes::start().await;
    let alice = nodes.two_step_person("alice").await;
    for round in 0..5 {
        let before = nodes.server.number(SESSIONS, &[]).await;
        let bearer = nodes.server.pending_program(&alice).await.bearer.unwrap();
        let request = |number: usize| {
            let body = json!({ "code": alice.recovery_codes[2 * round + number] }).to_string();
            Request::Api { path: SECOND_STEP, bearer: bearer.clone(), body }
        };
        let replies = nodes.all_at_once(vec![request(0), request(1)]).await;
        assert_eq!(sessions_in(&replies), 1, "{:?}", statuses(&replies));
        assert_eq!(nodes.server.number(SESSIONS, &[]).await, before + 1);
        assert_eq!(nodes.server.number(SPENT, &[]).await, i64::try_from(round + 1).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_activations_are_one() {
    let nodes = Nodes::start().await;
    for round in 0..5 {
        nodes.server.set_clock(real_now_secs());
        let person = nodes.server.person(&format!("alice-{round}")).await;
        let (browser, _, _) = nodes.server.at_codes_step(&person).await;
        let request = |_| Request::Page {
            path: "/settings/security/two-step/setup/codes",
            cookie: format!("session={}", browser.session()),
            body: "saved=yes".to_owned(),
        };
        let replies = nodes.all_at_once((0..4).map(request).collect()).await;
        assert_eq!(sessions_in(&replies), 1, "{:?}", statuses(&replies));
        assert!(nodes.server.is_two_step_on(&person.username).await);
        let mine = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions s JOIN accounts a ON a.id = s.account_id
                    WHERE a.username = $1";
        let row = nodes.server.app.db.fetch_one(mine, db::params![person.username.as_str()]).await.unwrap();
        assert_eq!(row.read::<i64>("n").unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tot_17_two_disables_are_one() {
    let nodes = Nodes::start().await;
    for round in 0..5 {
        let alice = nodes.two_step_person(&format!("alice-{round}")).await;
        let cookie = format!("session={}", nodes.server.signed_in_twice(&alice).await.session());
        let request = |number: usize| {
            let fields = [("password", alice.password.as_str()), ("code", alice.recovery_codes[number].as_str())];
            let body = serde_urlencoded::to_string(fields).unwrap();
            Request::Page { path: "/settings/security/two-step/disable", cookie: cookie.clone(), body }
        };
        let replies = nodes.all_at_once((0..4).map(request).collect()).await;
        assert_eq!(sessions_in(&replies), 1, "{:?}", statuses(&replies));
        assert!(!nodes.server.is_two_step_on(&alice.username).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_beside_a_disable_leaves_no_session_of_its_own() {
    let nodes = Nodes::start().await;
    for round in 0..8 {
        let alice = nodes.two_step_person(&format!("alice-{round}")).await;
        let cookie = format!("session={}", nodes.server.signed_in_twice(&alice).await.session());
        nodes.server.set_clock(real_now_secs());
        let fields = [("password", alice.password.as_str()), ("code", alice.recovery_codes[0].as_str())];
        let disable = Request::Page {
            path: "/settings/security/two-step/disable",
            cookie,
            body: serde_urlencoded::to_string(fields).unwrap(),
        };
        let mut requests = nodes.waiting_for(&alice, &alice.recovery_codes[1], 1).await;
        requests.insert(round % 2, disable);
        let replies = nodes.all_at_once(requests).await;
        assert!(!nodes.server.is_two_step_on(&alice.username).await, "{:?}", statuses(&replies));
        let programs = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions WHERE surface = 'api' AND security_epoch >=
                        (SELECT security_epoch FROM accounts WHERE id = sessions.account_id)
                        AND account_id = (SELECT id FROM accounts WHERE username = $1)";
        let row = nodes.server.app.db.fetch_one(programs, db::params![alice.username.as_str()]).await.unwrap();
        assert_eq!(row.read::<i64>("n").unwrap(), 0, "{:?}", statuses(&replies));
    }
}
