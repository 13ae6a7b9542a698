//! Many at once, on one node with SQLite and on two with PostgreSQL.

use std::future::Future;

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer};

const ENDED: &str = "/sign-in?notice=pending-ended";
const SPENT: &str = "SELECT CAST(COUNT(used_at) AS BIGINT) AS n FROM recovery_codes";

/// The nodes to spread requests over.
async fn nodes(server: TestServer) -> Vec<TestServer> {
    let other = server.another_node().await;
    std::iter::once(server).chain(other).collect()
}

/// The same browser or program, sent to one of the nodes from an address of its own.
fn spread(nodes: &[TestServer], visitor: &Browser, number: usize) -> Browser {
    let address = format!("198.51.{}.{}:40000", number / 200, number % 200 + 1);
    let mut moved = nodes[number % nodes.len()].browser_at(&address);
    moved.cookies = visitor.cookies.clone();
    moved.bearer = visitor.bearer.clone();
    moved
}

/// Begins all of it before waiting for any.
async fn all<F: Future<Output = Answer> + Send + 'static>(acts: impl IntoIterator<Item = F>) -> Vec<Answer> {
    let tasks: Vec<_> = acts.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    for answer in &answers {
        assert!(!answer.status.is_server_error(), "{}: {}", answer.status, answer.body);
    }
    answers
}

fn let_through(answers: &[Answer], path: &str) -> usize {
    answers.iter().filter(|answer| answer.is_let_through(path)).count()
}

async fn sessions_of(server: &TestServer) -> i64 {
    server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions", &[]).await
}

on_both_engines! {
    async fn tot_02_of_a_hundred_posts_of_one_code_one_signs_in(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let alice = server.two_step_person("alice").await;
        let before = sessions_of(server).await;
        let mut visitors = Vec::new();
        for number in 0..100 {
            let web = number % 4 < 2;
            visitors.push(if web { server.pending(&alice).await } else { server.pending_program(&alice).await });
        }
        let code = server.code(&alice.key);
        let answers = all(visitors.iter().enumerate().map(|(number, visitor)| {
            let (mut visitor, code) = (spread(&nodes, visitor, number), code.clone());
            async move { if visitor.bearer.is_some() { visitor.api_enter_code(&code).await } else { visitor.enter_code(&code).await } }
        }))
        .await;
        assert_eq!(let_through(&answers, "/settings/security"), 1);
        assert_eq!(sessions_of(server).await, before + 1);
        let allowed = server.events("sign_in.second_step").await.iter().filter(|result| *result == "allowed").count();
        assert_eq!(allowed, 1);
    }

    async fn rec_01_of_a_hundred_posts_of_one_recovery_code_one_signs_in(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let alice = server.two_step_person("alice").await;
        let before = sessions_of(server).await;
        let mut visitors = Vec::new();
        for number in 0..100 {
            let web = number % 4 < 2;
            visitors.push(if web { server.pending(&alice).await } else { server.pending_program(&alice).await });
        }
        let answers = all(visitors.iter().enumerate().map(|(number, visitor)| {
            let (mut visitor, code) = (spread(&nodes, visitor, number), alice.recovery_codes[0].clone());
            async move { if visitor.bearer.is_some() { visitor.api_enter_code(&code).await } else { visitor.enter_code(&code).await } }
        }))
        .await;
        assert_eq!(let_through(&answers, "/settings/security"), 1);
        assert_eq!(sessions_of(server).await, before + 1);
        assert_eq!(server.number(SPENT, &[]).await, 1);
    }

    async fn rec_02_two_codes_in_one_pending_sign_in_open_one_session(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let alice = server.two_step_person("alice").await;
        for round in 0..5 {
            let before = sessions_of(server).await;
            let pending = server.pending(&alice).await;
            let answers = all((0..2).map(|number| {
                let (mut visitor, code) = (spread(&nodes, &pending, number), alice.recovery_codes[2 * round + number].clone());
                async move { visitor.enter_code(&code).await }
            }))
            .await;
            assert_eq!(let_through(&answers, "/settings/security"), 1);
            assert_eq!(let_through(&answers, ENDED), 1, "the other is told that it has ended");
            assert_eq!(sessions_of(server).await, before + 1);
            assert_eq!(server.number(SPENT, &[]).await, i64::try_from(round + 1).unwrap(), "and its code is not spent");
        }
    }

    async fn ses_09_a_code_and_a_start_again_at_once_leave_one_session_or_none(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let alice = server.two_step_person("alice").await;
        for code in &alice.recovery_codes {
            let before = sessions_of(server).await;
            let pending = server.pending(&alice).await;
            let answers = all((0..2).map(|number| {
                let (mut visitor, code) = (spread(&nodes, &pending, number), code.clone());
                async move { if number == 0 { visitor.enter_code(&code).await } else { visitor.post("/sign-in/start-again", &[]).await } }
            }))
            .await;
            let opened = let_through(&answers[..1], "/settings/security");
            assert_eq!(sessions_of(server).await, before + i64::try_from(opened).unwrap());
            assert_eq!(server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pending_sign_ins", &[]).await, 0, "no orphan");
        }
    }

    async fn two_activations_at_once_are_one(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..5 {
            let alice = server.person(&format!("alice-{round}")).await;
            let (browser, _, codes) = server.at_codes_step(&alice).await;
            let answers = all((0..4).map(|number| {
                let mut visitor = spread(&nodes, &browser, number);
                async move { visitor.finish_set_up().await }
            }))
            .await;
            assert_eq!(let_through(&answers, "/settings/security/two-step/setup/done"), 1);
            assert!(server.is_two_step_on(&alice.username).await);
            assert_eq!(server.mails_to(&alice.email).await, 1);
            let mut program = server.pending_program(&alice).await;
            assert_eq!(program.api_enter_code(&codes[0]).await.status, StatusCode::OK);
        }
    }

    async fn tot_17_two_disables_at_once_are_one(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..5 {
            let alice = server.two_step_person(&format!("alice-{round}")).await;
            let browser = server.signed_in_twice(&alice).await;
            let answers = all((0..4).map(|number| {
                let mut visitor = spread(&nodes, &browser, number);
                let (password, code) = (alice.password.clone(), alice.recovery_codes[number].clone());
                async move { visitor.disable(&password, &code).await }
            }))
            .await;
            assert_eq!(let_through(&answers, "/settings/security?notice=two-step-off"), 1);
            assert!(!server.is_two_step_on(&alice.username).await, "and never on without a factor");
            assert!(server.signed_in(&alice).await.is_signed_in().await);
        }
    }

    async fn two_tabs_that_begin_and_confirm_at_once_get_an_answer_each(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let alice = server.person("alice").await;
        let (mut browser, _) = server.at_app_step(&alice).await;
        for _ in 0..10 {
            let key = browser.begin_set_up(&alice).await;
            let answers = all((0..2).map(|number| {
                let mut visitor = nodes[number % nodes.len()].browser();
                visitor.cookies = browser.cookies.clone();
                let (password, code) = (alice.password.clone(), server.code(&key));
                async move {
                    let (path, field) = if number == 0 { ("", ("password", password)) } else { ("/app", ("code", code)) };
                    visitor.post(&format!("/settings/security/two-step/setup{path}"), &[(field.0, &field.1)]).await
                }
            }))
            .await;
            assert_eq!(answers[0].location(), "/settings/security/two-step/setup/app");
            server.forget_tries().await;
        }
        assert!(!server.is_two_step_on("alice").await);
    }
}
