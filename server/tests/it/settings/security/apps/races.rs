//! Two tabs, on one node with SQLite and on two with PostgreSQL.

use std::future::Future;

use axum::http::StatusCode;

use super::{ADDED, CODES, LIST, OLD, RECOVERED, REPLACE, RESTORE, token_of};
use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer};

const OFF: &str = "/settings/security?notice=two-step-off";
const REMOVED: &str = "/settings/security/apps?notice=removed";

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

fn led_to(answers: &[Answer], path: &str) -> usize {
    answers.iter().filter(|answer| answer.location() == path).count()
}

on_both_engines! {
    /// TOT-17: of two tabs that remove the last two, one does, and the other looks again.
    async fn tot_17_the_last_two_at_once(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..4 {
            let ann = server.two_step_person(&format!("ann-{round}")).await;
            let mut browser = server.signed_in_twice(&ann).await;
            server.add_app(&mut browser, &ann, &format!("Tablet {round}")).await;
            let sql = "SELECT p.id FROM authenticator_apps p JOIN accounts a ON a.id = p.account_id WHERE a.username = $1";
            let rows = server.app.db.fetch_all(sql, db::params![ann.username.as_str()]).await.unwrap();
            let ids: Vec<String> = rows.iter().map(|row| row.read("id").unwrap()).collect();
            let answers = all((0..2).map(|number| {
                let mut tab = tab(&nodes, &browser, number);
                let (path, code) = (format!("{LIST}/{}/remove", ids[number]), ann.recovery_codes[number].clone());
                let password = ann.password.clone();
                async move { tab.both(&path, &password, &code).await }
            }))
            .await;
            assert_eq!((led_to(&answers, REMOVED), led_to(&answers, OFF)), (1, 0));
            assert_eq!(server.app_names(&ann.username).await.len(), 1);
            assert!(server.is_two_step_on(&ann.username).await, "on, with a factor");
        }
    }

    /// TOT-17: the last one, four times at once: two-step verification ends once.
    async fn tot_17_the_last_one_at_once(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..4 {
            let ann = server.two_step_person(&format!("ann-{round}")).await;
            let browser = server.signed_in_twice(&ann).await;
            let sql = "SELECT p.id FROM authenticator_apps p JOIN accounts a ON a.id = p.account_id WHERE a.username = $1";
            let row = server.app.db.fetch_one(sql, db::params![ann.username.as_str()]).await.unwrap();
            let path = format!("{LIST}/{}/remove", row.read::<String>("id").unwrap());
            let answers = all((0..4).map(|number| {
                let (mut tab, path) = (tab(&nodes, &browser, number), path.clone());
                let (password, code) = (ann.password.clone(), ann.recovery_codes[number].clone());
                async move {
                    if number == 3 { tab.disable(&password, &code).await } else { tab.both(&path, &password, &code).await }
                }
            }))
            .await;
            assert_eq!(led_to(&answers, OFF), 1);
            assert!(!server.is_two_step_on(&ann.username).await, "off, with its codes");
            assert_eq!(server.notices_to(&ann.email).await, 2, "the set-up and one end");
        }
    }

    async fn one_replacement_of_a_lost_device(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..4 {
            let ann = server.two_step_person(&format!("ann-{round}")).await;
            let mut browser = server.by_code(&ann, 0).await;
            let key = server.begin_recovery(&mut browser).await;
            assert_eq!(browser.first_code("New phone", &server.code(&key)).await.location(), CODES);
            let answers = all((0..4).map(|number| {
                let mut tab = tab(&nodes, &browser, number);
                async move { tab.post(CODES, &[("saved", "yes")]).await }
            }))
            .await;
            assert_eq!(led_to(&answers, RECOVERED), 1);
            assert_eq!(server.app_names(&ann.username).await, ["New phone"]);
            assert_eq!(server.count("app_replacements").await, round + 1);
            assert_eq!(server.count("recovery_codes").await, 10 * (round + 1));
        }
    }

    /// A replacement and the removal of the app that it would suspend.
    async fn a_replacement_and_a_removal_leave_a_factor(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..4 {
            let ann = server.two_step_person(&format!("ann-{round}")).await;
            let mut browser = server.by_code(&ann, 0).await;
            let key = server.begin_recovery(&mut browser).await;
            browser.first_code("New phone", &server.code(&key)).await;
            let sql = "SELECT p.id FROM authenticator_apps p JOIN accounts a ON a.id = p.account_id WHERE a.username = $1";
            let row = server.app.db.fetch_one(sql, db::params![ann.username.as_str()]).await.unwrap();
            let path = format!("{LIST}/{}/remove", row.read::<String>("id").unwrap());
            let answers = all((0..2).map(|number| {
                let (mut tab, path) = (tab(&nodes, &browser, number), path.clone());
                let (password, code) = (ann.password.clone(), ann.recovery_codes[1].clone());
                async move {
                    if number == 0 { tab.post(CODES, &[("saved", "yes")]).await } else { tab.both(&path, &password, &code).await }
                }
            }))
            .await;
            let (replaced, ended) = (led_to(&answers, RECOVERED), led_to(&answers, OFF));
            assert_eq!(replaced + ended, 1, "one of the two");
            let names = server.app_names(&ann.username).await;
            if replaced == 1 { assert_eq!(names, ["New phone"]) } else { assert!(names.is_empty()) }
        }
    }

    async fn two_links_at_once_restore_once(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let ann = server.two_step_person("ann").await;
        let mut browser = server.by_code(&ann, 0).await;
        server.recover(&mut browser).await;
        let token = token_of(&server.restore_link(&ann).await);
        let code = server.code(&ann.key);
        let answers = all((0..4).map(|number| {
            let (mut tab, token, code) = (nodes[number % nodes.len()].browser(), token.clone(), code.clone());
            async move { tab.post(RESTORE, &[("token", &token), ("code", &code)]).await }
        }))
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
        assert_eq!(server.app_names("ann").await, ["Authenticator app"]);
    }

    async fn a_replacement_chosen_twice_is_one(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let key = server.begin_app(&mut browser, REPLACE, &ann).await;
        browser.first_code("New", &server.code(&key)).await;
        let answers = all((0..4).map(|number| {
            let (mut tab, which) = (tab(&nodes, &browser, number), if number < 2 { "none" } else { "all" });
            async move { tab.post(OLD, &[("drop", which)]).await }
        }))
        .await;
        let done = led_to(&answers, ADDED) + led_to(&answers, "/settings/security/apps?notice=replaced");
        assert_eq!(done, 1);
        assert!(server.app_names("ann").await.contains(&"New".to_owned()));
    }
}
