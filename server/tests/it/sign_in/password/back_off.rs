//! Wrong passwords wait, ever longer, and never for good.

use db::params;

use super::{WRONG, on_page, over_api};
use crate::on_both_engines;

on_both_engines! {
    async fn brf_01_waits_double_to_an_hour_and_waiting_them_out_works(server) {
        let alice = server.person("alice").await;
        let (mut browser, mut program) = (server.browser(), server.browser());
        for _ in 0..5 {
            assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 401);
        }
        for wait in [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
            let hashes = server.hashes();
            let page = on_page(&mut browser, "alice", &alice.password).await;
            assert_eq!((page.status.as_u16(), page.retry_after()), (429, Some(wait)));
            server.advance(wait - 1);
            let json = over_api(&mut program, "alice", &alice.password).await;
            assert_eq!((json.status.as_u16(), json.retry_after(), json.problem().as_str()), (429, Some(1), "too-many-tries"));
            assert_eq!(server.hashes(), hashes);
            server.advance(1);
            assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 401);
        }
        server.advance(3_600);
        assert_eq!(on_page(&mut browser, "alice", &alice.password).await.location(), "/settings/security");
        // The owner's success begins a new count.
        for _ in 0..5 {
            assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 401);
        }
        assert_eq!(on_page(&mut browser, "alice", WRONG).await.retry_after(), Some(30));
    }

    async fn the_page_says_how_long_in_words(server) {
        server.person("alice").await;
        let mut browser = server.browser();
        for _ in 0..6 {
            on_page(&mut browser, "alice", WRONG).await;
        }
        server.advance(30);
        on_page(&mut browser, "alice", WRONG).await;
        server.advance(60);
        on_page(&mut browser, "alice", WRONG).await;
        let words = server.app.locale.t1("errors-throttled", "minutes", 2);
        let (page, json) = (on_page(&mut browser, "alice", WRONG).await, over_api(&mut browser, "alice", WRONG).await);
        assert!(page.body.contains(&words) && page.body.contains("value=\"alice\""), "{}", page.body);
        assert_eq!(json.json()["detail"].as_str(), Some(words.as_str()));
    }

    async fn a_day_without_a_try_is_forgotten(server) {
        server.person("alice").await;
        let mut browser = server.browser();
        for _ in 0..5 {
            on_page(&mut browser, "alice", WRONG).await;
        }
        server.advance(86_401);
        for _ in 0..5 {
            assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 401);
        }
        assert_eq!(on_page(&mut browser, "alice", WRONG).await.retry_after(), Some(30));
    }

    async fn brf_09_a_success_clears_ones_own_counter_only(server) {
        let (_alice, mallory) = (server.person("alice").await, server.person("mallory").await);
        let mut browser = server.browser();
        for _ in 0..4 {
            on_page(&mut browser, "alice", WRONG).await;
            on_page(&mut browser, "mallory", WRONG).await;
        }
        assert_eq!(on_page(&mut server.browser(), "mallory", &mallory.password).await.status, 303);
        assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 401);
        assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 429);
        for _ in 0..5 {
            assert_eq!(on_page(&mut browser, "mallory", WRONG).await.status, 401);
        }
        assert_eq!(on_page(&mut browser, "mallory", WRONG).await.status, 429);
    }

    async fn brf_21_a_counter_that_is_full_stays_shut(server) {
        let alice = server.person("alice").await;
        let mut browser = server.browser();
        on_page(&mut browser, "alice", WRONG).await;
        for full in [i64::from(i32::MAX) - 1, i64::MAX - 1, i64::MAX] {
            let sql = "UPDATE throttles SET failures = $1, blocked_until = updated_at WHERE factor = 'password'";
            assert_eq!(server.execute(sql, params![full].to_vec()).await, 1);
            assert_eq!(on_page(&mut browser, "alice", WRONG).await.status, 401, "{full}");
            let refused = on_page(&mut browser, "alice", &alice.password).await;
            assert_eq!((refused.status.as_u16(), refused.retry_after()), (429, Some(3_600)), "{full}");
        }
    }
}
