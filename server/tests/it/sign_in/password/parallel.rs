//! Guessing in parallel: the charge comes before the compare.

use futures_util::future::join_all;
use vestibule::platform::hashing::Cost;
use zeroize::Zeroizing;

use super::{WRONG, on_page};
use crate::on_both_engines;
use crate::support::{Options, Person, TestServer};

/// Two hundred tries at once on these nodes, each from a network of its own, the right
/// password in the middle. Answers how many hashes that was, and how many got in.
async fn storm(nodes: &[&TestServer], alice: &Person) -> (u64, usize) {
    let before: u64 = nodes.iter().map(|node| node.hashes()).sum();
    let tries = (0..200_usize).map(async |at| {
        let password = if at == 100 { alice.password.clone() } else { format!("{WRONG} {at}") };
        let mut browser = nodes[at % nodes.len()].browser_at(&format!("203.0.{}.{}:1", at / 250, at % 250));
        on_page(&mut browser, "alice", &password).await
    });
    let answers = join_all(tries).await;
    assert!(answers.iter().all(|answer| [303, 401, 429].contains(&answer.status.as_u16())));
    let open = answers.iter().filter(|answer| answer.status == 303).count();
    let compared = answers.iter().filter(|answer| answer.status != 429).count() as u64;
    let hashes = nodes.iter().map(|node| node.hashes()).sum::<u64>() - before;
    assert_eq!(hashes, compared);
    (hashes, open)
}

async fn assert_bounded(nodes: &[&TestServer]) {
    let server = nodes[0];
    let alice = server.person("alice").await;
    let (hashes, open) = storm(nodes, &alice).await;
    // Where the right one was among the first five, its success began a new budget.
    assert!(hashes <= if open == 1 { 10 } else { 5 }, "{hashes} hashes, {open} in");
    // With the budget used up the right one is among the refused.
    let mut browser = server.browser_at("198.51.100.7:1");
    while on_page(&mut browser, "alice", WRONG).await.status != 429 {}
    assert_eq!(storm(nodes, &alice).await, (0, 0));
    // One try comes free: one of the two hundred is compared.
    server.advance(3_600);
    let (hashes, open) = storm(nodes, &alice).await;
    assert!(if open == 1 { hashes <= 6 } else { hashes == 1 }, "{hashes} hashes, {open} in");
}

on_both_engines! {
    async fn brf_02_parallel_tries_share_one_budget(server) {
        assert_bounded(&[&server]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brf_02_parallel_tries_on_two_nodes_share_one_budget() {
    let server = TestServer::postgres().await;
    let other = server.second_node().await;
    assert_bounded(&[&server, &other]).await;
}

/// The hash is long, so that each try can be given up in the middle of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brf_23_a_try_that_ends_before_its_answer_was_charged() {
    for server in TestServer::both_with(Options::default()).await {
        let alice = server.person("alice").await;
        let hashing = server.app.hashing.clone();
        let cost = Cost { memory_kib: 65_536, passes: 16, lanes: 1 };
        let busy =
            tokio::spawn(async move { hashing.hash(Zeroizing::new(vec![7; 16]), None, [7; 16], cost).await.map(drop) });
        for tries in 1..=5 {
            let mut browser = server.browser();
            let given_up = tokio::spawn(async move { on_page(&mut browser, "alice", WRONG).await });
            let charged =
                "SELECT CAST(COALESCE(MAX(failures), 0) AS BIGINT) AS n FROM throttles WHERE factor = 'password'";
            while server.number(charged, &[]).await < tries {
                tokio::task::yield_now().await;
            }
            given_up.abort();
            assert!(given_up.await.is_err_and(|error| error.is_cancelled()), "{tries}");
        }
        busy.await.unwrap().unwrap();
        let refused = on_page(&mut server.browser(), "alice", &alice.password).await;
        assert_eq!((refused.status.as_u16(), refused.retry_after()), (429, Some(30)));
        assert_eq!(server.events("sign_in.password").await, ["too-many-tries"]);
    }
}
