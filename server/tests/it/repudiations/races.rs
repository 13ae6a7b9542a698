//! At once, on one node with SQLite and on two with PostgreSQL.

use axum::http::StatusCode;

use super::{APPS, PAGE};
use crate::on_both_engines;
use crate::support::{Browser, TestServer};

async fn nodes(server: TestServer) -> Vec<TestServer> {
    let other = server.another_node().await;
    std::iter::once(server).chain(other).collect()
}

async fn press(mut browser: Browser, token: String) -> StatusCode {
    browser.post(PAGE, &[("token", &token), ("password", "")]).await.status
}

on_both_engines! {
    async fn mai_17_of_many_presses_of_one_link_one_counts(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.new_app(&mut browser, &ann, &format!("{APPS}/new")).await;
        let token = server.repudiation(&ann.email).await;
        let acts = (0..12).map(|number| tokio::spawn(press(nodes[number % nodes.len()].browser(), token.clone())));
        let mut statuses = Vec::new();
        for act in acts.collect::<Vec<_>>() {
            statuses.push(act.await.unwrap());
        }
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::GONE).count(), 11, "{statuses:?}");
        let events = server.events("account.repudiate").await;
        assert_eq!(events.iter().filter(|result| *result == "allowed").count(), 1, "{events:?}");
        assert_eq!(server.mails_about("was taken back").await, 1);
        assert_eq!(server.apps().await, 1);
    }

    /// Two links at once, of two added apps: each does its part, and one app is left.
    async fn two_links_at_once_leave_a_factor(server) {
        let nodes = nodes(server).await;
        let server = &nodes[0];
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let mut tokens = Vec::new();
        for _ in 0..2 {
            server.new_app(&mut browser, &ann, &format!("{APPS}/new")).await;
            server.advance(1);
            tokens.push(server.repudiation(&ann.email).await);
        }
        let id = server.id_of_app("Authenticator app").await;
        let answer = browser.prove(&format!("{APPS}/{id}/remove"), &ann.password, &ann.recovery_codes[0]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let acts: Vec<_> = tokens
            .into_iter()
            .enumerate()
            .map(|(number, token)| tokio::spawn(press(nodes[number % nodes.len()].browser(), token)))
            .collect();
        for act in acts {
            assert_eq!(act.await.unwrap(), StatusCode::OK);
        }
        assert_eq!(server.apps().await, 1, "never none");
    }
}
