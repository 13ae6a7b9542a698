//! `/settings/security/sessions`: where one is signed in, and ending it.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::on_both_engines;
use crate::support::{Browser, Person, TestServer};

const PAGE: &str = "/settings/security/sessions";
const OTHERS: &str = "/settings/security/sessions/end-others";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const NOBODY_KNOWS: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM known_browsers WHERE known_until = 0";

impl TestServer {
    /// A browser of that person at that address, saying that of itself.
    async fn signed_in_as(&self, person: &Person, address: &str, user_agent: &str) -> Browser {
        let mut browser = self.browser_at(address);
        browser.extra_headers.push(("user-agent", user_agent.to_owned()));
        assert_eq!(browser.sign_in(person).await.status, StatusCode::SEE_OTHER);
        self.advance(1);
        browser
    }
}

impl Browser {
    /// What the API lists, for a program.
    async fn sessions(&mut self) -> Vec<Value> {
        self.get("/api/v1/sessions").await.json()["sessions"].as_array().unwrap().clone()
    }

    /// The name of the newest session that is not this one.
    async fn other_session(&mut self) -> String {
        let body = self.get(PAGE).await.body;
        let marked = body.find("This one").unwrap();
        let links = body.match_indices("/sessions/").map(|(at, _)| at);
        let ids = links.filter_map(|at| body[at + 10..].split_once("/end\"").map(|(id, _)| (at, id.to_owned())));
        let ids: Vec<(usize, String)> = ids.filter(|(_, id)| id.len() == 36).collect();
        let own = ids.iter().find(|(at, _)| *at > marked).unwrap().1.clone();
        ids.into_iter().map(|(_, id)| id).find(|id| *id != own).expect("another session")
    }

    async fn end(&mut self, id: &str, fields: &[(&str, &str)]) -> crate::support::Answer {
        self.post(&format!("{PAGE}/{id}/end"), fields).await
    }
}

