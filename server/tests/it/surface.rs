//! The tests that are made from the surface matrix: each way in, tried as everybody
//! who may not come in by it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::json;
use vestibule::features::step_up;
use vestibule::platform::surface::{Credential, Csrf, Proof, Row, Verb};

use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer};

impl Browser {
    /// Sends what the row's fixture holds, as one of our own pages or programs would.
    async fn try_row(&mut self, row: &Row) -> Answer {
        self.try_row_from(row, &[("sec-fetch-site", "same-origin")]).await
    }

    async fn try_row_from(&mut self, row: &Row, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(method(row), &path(row));
        if !row.fixture.is_empty() || row.csrf == Csrf::SameOrigin {
            request = request.header(header::CONTENT_TYPE, media_type(row));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(row.fixture)).unwrap()).await
    }
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

fn is_api(row: &Row) -> bool {
    row.path.starts_with("/api/")
}

fn media_type(row: &Row) -> &'static str {
    if is_api(row) { "application/json" } else { "application/x-www-form-urlencoded" }
}

/// How a way in answers somebody who does not bring its credential.
fn is_turned_away(row: &Row, answer: &Answer) -> bool {
    match row.credential {
        Credential::Nobody => false,
        Credential::StartLink => answer.status == StatusCode::NOT_FOUND,
        Credential::ApiPendingSignIn | Credential::ApiSession => answer.status == StatusCode::UNAUTHORIZED,
        Credential::PendingSignIn | Credential::Session => {
            answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in?notice=")
        }
    }
}

/// Tries all rows but those that take `own` with a fresh copy of that visitor each.
async fn all_but(server: &TestServer, visitor: &Browser, own: &[Credential], who: &str) {
    let before = server.snapshot().await;
    for row in server.matrix().into_iter().filter(|row| row.credential != Credential::Nobody) {
        if !own.contains(&row.credential) {
            let answer = visitor.clone().try_row(row).await;
            let (verb, path, status) = (row.verb, row.path, answer.status);
            assert!(is_turned_away(row, &answer), "{verb:?} {path} as {who}: {status} {}", answer.location());
        }
    }
    assert_eq!(server.snapshot().await, before, "as {who}");
}

