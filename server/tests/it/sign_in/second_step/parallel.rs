//! BRF-03: many sign-ins at their second door have no more tries together than one.

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{Browser, Person, TestServer};

/// Pending sign-ins, and tries in each.
const SIGN_INS: usize = 40;
const TRIES: usize = 5;
/// Tries of one factor before the first wait.
const FREE: usize = 5;

/// One pending sign-in each, from networks of their own, over all nodes.
async fn at_the_second_door(nodes: &[&TestServer], alice: &Person) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for number in 0..SIGN_INS {
        let mut browser = nodes[number % nodes.len()].browser_at(&format!("198.51.100.{}:4000", number + 1));
        let answer = browser.sign_in(alice).await;
        assert_eq!(answer.location(), "/sign-in/second-step", "{}", answer.body);
        browsers.push(browser);
    }
    browsers
}

on_both_engines! {
    async fn brf_03_parallel_sign_ins_share_the_factor_s_tries(server) {
        let alice = server.two_step_person("alice").await;
        let other = server.another_node().await;
        let nodes: Vec<&TestServer> = std::iter::once(&server).chain(other.as_ref()).collect();
        let wrong = server.wrong_code(&alice.key);
        let browsers = at_the_second_door(&nodes, &alice).await;
        let mut tasks = Vec::new();
        for browser in browsers {
            for _ in 0..TRIES {
                let (mut browser, wrong) = (browser.clone(), wrong.clone());
                tasks.push(tokio::spawn(async move { browser.enter_code(&wrong).await.status }));
            }
        }
        let (mut compared, mut waited) = (0, 0);
        for task in tasks {
            match task.await.unwrap() {
                StatusCode::FORBIDDEN => compared += 1,
                StatusCode::TOO_MANY_REQUESTS => waited += 1,
                other => panic!("{other}"),
            }
        }
        assert_eq!((compared, waited), (FREE, SIGN_INS * TRIES - FREE));
        // Waiting for it, the owner comes in as ever.
        server.advance(3_600);
        server.signed_in_twice(&alice).await;
    }
}
