//! `places.database`: where a network is, beside it wherever it is shown. The file is in
//! `support/places`; another program wrote it.

use serde_json::json;

use crate::support::{Options, TestServer};

const SESSIONS: &str = "/settings/security/sessions";
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/places/city.mmdb");

async fn servers() -> [TestServer; 2] {
    TestServer::both_with(Options::set(&[("VESTIBULE_PLACES__DATABASE", FILE)])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_its_notice_and_its_event_name_the_place() {
    for server in servers().await {
        let alice = server.person("alice").await;
        let mut program = server.program(&alice).await;
        for (address, place) in [
            ("192.0.2.7:1", "192.0.2.7 (Lisbon, Portugal)"),
            ("[2001:db8:1:2::3]:1", "2001:db8:1:2::/64 (São Paulo, Brazil)"),
        ] {
            server.advance(1);
            let mut browser = server.browser_at(address);
            browser.sign_in(&alice).await;
            let (_, mail) = server.newest_mail(&alice.email).await.unwrap();
            assert!(mail.contains(place), "{mail}");
            assert!(browser.get("/settings/security/activity").await.body.contains(place), "{place}");
            let (network, city) = place.split_once(" (").unwrap();
            let page = browser.get(SESSIONS).await.body;
            assert!(
                page.contains(&format!("<dd>{network}</dd>")) && page.contains(city.trim_end_matches(')')),
                "{page}"
            );
            let listed = program.get("/api/v1/sessions").await.json();
            assert_eq!(listed["sessions"][0]["place"], json!(city.trim_end_matches(')')));
            assert_eq!(listed["sessions"][0]["network"], json!(network));
        }
    }
}

/// Of a network that the file does not know, and without a file, nothing is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_network_has_no_place() {
    let [with_file, _] = servers().await;
    for (server, address) in [(with_file, "198.51.100.200:1"), (TestServer::sqlite().await, "192.0.2.7:1")] {
        let alice = server.person("alice").await;
        let mut browser = server.browser_at(address);
        browser.sign_in(&alice).await;
        let page = browser.get(SESSIONS).await.body;
        assert!(page.contains("192.0.2.7") || page.contains("198.51.100.200"));
        assert!(!page.contains("<dt>Place</dt>"), "{page}");
        let listed = server.program(&alice).await.get("/api/v1/sessions").await.json();
        let of_browser = listed["sessions"].as_array().unwrap().iter().find(|one| one["surface"] == "web").unwrap();
        assert_eq!(of_browser["place"], json!(null));
    }
}

/// What stands in the file is text, on the page and in both forms of a mail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inj_hostile_names_are_only_text() {
    for server in servers().await {
        let alice = server.person("alice").await;
        server.signed_in(&alice).await;
        let mut browser = server.browser_at("203.0.113.1:1");
        browser.sign_in(&alice).await;
        for path in [SESSIONS, "/settings/security/activity"] {
            let page = browser.get(path).await.body;
            assert!(page.contains("alert(1)"), "it is shown, as text: {page}");
            assert!(!page.contains("<script>alert") && !page.contains("\"><b>"), "{page}");
        }
        let html = server.newest_html(&alice.email).await;
        assert!(html.contains("alert(1)") && !html.contains("<script>alert"), "{html}");
        let mut browser = server.browser_at("203.0.113.65:1");
        browser.sign_in(&alice).await;
        assert!(!browser.get(SESSIONS).await.body.contains("Germany"), "a name that breaks lines is none");
    }
}
