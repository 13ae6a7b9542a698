//! Two at once, on one node with SQLite and on two with PostgreSQL.

use axum::http::StatusCode;

use super::{ADDED, ASK_AT_SIGN_IN, NEW, OPTIONS, ORIGIN, SoftKey, TOUCH};
use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer};

/// The nodes to spread requests over.
async fn nodes(server: TestServer) -> Vec<TestServer> {
    let other = server.another_node().await;
    std::iter::once(server).chain(other).collect()
}

fn tab(nodes: &[TestServer], browser: &Browser, number: usize) -> Browser {
    let mut tab = nodes[number % nodes.len()].browser();
    tab.cookies = browser.cookies.clone();
    tab
}

/// A form in a tab: where it goes, and what is in it.
type Act = (Browser, String, Vec<(&'static str, String)>);

/// Sends these fields to that path in all the tabs at once.
async fn all_at_once(acts: Vec<Act>) -> Vec<Answer> {
    let send = |(mut browser, path, fields): Act| async move {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&path, &fields).await
    };
    let tasks: Vec<_> = acts.into_iter().map(|act| tokio::spawn(send(act))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        let answer = task.await.unwrap();
        assert!(!answer.status.is_server_error(), "{}: {}", answer.status, answer.body);
        answers.push(answer);
    }
    answers
}

fn led_to(answers: &[Answer], path: &str) -> usize {
    answers.iter().filter(|answer| answer.location() == path).count()
}

on_both_engines! {
    async fn wan_01_one_answer_four_times_at_once(server) {
        let nodes = nodes(server).await;
        for round in 0..4 {
            let mut ann = nodes[0].key_person(&format!("ann-{round}")).await;
            let mut browser = nodes[0].pending(&ann.person).await;
            let assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
            let code = ann.key.answer(&assertion);
            let act = |number| (tab(&nodes, &browser, number), "/sign-in/second-step".to_owned(), vec![("code", code.clone())]);
            let answers = all_at_once((0..4).map(act).collect()).await;
            assert_eq!(led_to(&answers, "/settings/security"), 1, "{answers:?}");
        }
    }

    /// Two answers with the same counter to two sign-ins: one of them comes from a copy.
    async fn a_key_and_its_copy_at_once(server) {
        let nodes = nodes(server).await;
        for round in 0..4 {
            let mut ann = nodes[0].key_person(&format!("ann-{round}")).await;
            let mut acts = Vec::new();
            for number in 0..2 {
                let mut browser = nodes[0].pending(&ann.person).await;
                ann.key.counter = 5;
                let assertion = ann.key.assertion(&browser.options(ASK_AT_SIGN_IN).await, ORIGIN);
                let code = ann.key.answer(&assertion);
                acts.push((tab(&nodes, &browser, number), "/sign-in/second-step".to_owned(), vec![("code", code)]));
            }
            let answers = all_at_once(acts).await;
            assert_eq!(led_to(&answers, "/settings/security"), 1);
            assert_eq!(nodes[0].mails_about("A copy of your security key").await, round + 1, "and the owner is told");
        }
    }

    async fn wan_10_one_credential_for_two_accounts_at_once(server) {
        let nodes = nodes(server).await;
        for round in 0..4 {
            let key = SoftKey::new();
            let mut acts = Vec::new();
            for number in 0..2 {
                let person = nodes[0].two_step_person(&format!("p{number}-{round}")).await;
                let mut browser = nodes[0].signed_in_twice(&person).await;
                browser.begin_key(&person, "Key", &nodes[0].code(&person.key)).await;
                let credential = key.creation(&browser.options(OPTIONS).await, ORIGIN).json().to_string();
                acts.push((tab(&nodes, &browser, number), TOUCH.to_owned(), vec![("credential", credential)]));
            }
            let answers = all_at_once(acts).await;
            assert_eq!(led_to(&answers, ADDED), 1, "{answers:?}");
        }
    }

    /// TOT-17: the last app and the last key, each in a tab: one goes, the other tab looks again.
    async fn tot_17_the_last_two_at_once(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..4 {
            let ann = server.two_step_person(&format!("ann-{round}")).await;
            let mut browser = server.signed_in_twice(&ann).await;
            server.add_key(&mut browser, &ann, "Key").await;
            let key_path = browser.key_page("Key", "remove").await;
            let body = browser.get("/settings/security/apps").await.body;
            let id = body.split("/settings/security/apps/").find(|part| part.contains("/rename")).unwrap();
            let app_path = format!("/settings/security/apps/{}/remove", id.split('/').next().unwrap());
            let act = |(number, path): (usize, &String)| {
                let fields = vec![("password", ann.password.clone()), ("code", ann.recovery_codes[number].clone())];
                (tab(&nodes, &browser, number), path.clone(), fields)
            };
            let answers = all_at_once([key_path, app_path].iter().enumerate().map(act).collect()).await;
            let removed = answers.iter().filter(|answer| answer.location().ends_with("notice=removed")).count();
            assert_eq!((removed, led_to(&answers, "/settings/security?notice=two-step-off")), (1, 0));
            let answer = server.browser().api_sign_in(&ann).await;
            assert_eq!(answer.json()["status"], "second-step");
        }
    }

    /// Two tabs begin to add a key: the later one counts, and no code is used twice.
    async fn two_additions_at_once(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let ann = server.two_step_person("ann").await;
        let browser = server.signed_in_twice(&ann).await;
        let code = server.code(&ann.key);
        let act = |number| {
            let fields = vec![("name", "Key".to_owned()), ("password", ann.password.clone()), ("code", code.clone())];
            (tab(&nodes, &browser, number), NEW.to_owned(), fields)
        };
        let answers = all_at_once((0..4).map(act).collect()).await;
        assert_eq!(led_to(&answers, TOUCH), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::FORBIDDEN).count(), 3);
    }
}
