//! `/dev/mailbox`

use std::fs;

use crate::on_both_engines;
use crate::support::{Browser, Options, TestServer};

/// A browser on this machine.
const HERE: &str = "127.0.0.1:4000";

fn key(server: &TestServer) -> String {
    fs::read_to_string(server.dir().join("mailbox-key")).unwrap().trim().to_owned()
}

/// A browser that came by the link.
async fn developer(server: &TestServer, address: &str) -> Browser {
    let mut browser = server.browser_at(address);
    let answer = browser.get(&format!("/dev/mailbox?key={}", key(server))).await;
    // The key leaves the address at once.
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/dev/mailbox"), "{}", answer.body);
    browser
}

/// Writes a mail to alice and answers the path of its page.
async fn mail(server: &TestServer) -> String {
    let fields = [("username", "alice"), ("email", "alice@example.test"), ("password", "quiet river lantern otter")];
    assert_eq!(server.browser().post("/sign-up", &fields).await.status, 200);
    server.newest_mail("alice@example.test").await.unwrap();
    let name = fs::read_dir(server.dir().join("mailbox")).unwrap().next().unwrap().unwrap().file_name();
    format!("/dev/mailbox/{}", name.to_str().unwrap().strip_suffix(".eml").unwrap())
}

on_both_engines! {
    async fn shows_the_mails_to_whoever_came_by_the_link(server) {
        let path = mail(&server).await;
        for address in [HERE, "[::1]:4000"] {
            let mut browser = developer(&server, address).await;
            let list = browser.get("/dev/mailbox").await;
            assert!(list.status == 200 && list.body.contains(&path) && list.body.contains("alice@example.test"), "{}", list.body);
            let page = browser.get(&path).await;
            assert!(page.status == 200 && page.body.contains("/sign-up/confirmation?token=vsup_"), "{}", page.body);
            assert!(page.body.contains("href=\"http://localhost:8080/sign-up/confirmation?token=vsup_"), "{}", page.body);
        }
    }

    async fn does_not_exist_without_the_key(server) {
        let path = mail(&server).await;
        let other = token_format::Token::generate(token_format::Prefix::new("vdev_"), |bytes| bytes.fill(7));
        for query in ["".to_owned(), "?key=".into(), format!("?key={}", other.expose()), format!("?key={}x", key(&server))] {
            let answer = server.browser_at(HERE).get(&format!("/dev/mailbox{query}")).await;
            assert!(answer.status == 404 && !answer.sets_cookies(), "{query}");
        }
        assert_eq!(server.browser_at(HERE).get(&path).await.status, 404);
        // In its address only the list takes it.
        assert_eq!(server.browser_at(HERE).get(&format!("{path}?key={}", key(&server))).await.status, 404);
        let mut stranger = server.browser_at(HERE);
        stranger.cookies.insert("start-link".into(), other.expose().to_owned());
        assert_eq!(stranger.get("/dev/mailbox").await.status, 404);
    }

    async fn does_not_exist_for_other_machines(server) {
        let path = mail(&server).await;
        let cookies = developer(&server, HERE).await.cookies;
        for address in ["192.0.2.1:4000", "10.0.0.1:4000", "[2001:db8::1]:4000", "[::ffff:192.0.2.1]:4000", "0.0.0.0:1"] {
            let mut browser = server.browser_at(address);
            assert_eq!(browser.get(&format!("/dev/mailbox?key={}", key(&server))).await.status, 404, "{address}");
            browser.cookies = cookies.clone();
            for path in ["/dev/mailbox", &path] {
                assert_eq!(browser.get(path).await.status, 404, "{address} {path}");
            }
        }
    }

    async fn does_not_exist_through_a_proxy(server) {
        let path = mail(&server).await;
        for header in [
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "forwarded",
            "via",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
        ] {
            let mut browser = developer(&server, HERE).await;
            assert_eq!(browser.get("/dev/mailbox").await.status, 200);
            browser.extra_headers.push((header, "127.0.0.1".into()));
            for path in ["/dev/mailbox", &path, &format!("/dev/mailbox?key={}", key(&server))] {
                assert_eq!(browser.get(path).await.status, 404, "{header} {path}");
            }
        }
    }

    async fn inj_a_mail_s_name_is_no_path(server) {
        mail(&server).await;
        let mut browser = developer(&server, HERE).await;
        for id in ["..%2fmaster.key", "..%2f..%2fetc%2fpasswd", "%2e%2e", ".", "%00", "%ff", "x.eml", "a%2fb"] {
            let answer = browser.get(&format!("/dev/mailbox/{id}")).await;
            assert_eq!(answer.status, 404, "{id}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_not_exist_where_mails_are_sent() {
    for server in TestServer::both_with(Options::behind_a_proxy("http://localhost:8080")).await {
        assert!(server.app.mailbox.is_none() && !server.dir().join("mailbox-key").exists());
        assert!(server.matrix().iter().all(|row| !row.path.starts_with("/dev/")));
        for path in ["/dev/mailbox", "/dev/mailbox?key=x", "/dev/mailbox/x"] {
            assert_eq!(server.browser_at(HERE).get(path).await.status, 404, "{path}");
        }
    }
}