on_both_engines! {
    async fn as_nobody(server) {
        all_but(&server, &server.browser(), &[], "nobody").await;
    }

    async fn with_values_that_are_no_credentials(server) {
        let mut stranger = server.browser();
        for name in ["session", "pending-sign-in", "start-link"] {
            stranger.cookies.insert(name.into(), "vses_000000000000000000000000000000000000".into());
        }
        stranger.bearer = Some("vses_000000000000000000000000000000000000".into());
        all_but(&server, &stranger, &[], "a stranger").await;
    }

    /// SES-02.
    async fn ses_02_as_a_pending_sign_in(server) {
        let alice = server.two_step_person("alice").await;
        let browser = server.pending(&alice).await;
        all_but(&server, &browser, &[Credential::PendingSignIn], "a pending browser").await;
        let program = server.pending_program(&alice).await;
        all_but(&server, &program, &[Credential::ApiPendingSignIn], "a pending program").await;
    }

    async fn as_a_session_of_the_other_surface(server) {
        let bob = server.person("bob").await;
        let browser = server.signed_in(&bob).await;
        let program = server.program(&bob).await;
        let (cookie, bearer) = (browser.cookies["session"].clone(), program.bearer.clone().unwrap());
        let mut crossed = server.browser().with_bearer(&cookie);
        for name in ["session", "pending-sign-in"] {
            crossed.cookies.insert(name.into(), bearer.clone());
        }
        all_but(&server, &crossed, &[], "a session of the other surface").await;
    }

    async fn as_a_full_session_where_a_pending_sign_in_belongs(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        browser.cookies.insert("pending-sign-in".into(), browser.cookies["session"].clone());
        all_but(&server, &browser, &[Credential::Session], "a full session").await;
        let program = server.program(&bob).await;
        all_but(&server, &program, &[Credential::ApiSession], "a full program").await;
    }

    /// ADM-02: mallory may try everything with her own session; nothing of alice moves.
    async fn as_another_account(server) {
        let alice = server.two_step_person("alice").await;
        let _alice_is_here = server.signed_in_twice(&alice).await;
        let mallory = server.two_step_person("mallory").await;
        let of_alice = |lines: Vec<String>, id: &str| -> Vec<String> {
            lines.into_iter().filter(|line| line.contains(id)).collect()
        };
        let mut program = server.program_signed_in_twice(&alice).await;
        let id = program.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned();
        let before = of_alice(server.snapshot().await, &id);
        assert!(before.len() >= 4, "{before:?}");
        let browser = server.signed_in_twice(&mallory).await;
        let program = server.program_signed_in_twice(&mallory).await;
        for row in server.matrix() {
            let mut visitor = if is_api(row) { program.clone() } else { browser.clone() };
            let answer = visitor.try_row(row).await;
            assert!(!answer.body.contains("alice"), "{:?} {}", row.verb, row.path);
            assert!(answer.status.as_u16() < 500, "{:?} {}: {}", row.verb, row.path, answer.status);
        }
        assert_eq!(of_alice(server.snapshot().await, &id), before);
    }

    /// CSR-01, CSR-03.
    async fn csr_01_from_another_site(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let pending = server.pending(&alice).await;
        browser.cookies.extend(pending.cookies);
        let before = server.snapshot().await;
        let foreign: [&[(&str, &str)]; 8] = [
            &[],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("sec-fetch-site", "cross-site"), ("origin", server.app.config.origin.as_str())],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
        ];
        for row in server.matrix().into_iter().filter(|row| row.csrf == Csrf::SameOrigin) {
            for headers in foreign {
                let answer = browser.clone().try_row_from(row, headers).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} with {headers:?}", row.path);
            }
        }
        assert_eq!(server.snapshot().await, before);
    }

    /// CSR-01: what a browser adds by itself opens no way in of the API.
    async fn csr_01_cookies_open_no_program_s_way(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        browser.cookies.extend(server.pending(&alice).await.cookies);
        for row in server.matrix().into_iter().filter(|row| is_api(row) && row.credential != Credential::Nobody) {
            let answer = browser.clone().try_row(row).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{:?} {}", row.verb, row.path);
        }
    }

    /// *Now* means in this submission: the password that opened the session a moment ago
    /// is no proof for the act, and a wrong one writes nothing.
    async fn a_proof_made_before_is_none_now(server) {
        let alice = server.two_step_person("alice").await;
        let bob = server.person("bob").await;
        let before_rows = server.matrix().into_iter().filter(|row| ![Proof::None, Proof::Fresh].contains(&row.proof));
        for row in before_rows {
            // Each way in meets the state in which its act is possible.
            let mut visitor = match (row.proof, is_api(row)) {
                (Proof::BothNow | Proof::PasswordNowAppFresh, false) => server.signed_in_twice(&alice).await,
                (Proof::BothNow | Proof::PasswordNowAppFresh, true) => server.program_signed_in_twice(&alice).await,
                (_, false) => server.signed_in(&bob).await,
                (_, true) => server.program(&bob).await,
            };
            let before = server.snapshot().await;
            let answer = visitor.try_row(row).await;
            let refused = [StatusCode::FORBIDDEN, StatusCode::GONE];
            assert!(refused.contains(&answer.status), "{:?} {}: {}", row.verb, row.path, answer.status);
            assert_eq!(server.snapshot().await, before, "{:?} {}", row.verb, row.path);
        }
    }

    /// *Fresh* means in this session, a moment ago: afterwards nothing is done, and a page leads
    /// to where it is proved, and back.
    async fn a_stale_proof_is_not_fresh(server) {
        let alice = server.two_step_person("alice").await;
        let bob = server.person("bob").await;
        for row in server.matrix().into_iter().filter(|row| row.proof == Proof::Fresh) {
            let visitors = if is_api(row) {
                [server.program_signed_in_twice(&alice).await, server.program(&bob).await]
            } else {
                [server.signed_in_twice(&alice).await, server.signed_in(&bob).await]
            };
            let missing = [json!(["password", "second-factor"]), json!(["password"])];
            for (mut visitor, missing) in visitors.into_iter().zip(missing) {
                let before = server.snapshot().await;
                server.advance(601);
                let refused = visitor.try_row(row).await;
                let what = format!("{:?} {}: {} {}", row.verb, row.path, refused.status, refused.body);
                if row.verb == Verb::Get {
                    assert_eq!(refused.location(), format!("/step-up?next={}", path(row)), "{what}");
                } else if is_api(row) {
                    assert_eq!((refused.status, refused.problem()), (StatusCode::FORBIDDEN, "step-up-needed".into()), "{what}");
                    assert_eq!(refused.json()["missing"], missing, "{what}");
                } else {
                    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{what}");
                    assert!(refused.body.contains("action=\"/step-up\""), "{what}");
                    let asks_code = refused.body.contains("name=\"code\"");
                    assert_eq!(asks_code, missing.as_array().unwrap().len() == 2, "{what}");
                }
                assert_eq!(server.snapshot().await, before, "{what}");
            }
        }
    }

    /// The other side of it: within ten minutes nothing is asked.
    async fn a_fresh_session_is_asked_nothing(server) {
        let bob = server.person("bob").await;
        for row in server.matrix().into_iter().filter(|row| row.proof == Proof::Fresh) {
            let mut visitor = if is_api(row) { server.program(&bob).await } else { server.signed_in(&bob).await };
            server.advance(599);
            let answer = visitor.try_row(row).await;
            let done = [StatusCode::OK, StatusCode::SEE_OTHER, StatusCode::NO_CONTENT, StatusCode::NOT_FOUND];
            assert!(done.contains(&answer.status), "{:?} {}: {}", row.verb, row.path, answer.status);
            assert!(!answer.location().starts_with("/step-up"), "{:?} {}", row.verb, row.path);
        }
    }
}

