//! BRF, AUD: a flood of tries that have to wait grows no log, and none of them is left out of
//! the count.

use vestibule::jobs;
use vestibule::platform::audit::{self, Caller};

use crate::on_both_engines;
use crate::support::{Person, TestServer};

const TOLD: &str = "SELECT CAST(COALESCE(SUM(COALESCE(times, 1)), 0) AS BIGINT) AS n FROM audit_events
                    WHERE result = 'too-many-tries'";
const EVENTS: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM audit_events WHERE result = 'too-many-tries'";
const WAITED: &str = "SELECT CAST(COALESCE(SUM(untold), 0) AS BIGINT) AS n FROM audit_waits";

impl TestServer {
    async fn wait(&self, action: &'static str, account: Option<&str>) {
        audit::note_wait(&self.app, &Caller::operator(), action, account, None).await.unwrap();
    }

    async fn counts(&self) -> (i64, i64) {
        (self.number(EVENTS, &[]).await, self.number(TOLD, &[]).await + self.number(WAITED, &[]).await)
    }
}

on_both_engines! {
    async fn brf_a_flood_leaves_an_event_a_minute_and_a_true_count(server) {
        let alice = server.person("alice").await;
        let wrong = Person { password: "wrong wrong wrong".into(), ..alice.clone() };
        for _ in 0..5 {
            server.browser().sign_in(&wrong).await;
        }
        let mut flood = server.browser();
        let mut waits = 0;
        for _ in 0..25 {
            waits += i64::from(flood.sign_in(&wrong).await.status == 429);
        }
        assert!(waits >= 20, "{waits}");
        assert_eq!(server.counts().await, (1, waits));
        // The next event tells of those before it.
        server.advance(60);
        while flood.sign_in(&wrong).await.status != 429 {}
        assert_eq!(server.counts().await, (2, waits + 1));
        assert_eq!(server.number(WAITED, &[]).await, 0);
        let (done, lines) = server.audit_verify(None).await;
        assert!(done, "{lines:?}");
    }

    async fn what_a_flood_leaves_untold_is_told_when_its_minute_is_over(server) {
        for _ in 0..10 {
            server.wait("sign_in.password", Some("alice")).await;
        }
        jobs::settle_audit(&server.app).await.unwrap();
        assert_eq!((server.counts().await, server.rows("audit_waits").await), ((1, 10), 1), "it goes on");
        server.advance(60);
        let other = server.another_node().await;
        let nodes = [&server.app, &other.as_ref().unwrap_or(&server).app];
        let both = nodes.map(|app| { let app = app.clone(); tokio::spawn(async move { jobs::settle_audit(&app).await }) });
        for one in both {
            one.await.unwrap().unwrap();
        }
        assert_eq!((server.counts().await, server.rows("audit_waits").await), ((2, 10), 0), "told by one of them");
        server.wait("sign_in.password", Some("alice")).await;
        assert_eq!(server.counts().await, (3, 11));
    }

    async fn each_account_act_and_unknown_network_has_a_minute_of_its_own(server) {
        for _ in 0..3 {
            for (action, account) in [("a", Some("alice")), ("a", Some("bob")), ("b", Some("alice")), ("a", None), ("b", None)] {
                server.wait(action, account).await;
            }
        }
        assert_eq!(server.counts().await, (5, 15));
        // A beginning in the future, left by a clock that ran ahead, silences nobody.
        server.clock.back(std::time::Duration::from_secs(3_600));
        server.wait("a", Some("alice")).await;
        assert_eq!(server.counts().await, (6, 16));
    }

    async fn the_owner_reads_how_many_they_were(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        let row = server.app.db.fetch_one("SELECT id FROM accounts", &[]).await.unwrap();
        let id: String = row.read("id").unwrap();
        for _ in 0..12 {
            server.wait("sign_in.password", Some(&id)).await;
        }
        server.advance(60);
        jobs::settle_audit(&server.app).await.unwrap();
        let page = browser.get("/settings/security/activity").await.body;
        assert!(page.contains("Refused: too many tries (11 times)"), "{page}");
        let listed = server.program(&alice).await.get("/api/v1/activity?show=refused").await.json();
        let times: Vec<i64> = listed["events"].as_array().unwrap().iter().map(|event| event["times"].as_i64().unwrap()).collect();
        assert_eq!(times, [11, 1]);
        server.execute("UPDATE audit_events SET times = 10 WHERE times = 11", vec![]).await;
        let (done, lines) = server.audit_verify(None).await;
        assert!(!done && lines[0].contains("was changed"), "the number is under the MAC: {lines:?}");
    }
}

/// Many at once: one begins the minute, the others are counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waits_at_once_are_all_counted() {
    let server = TestServer::postgres().await;
    let other = server.second_node().await;
    let all = (0..60).map(|n| {
        let app = if n % 2 == 0 { server.app.clone() } else { other.app.clone() };
        tokio::spawn(async move { audit::note_wait(&app, &Caller::operator(), "a", Some("alice"), None).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    assert_eq!(server.counts().await, (1, 60));
}