on_both_engines! {
    async fn the_list_says_what_where_and_when(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let _bob = server.signed_in_as(&bob, "203.0.113.9:1", "curl/8").await;
        let mut browser = server.signed_in_as(&alice, "192.0.2.7:1", FIREFOX).await;
        let mut program = server.program(&alice).await;
        server.advance(60);
        let page = browser.get(PAGE).await.body;
        for text in ["Firefox on Linux", "an unknown browser", "192.0.2.7", "192.0.2.1", "This one", "(through the API)"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("203.0.113.9"), "bob's");
        assert!(page.find("an unknown browser").unwrap() < page.find("Firefox on Linux").unwrap(), "newest first");
        let listed = program.sessions().await;
        let (own, other) = (&listed[0], &listed[1]);
        assert_eq!((listed.len(), &own["is_current"], &own["surface"]), (2, &json!(true), &json!("api")));
        assert_eq!((&other["is_current"], &other["surface"]), (&json!(false), &json!("web")));
        assert_eq!((&other["device"], &other["network"]), (&json!("Firefox on Linux"), &json!("192.0.2.7")));
        assert_eq!(other["user_agent"], json!(FIREFOX));
        assert_eq!(other["second_factor"], json!(null));
        assert!(other["last_seen_at"].as_str() >= other["created_at"].as_str(), "{other}");
    }

    async fn what_opened_it_is_said(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        assert!(browser.get(PAGE).await.body.contains("Password and a code from your app"));
        let mut lost = server.pending(&alice).await;
        lost.enter_code(&alice.recovery_codes[0]).await;
        assert!(browser.get(PAGE).await.body.contains("Password and a recovery code"));
    }

    /// What a browser says of itself is shown as text, and decides nothing.
    async fn a_hostile_user_agent_is_only_text(server) {
        let alice = server.person("alice").await;
        let hostile = r#"Mozilla/5.0 <script>alert(1)</script>" onload="x Firefox/1"#;
        let _evil = server.signed_in_as(&alice, "192.0.2.7:1", hostile).await;
        let mut browser = server.signed_in_as(&alice, "192.0.2.7:1", FIREFOX).await;
        let page = browser.get(PAGE).await.body;
        assert!(!page.contains("<script>alert") && !page.contains("\" onload="), "{page}");
        assert!(page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"), "{page}");
    }

    async fn ses_11_one_that_is_ended_counts_on_no_node(server) {
        let alice = server.person("alice").await;
        let mut elsewhere = server.signed_in_as(&alice, "203.0.113.9:1", FIREFOX).await;
        let mut here = server.signed_in(&alice).await;
        let id = here.other_session().await;
        let confirm = here.get(&format!("{PAGE}/{id}/end")).await;
        assert!(confirm.body.contains("Firefox on Linux") && !confirm.body.contains("name=\"password\""));
        let answer = here.end(&id, &[]).await;
        assert_eq!(answer.location(), "/settings/security/sessions?notice=ended", "{}", answer.body);
        let other = server.another_node().await;
        let mut there = other.as_ref().unwrap_or(&server).browser();
        there.cookies = elsewhere.cookies.clone();
        assert!(!elsewhere.is_signed_in().await && !there.is_signed_in().await && here.is_signed_in().await);
        server.advance(1);
        assert_eq!(here.end(&id, &[]).await.status, StatusCode::NOT_FOUND, "it is gone");
        assert_eq!(server.events("session.end").await, ["allowed", "not-found"]);
        assert_eq!(server.number(NOBODY_KNOWS, &[]).await, 1, "its browser is a stranger");
    }

    async fn ones_own_is_ended_as_by_signing_out(server) {
        let alice = server.person("alice").await;
        let mut program = server.program(&alice).await;
        let mut browser = server.signed_in(&alice).await;
        server.advance(601);
        let listed = program.sessions().await;
        let of = |surface: &str| listed.iter().find(|one| one["surface"] == surface).unwrap()["id"].as_str().unwrap();
        let (id, own) = (of("web"), of("api"));
        let confirm = browser.get(&format!("{PAGE}/{id}/end")).await;
        assert!(confirm.body.contains("Sign out here?") && !confirm.body.contains("name=\"password\""));
        let out = browser.end(id, &[]).await;
        assert_eq!(out.location(), "/sign-in?notice=signed-out");
        assert!(browser.session().is_empty() && !browser.is_signed_in().await);
        assert_eq!(server.number(NOBODY_KNOWS, &[]).await, 0, "its browser is still known");
        let gone = program.api(Method::POST, &format!("/api/v1/sessions/{own}/end"), "").await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn all_others_end_with_what_waits_for_its_second_step(server) {
        let (alice, bob) = (server.two_step_person("alice").await, server.person("bob").await);
        let mut elsewhere = server.signed_in_twice(&alice).await;
        let mut program = server.program_signed_in_twice(&alice).await;
        let mut bystander = server.signed_in(&bob).await;
        let mut here = server.signed_in_twice(&alice).await;
        let mut waits = server.pending(&alice).await;
        let answer = here.post(OTHERS, &[]).await;
        assert_eq!(answer.location(), "/settings/security/sessions?notice=others-ended", "{}", answer.body);
        assert!(!elsewhere.is_signed_in().await && here.is_signed_in().await && bystander.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert!(waits.enter_code(&server.code(&alice.key)).await.location().starts_with("/sign-in?notice="));
        assert_eq!(server.events("session.end_others").await, ["allowed"]);
    }

    /// ADM-02: a name alone ends nothing of anybody else's, nor says that it is one.
    async fn adm_02_anothers_session_is_none(server) {
        let (alice, mallory) = (server.person("alice").await, server.person("mallory").await);
        let mut target = server.signed_in(&alice).await;
        let mut program = server.program(&alice).await;
        let mut intruder = server.signed_in(&mallory).await;
        let mut intruding = server.program(&mallory).await;
        let before = server.snapshot().await;
        for session in program.sessions().await {
            let id = session["id"].as_str().unwrap();
            for id in [id, "no-such-id"] {
                assert_eq!(intruder.get(&format!("{PAGE}/{id}/end")).await.status, StatusCode::NOT_FOUND);
                assert_eq!(intruder.end(id, &[]).await.status, StatusCode::NOT_FOUND);
                let path = format!("/api/v1/sessions/{id}/end");
                let answer = intruding.api(Method::POST, &path, "").await;
                assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::NOT_FOUND, "not-found"));
            }
        }
        assert_eq!(server.snapshot().await, before);
        assert!(target.is_signed_in().await);
    }

    /// DESIGN 4: a stolen cookie alone ends nothing once its proofs are stale.
    async fn stale_proofs_are_made_anew_and_count_for_ten_minutes(server) {
        let alice = server.two_step_person("alice").await;
        let mut first = server.signed_in_twice(&alice).await;
        let mut second = server.signed_in_twice(&alice).await;
        let mut here = server.signed_in_twice(&alice).await;
        let id = here.other_session().await;
        server.advance(600);
        let path = format!("{PAGE}/{id}/end");
        assert_eq!(here.get(&path).await.location(), format!("/step-up?next={path}"));
        assert_eq!(here.end(&id, &[]).await.status, StatusCode::FORBIDDEN);
        assert!(first.is_signed_in().await && second.is_signed_in().await);
        let fields = [("password", alice.password.as_str()), ("code", &server.code(&alice.key)), ("next", &path)];
        assert_eq!(here.post("/step-up", &fields).await.location(), path);
        assert!(here.get(&path).await.body.contains("End this session?") && second.is_signed_in().await);
        let done = here.end(&id, &[]).await;
        assert_eq!(done.location(), "/settings/security/sessions?notice=ended", "{}", done.body);
        assert!(first.is_signed_in().await && !second.is_signed_in().await, "the newest of the others");
        // Nothing is asked for the next one.
        server.advance(599);
        assert_eq!(here.post(OTHERS, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!first.is_signed_in().await && here.is_signed_in().await);
    }

    /// DESIGN 5.1: where the codes were shown, a recovery code proves nothing.
    async fn a_session_that_has_seen_the_codes_is_not_fresh_by_one_of_them(server) {
        let alice = server.two_step_person("alice").await;
        let mut here = server.pending(&alice).await;
        here.enter_code(&alice.recovery_codes[0]).await;
        let fields = [("password", alice.password.as_str()), ("code", &server.code(&alice.key))];
        assert_eq!(here.get(OTHERS).await.status, StatusCode::OK);
        assert_eq!(here.post("/settings/security/recovery-codes/view", &fields).await.status, StatusCode::OK);
        assert_eq!(here.get(OTHERS).await.location(), format!("/step-up?next={OTHERS}"));
        assert_eq!(here.post(OTHERS, &[]).await.status, StatusCode::FORBIDDEN);
    }
}
