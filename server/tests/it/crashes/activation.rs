//! `kill -9` in the middle of an activation: afterwards two-step verification is off
//! without codes, or on with all of them and its app (abuse case OPS-03).

use std::hint::spin_loop;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Person, Process, TestServer, real_now_secs};

const ROUNDS: u32 = 25;
const ACTIVATION: &str = "/api/v1/two-step/activation";

/// Somebody who has only the box left to tick.
struct Ready {
    person: Person,
    session: String,
    key: String,
    codes: Vec<String>,
}

async fn ready(server: &TestServer, username: &str) -> Ready {
    let person = server.person(username).await;
    let mut program = server.program(&person).await;
    let body = json!({ "password": person.password }).to_string();
    let begun = program.api(axum::http::Method::POST, "/api/v1/two-step/setup", &body).await.json();
    let key = begun["key"].as_str().unwrap().to_owned();
    let body = json!({ "code": server.code(&key) }).to_string();
    let shown = program.api(axum::http::Method::POST, "/api/v1/two-step/setup/app", &body).await.json();
    let codes = shown["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    Ready { person, session: program.bearer.clone().unwrap(), key, codes: codes.collect() }
}

/// How long an activation takes that nobody disturbs.
async fn undisturbed(process: &Process, ready: &Ready) -> Duration {
    let begun = Instant::now();
    let done = process.api("POST", ACTIVATION, &ready.session, r#"{"saved":true}"#).await;
    assert_eq!(done.status, 200, "{done:?}");
    begun.elapsed()
}

/// What the next server makes of what it finds.
async fn whole(server: &TestServer, process: &Process, ready: &Ready) -> bool {
    let is_on = server.is_two_step_on(&ready.person.username).await;
    let body = json!({ "login": ready.person.username, "password": ready.person.password }).to_string();
    let started = process.api("POST", "/api/v1/sign-in", "", &body).await.json();
    if !is_on {
        assert_eq!(started["status"], "signed-in", "{started}");
        let still = process.api("GET", "/api/v1/me", &ready.session, "").await;
        assert_eq!(still.json()["two_step"], false, "the session it was begun in goes on");
        return false;
    }
    assert_eq!(started["status"], "second-step", "{started}");
    assert_eq!(process.api("GET", "/api/v1/me", &ready.session, "").await.status, 401);
    let mut pending = started["pending"]["token"].as_str().unwrap().to_owned();
    server.set_clock(real_now_secs());
    for code in [server.code(&ready.key)].iter().chain(&ready.codes) {
        let body = json!({ "code": code }).to_string();
        let finished = process.api("POST", "/api/v1/sign-in/second-step", &pending, &body).await;
        assert_eq!(finished.status, 200, "the app and every code work: {finished:?}");
        let body = json!({ "login": ready.person.username, "password": ready.person.password }).to_string();
        let again = process.api("POST", "/api/v1/sign-in", "", &body).await.json();
        pending = again["pending"]["token"].as_str().unwrap().to_owned();
    }
    true
}

async fn kill_in_the_middle(server: TestServer) {
    server.set_clock(real_now_secs() - 120);
    let measured = ready(&server, "measured").await;
    let mut all = Vec::new();
    for round in 0..ROUNDS {
        all.push(ready(&server, &format!("person-{round}")).await);
    }
    let mut process = server.process().await;
    let length = undisturbed(&process, &measured).await;
    for (round, ready) in (0..ROUNDS).zip(&all) {
        let mut connection = process.connect().await;
        connection.send_api("POST", ACTIVATION, &ready.session, r#"{"saved":true}"#).await;
        // Somewhere from its first moment to a little after its last.
        let (sent, until) = (Instant::now(), length * round / (ROUNDS * 4 / 5));
        while sent.elapsed() < until {
            spin_loop();
        }
        process.kill();
        process = server.process().await;
        let answered = connection.reply().await.is_some_and(|reply| reply.status == 200);
        let is_on = whole(&server, &process, ready).await;
        assert!(is_on || !answered, "round {round}: what was answered has happened");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ops_03_sqlite() {
    kill_in_the_middle(TestServer::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ops_03_postgres() {
    kill_in_the_middle(TestServer::postgres().await).await;
}
