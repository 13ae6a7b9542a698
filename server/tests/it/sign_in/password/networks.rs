//! Tries are counted by the network they come from as well.

use futures_util::future::join_all;

use super::{WRONG, on_page, over_api};
use crate::on_both_engines;
use crate::support::{Options, TestServer};

/// As many wrong tries as one network has, each on another login.
async fn use_up(server: &TestServer, address: impl Fn(usize) -> String, header: Option<(&'static str, &str)>) {
    for at in 0..100 {
        let mut browser = server.browser_at(&address(at));
        if let Some((name, value)) = header {
            browser.extra_headers.push((name, format!("{value}{at}")));
        }
        let answer = on_page(&mut browser, &format!("guess{at}"), WRONG).await;
        assert_eq!(answer.status, 401, "{at}: {}", answer.body);
    }
}

on_both_engines! {
    async fn brf_14_guessing_many_accounts_stops_the_network(server) {
        let alice = server.person("alice").await;
        use_up(&server, |_| "198.51.100.7:1".into(), None).await;
        let mut inside = server.browser_at("198.51.100.7:2");
        let refused = on_page(&mut inside, "alice", &alice.password).await;
        assert_eq!((refused.status.as_u16(), refused.retry_after()), (429, Some(30)));
        let mut outside = server.browser_at("198.51.100.8:1");
        assert_eq!(on_page(&mut outside, "alice", &alice.password).await.status, 303);
        server.advance(30);
        assert_eq!(on_page(&mut inside, "alice", &alice.password).await.status, 303);
    }

    async fn brf_14_a_success_does_not_shut_a_network_that_has_used_its_tries(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let mut browser = server.browser_at("198.51.100.7:1");
        for at in 0..99 {
            on_page(&mut browser, &format!("guess{at}"), WRONG).await;
        }
        for person in [&alice, &bob, &alice, &bob] {
            assert_eq!(on_page(&mut browser, &person.username, &person.password).await.status, 303);
        }
        assert_eq!(on_page(&mut browser, "guess", WRONG).await.status, 401);
        assert_eq!(on_page(&mut browser, "alice", &alice.password).await.retry_after(), Some(30));
        // The waiting office gets in afterwards, one after the other.
        server.advance(30);
        for person in [&alice, &bob] {
            assert_eq!(on_page(&mut browser, &person.username, &person.password).await.status, 303);
        }
    }

    async fn a_thousand_good_sign_ins_from_one_network_do_not_wait(server) {
        let mut people = Vec::new();
        for at in 0..20 {
            people.push(server.person(&format!("worker{at}")).await);
        }
        for round in 0..50 {
            let answers = join_all(people.iter().map(async |person| {
                over_api(&mut server.browser(), &person.username, &person.password).await.status
            }));
            assert!(answers.await.iter().all(|status| *status == 200), "{round}");
        }
    }

    async fn brf_10_no_header_makes_another_network(server) {
        let alice = server.person("alice").await;
        for (at, name) in
            ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip"].into_iter().enumerate()
        {
            let value = if name == "forwarded" { "for=203.0.113." } else { "203.0.113." };
            let address = format!("198.51.100.{at}:1");
            use_up(&server, |_| address.clone(), Some((name, value))).await;
            let mut browser = server.browser_at(&address);
            browser.extra_headers.push((name, format!("{value}250")));
            assert_eq!(on_page(&mut browser, "alice", &alice.password).await.status, 429, "{name}");
            server.advance(3_600);
        }
    }

    async fn brf_11_an_ipv6_network_is_a_64(server) {
        let alice = server.person("alice").await;
        use_up(&server, |at| format!("[2001:db8:1:2:{at:x}::{at:x}]:1"), None).await;
        let mut same = server.browser_at("[2001:db8:1:2:ffff::1]:1");
        assert_eq!(on_page(&mut same, "alice", &alice.password).await.status, 429);
        let mut neighbour = server.browser_at("[2001:db8:1:3::1]:1");
        assert_eq!(on_page(&mut neighbour, "alice", &alice.password).await.status, 303);
        // IPv4 in IPv6's dress is the IPv4 network.
        use_up(&server, |_| "[::ffff:198.51.100.7]:1".into(), None).await;
        let mut plain = server.browser_at("198.51.100.7:1");
        assert_eq!(on_page(&mut plain, "alice", &alice.password).await.status, 429);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brf_10_behind_a_listed_proxy_the_client_it_saw_is_counted() {
    for server in TestServer::both_with(Options::behind_a_proxy("http://localhost:8080")).await {
        let alice = server.person("alice").await;
        // What stands further left came from the client itself.
        for at in 0..100 {
            let mut browser = server.browser_at("10.0.0.1:1");
            browser.extra_headers.push(("x-forwarded-for", format!("203.0.113.{at}, 198.51.100.7, 10.0.0.2")));
            assert_eq!(on_page(&mut browser, &format!("guess{at}"), WRONG).await.status, 401);
        }
        for (forwarded, status) in [("203.0.113.250, 198.51.100.7", 429), ("198.51.100.7, 198.51.100.8", 303)] {
            let mut browser = server.browser_at("10.0.0.1:1");
            browser.extra_headers.push(("x-forwarded-for", forwarded.into()));
            assert_eq!(on_page(&mut browser, "alice", &alice.password).await.status, status, "{forwarded}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brf_10_what_cannot_be_read_counts_for_the_proxy_itself() {
    for server in TestServer::both_with(Options::behind_a_proxy("http://localhost:8080")).await {
        let unreadable = ["unknown", "fe80::1%eth0", "", "198.51.100.7;", "_hidden"];
        for at in 0..100 {
            let mut browser = server.browser_at("10.0.0.1:1");
            browser.extra_headers.push(("x-forwarded-for", unreadable[at % unreadable.len()].into()));
            assert_eq!(on_page(&mut browser, &format!("guess{at}"), WRONG).await.status, 401);
        }
        let mut browser = server.browser_at("10.0.0.1:1");
        assert_eq!(on_page(&mut browser, "guess", WRONG).await.status, 429);
    }
}
