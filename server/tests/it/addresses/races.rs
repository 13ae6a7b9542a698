//! At once, on one node with SQLite and on two with PostgreSQL.

use std::future::Future;

use axum::http::StatusCode;

use super::{CONFIRM, NEW, UNDO};
use crate::on_both_engines;
use crate::support::{Answer, Browser, TestServer};

/// The nodes to spread requests over.
async fn nodes(server: TestServer) -> Vec<TestServer> {
    let other = server.another_node().await;
    std::iter::once(server).chain(other).collect()
}

fn at(nodes: &[TestServer], number: usize, visitor: &Browser) -> Browser {
    let mut moved = nodes[number % nodes.len()].browser_at(&format!("198.51.100.{number}:40000"));
    moved.cookies = visitor.cookies.clone();
    moved
}

/// Begins all of it before waiting for any, and answers how many came through.
async fn come_through<F: Future<Output = Answer> + Send + 'static>(acts: Vec<F>) -> usize {
    let tasks: Vec<_> = acts.into_iter().map(tokio::spawn).collect();
    let mut through = 0;
    for task in tasks {
        let answer = task.await.unwrap();
        assert!(!answer.status.is_server_error(), "{}: {}", answer.status, answer.body);
        through += usize::from([StatusCode::OK, StatusCode::SEE_OTHER].contains(&answer.status));
    }
    through
}

async fn send(mut browser: Browser, path: String, name: &'static str, value: String) -> Answer {
    browser.post(&path, &[(name, &value)]).await
}

on_both_engines! {
    async fn two_accounts_that_confirm_one_address_at_once(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..5 {
            let mut acts = Vec::new();
            let email = format!("both-{round}@example.test");
            for number in 0..2 {
                let person = server.person(&format!("rival-{round}-{number}")).await;
                let token = server.link_to(&mut server.signed_in(&person).await, &person, &email).await;
                acts.push(send(at(&nodes, number, &server.browser()), CONFIRM.to_owned(), "token", token));
            }
            assert_eq!(come_through(acts).await, 1);
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM addresses WHERE folded = $1 AND confirmed_at IS NOT NULL";
            assert_eq!(server.number(sql, db::params![email.as_str()]).await, 1);
            server.forget_tries().await;
        }
        let mut events = server.events("address.confirm").await;
        events.sort();
        assert_eq!(events.iter().filter(|result| *result == "allowed").count(), 5, "{events:?}");
        assert_eq!(events.len(), 10, "the one that lost has its event: {events:?}");
    }

    async fn mai_07_of_many_uses_of_one_link_one_counts(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.link_to(&mut browser, &bob, "other@example.test").await;
        let uses = |path: &'static str, token: &str| {
            let act = |number| send(at(&nodes, number, &server.browser()), path.to_owned(), "token", token.to_owned());
            (0..20).map(act).collect::<Vec<_>>()
        };
        assert_eq!(come_through(uses(CONFIRM, &token)).await, 1);
        server.settle().await;
        server.remove(&mut browser, &bob, "other@example.test").await;
        let token = server.token_in_mail("other@example.test").await;
        assert_eq!(come_through(uses(UNDO, &token)).await, 1);
        assert_eq!(server.addresses_of("bob").await, ["bob@example.test+*", "other@example.test+"]);
    }

    /// Two tabs: one makes the other address the primary one, the other removes it; or each
    /// removes one. A confirmed primary address stays, whichever comes first.
    async fn a_confirmed_primary_one_stays_whatever_two_tabs_do(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        for round in 0..6 {
            let bob = server.person(&format!("bob-{round}")).await;
            let mut browser = server.signed_in(&bob).await;
            let (second, third) = (format!("second-{round}@example.test"), format!("third-{round}@example.test"));
            server.second_address(&mut browser, &bob, &second).await;
            server.second_address(&mut browser, &bob, &third).await;
            let (second, third) = (server.path_of(&bob.username, &second).await, server.path_of(&bob.username, &third).await);
            let first = server.path_of(&bob.username, &bob.email).await;
            let paths = match round % 3 {
                0 => [format!("{second}/remove"), format!("{third}/remove"), format!("{first}/remove")],
                1 => [format!("{second}/remove"), format!("{second}/primary"), format!("{third}/remove")],
                _ => [format!("{second}/primary"), format!("{third}/primary"), format!("{first}/remove")],
            };
            let acts = paths.into_iter().enumerate().map(|(number, path)| {
                send(at(&nodes, number, &browser), path, "password", bob.password.clone())
            });
            assert!(come_through(acts.collect()).await >= 1);
            let left = server.addresses_of(&bob.username).await;
            let primaries = left.iter().filter(|address| address.ends_with("+*")).count();
            assert!(primaries == 1 && !left.iter().any(|address| address.ends_with('*') && !address.ends_with("+*")), "{left:?}");
            server.forget_tries().await;
        }
    }

    /// The same address typed twice, or the last place taken twice.
    async fn an_address_is_added_once_and_the_tenth_is_the_last(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let bob = server.person("bob").await;
        let browser = server.signed_in(&bob).await;
        let add = |number: usize, email: String| {
            let (mut tab, password) = (at(&nodes, number, &browser), bob.password.clone());
            async move { tab.post(NEW, &[("email", &email), ("password", &password)]).await }
        };
        assert_eq!(come_through((0..4).map(|number| add(number, "same@example.test".into())).collect()).await, 1);
        server.forget_tries().await;
        let through = come_through((0..12).map(|number| add(number, format!("n{number}@example.test"))).collect()).await;
        assert_eq!(server.rows("addresses").await, 2 + i64::try_from(through).unwrap());
        assert!(server.rows("addresses").await <= 10, "{through}");
    }
}
