//! An account without a password, and what is kept of one.

use db::params;

use super::{on_page, over_api};
use crate::on_both_engines;

on_both_engines! {
    async fn pwd_09_an_account_without_a_password_has_none(server) {
        let dave = server.person("dave").await;
        let sql = "DELETE FROM passwords";
        assert_eq!(server.execute(sql, Vec::new()).await, 1);
        let hashes = server.hashes();
        for (tries, tried) in [dave.password.as_str(), "null", "!", "*", "default"].into_iter().enumerate() {
            assert_eq!(on_page(&mut server.browser(), "dave", tried).await.status, 401, "{tried}");
            assert_eq!(server.hashes() - hashes, tries as u64 + 1);
        }
        assert_eq!(on_page(&mut server.browser(), "dave", "").await.status, 422);
        assert_eq!(over_api(&mut server.browser(), "dave", "").await.problem(), "password-missing");
    }

    async fn pwd_09_a_marker_in_place_of_a_hash_matches_nothing(server) {
        let dave = server.person("dave").await;
        for marker in ["", "!", "null", "$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"] {
            let sql = "UPDATE passwords SET hash = $1";
            assert_eq!(server.execute(sql, params![marker].to_vec()).await, 1);
            for tried in [marker, "null", dave.password.as_str()] {
                let answer = on_page(&mut server.browser(), "dave", tried).await;
                assert_eq!(answer.status, if tried.is_empty() { 422 } else { 401 }, "{marker:?} {tried:?}");
                server.advance(3_600);
            }
        }
    }

    async fn pwd_13_a_pending_sign_in_keeps_nothing_of_the_password(server) {
        let carol = server.two_step_person("carol").await;
        server.pending(&carol).await;
        assert_eq!(server.rows("pending_sign_ins").await, 1);
        let expected = ["token_hash", "account_id", "security_epoch", "surface", "password_at", "expires_at"];
        assert_eq!(server.columns("pending_sign_ins").await, expected);
    }

    async fn pwd_01_huge_ones_are_refused_before_any_hash(server) {
        let alice = server.person("alice").await;
        let hashes = server.hashes();
        for bytes in [4_097, 60_000, 66_000, 1_000_000] {
            let huge = "x".repeat(bytes);
            assert_eq!(on_page(&mut server.browser(), "alice", &huge).await.status, 413, "{bytes}");
            let json = over_api(&mut server.browser(), "alice", &huge).await;
            assert_eq!((json.status.as_u16(), json.problem().as_str()), (413, "too-large"), "{bytes}");
        }
        assert_eq!(server.hashes(), hashes);
        assert_eq!(on_page(&mut server.browser(), "alice", &"x".repeat(4_096)).await.status, 401);
        assert_eq!(server.hashes(), hashes + 1);
        assert_eq!(on_page(&mut server.browser(), "alice", &alice.password).await.status, 303);
    }

    async fn pwd_02_nul_is_refused_with_the_reason_and_costs_no_try(server) {
        let alice = server.person("alice").await;
        let hashes = server.hashes();
        for _ in 0..6 {
            let with_nul = format!("{}\0", alice.password);
            let page = on_page(&mut server.browser(), "alice", &with_nul).await;
            assert_eq!(page.status, 422);
            assert!(page.body.contains(&server.app.locale.t("errors-password-nul")), "{}", page.body);
            assert_eq!(over_api(&mut server.browser(), "alice", &with_nul).await.problem(), "unreadable");
        }
        assert_eq!(server.hashes(), hashes);
        assert_eq!(on_page(&mut server.browser(), "alice", &alice.password).await.status, 303);
    }
}