/// What the step-up page can carry along is what may ask for it.
#[tokio::test]
async fn the_step_up_page_knows_every_act_that_leads_to_it() {
    let server = TestServer::sqlite().await;
    let is_act = |row: &&&Row| row.proof == Proof::Fresh && row.verb == Verb::Post && !is_api(row);
    let acts: BTreeSet<&str> = server.matrix().iter().filter(is_act).map(|row| row.path).collect();
    assert_eq!(acts, step_up::act_paths().collect());
}

#[tokio::test]
async fn the_matrix_is_consistent() {
    let server = TestServer::sqlite().await;
    let mut seen = BTreeSet::new();
    for row in server.matrix() {
        let what = format!("{:?} {}", row.verb, row.path);
        assert!(seen.insert(what.clone()), "{what} twice");
        let of_programs = matches!(row.credential, Credential::ApiSession | Credential::ApiPendingSignIn);
        assert!(is_api(row) || !of_programs, "{what}: a Bearer value counts below /api/ only");
        let expected = match row.verb {
            Verb::Get => Csrf::Safe,
            _ if is_api(row) => Csrf::NoCookies,
            _ => Csrf::SameOrigin,
        };
        assert_eq!(row.csrf, expected, "{what}");
        let of_browsers = matches!(row.credential, Credential::Session | Credential::PendingSignIn);
        assert!(!(is_api(row) && of_browsers), "{what}: no cookie counts below /api/");
    }
    assert!(seen.len() > 30, "{seen:?}");
}

/// CSR-06: a verb that the matrix does not have is refused, HEAD aside, which is a read.
#[tokio::test]
async fn other_verbs_are_refused() {
    let server = TestServer::sqlite().await;
    for row in server.matrix() {
        for verb in [Method::PUT, Method::PATCH, Method::TRACE, Method::CONNECT] {
            let request = server.browser().request(verb.clone(), &path(row)).body(Body::empty()).unwrap();
            let answer = server.browser().send(request).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{verb} {}", row.path);
        }
    }
}
