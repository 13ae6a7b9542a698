//! What may be chosen as a password.

use axum::http::Method;
use serde_json::json;

use super::{PASSWORD, confirm, link};
use crate::on_both_engines;
use crate::support::{Answer, TestServer};

async fn choose(server: &TestServer, username: &str, password: &str) -> Answer {
    let email = format!("{username}@example.test");
    let body = json!({ "username": username, "email": email, "password": password }).to_string();
    // Each from a network of its own: sign-ups of one network are counted.
    let octet = u8::try_from(username.len() * 7 % 250).unwrap();
    let mut program = server.browser_at(&format!("198.51.{octet}.{}:1", password.len() % 250));
    program.api(Method::POST, "/api/v1/sign-up", &body).await
}

/// Signs up with that password, confirms, and says which of `tries` then sign in.
async fn signing_in(server: &TestServer, username: &str, password: &str, tries: &[&str]) -> Vec<bool> {
    let answer = choose(server, username, password).await;
    assert_eq!(answer.status, 202, "{password:?}: {}", answer.body);
    let link = link(server, &format!("{username}@example.test")).await;
    assert_eq!(confirm(&mut server.browser(), &link, password).await.status, 303, "{password:?}");
    let mut open = Vec::new();
    for tried in tries {
        let answer = server.browser().post("/sign-in", &[("login", username), ("password", tried)]).await;
        open.push(answer.status == 303);
    }
    open
}

on_both_engines! {
    async fn pwd_01_huge_ones_are_refused_before_any_hash(server) {
        let hashes = server.hashes();
        let too_long = format!("{PASSWORD} {}", "x".repeat(4_096));
        let answer = choose(&server, "alice", &too_long).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (413, "too-large"));
        assert_eq!(choose(&server, "alice", &"x".repeat(70_000)).await.status, 413);
        assert_eq!(server.hashes(), hashes);
        let longest = format!("{PASSWORD} {}", "x".repeat(4_096 - PASSWORD.len() - 1));
        assert_eq!((longest.len(), choose(&server, "alice", &longest).await.status.as_u16()), (4_096, 202));
    }

    async fn pwd_02_nul_is_refused_and_other_controls_are_kept(server) {
        let refused = choose(&server, "alice", "quiet river\0lantern otter").await;
        assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (422, "unreadable"));
        let password = "quiet river\r\nlantern\u{7} otter";
        let tries = ["quiet river\nlantern\u{7} otter", "quiet river", "quiet river\r\nlantern otter", password];
        assert_eq!(signing_in(&server, "alice", password, &tries).await, [false, false, false, true]);
    }

    async fn pwd_03_every_byte_counts(server) {
        let whole = format!("quiet river lantern {}", "a".repeat(3_980));
        let mut other_end = whole.clone();
        other_end.replace_range(3_999.., "b");
        let tries = [&whole[..3_999], other_end.as_str(), whole.as_str()];
        assert_eq!(signing_in(&server, "alice", &whole, &tries).await, [false, false, true]);

        // bcrypt would stop at 72.
        let long = format!("otter meadow candle {}", "z".repeat(53));
        assert_eq!(long.len(), 73);
        let mut other_end = long.clone();
        other_end.replace_range(72.., "y");
        let tries = [&long[..72], other_end.as_str(), long.as_str()];
        assert_eq!(signing_in(&server, "bobby", &long, &tries).await, [false, false, true]);
    }

    async fn pwd_05_spaces_are_kept(server) {
        let password = "  quiet river  lantern ";
        let tries = ["quiet river  lantern", "  quiet river lantern ", "  quiet\u{a0}river  lantern ", password];
        assert_eq!(signing_in(&server, "alice", password, &tries).await, [false, false, false, true]);
        let spaces = choose(&server, "bobby", &" ".repeat(20)).await;
        assert_eq!((spaces.status.as_u16(), spaces.problem().as_str()), (422, "password-repeats"));
    }

    async fn pwd_06_code_points_are_counted_after_composing(server) {
        let faces = "\u{1f600}\u{1f422}\u{1f335}\u{1f680}\u{1f9ca}\u{1f3bb}\u{1f9ed}\u{1f511}\u{1f36a}\u{1f40c}\
                     \u{1f30b}\u{1f9f5}\u{1f4ef}\u{1f6f6}\u{1f3c4}";
        let fourteen: String = faces.chars().take(14).collect();
        let short = choose(&server, "alice", &fourteen).await;
        assert_eq!((short.status.as_u16(), short.problem().as_str()), (422, "password-too-short"));
        assert_eq!(choose(&server, "alice", faces).await.status, 202);

        // 14 letters that were typed as 28 code points; then 15, typed either way.
        let typed = "e\u{301}a\u{300}o\u{302}u\u{308}n\u{303}c\u{327}i\u{308}z\u{30c}s\u{30c}r\u{30c}y\u{301}g\u{306}l\u{301}w\u{302}";
        assert_eq!(typed.chars().count(), 28);
        let short = choose(&server, "bobby", typed).await;
        assert_eq!(short.problem(), "password-too-short");
        let typed = format!("{typed}k\u{301}");
        let composed = "\u{e9}\u{e0}\u{f4}\u{fc}\u{f1}\u{e7}\u{ef}\u{17e}\u{161}\u{159}\u{fd}\u{11f}\u{13a}\u{175}\u{1e31}";
        assert_eq!(signing_in(&server, "bobby", &typed, &[composed, &typed]).await, [true, true]);
    }

    async fn pwd_07_guessable_ones_are_refused_with_the_reason(server) {
        for (password, problem) in [
            ("too short", "password-too-short"),
            ("grace-hopper-19061992", "password-from-context"),
            ("GRACE HOPPER grace hopper", "password-from-context"),
            ("grace.hopper@example.test", "password-from-context"),
            ("Vestibule Vestibule 1", "password-from-context"),
            ("aaaaaaaaaaaaaaaaaaaa", "password-repeats"),
            ("abcdefghijklmnopqrstuvwxyz", "password-sequence"),
        ] {
            let answer = choose(&server, "grace.hopper", password).await;
            assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (422, problem), "{password}");
            let json = answer.json();
            assert!(json["field"] == "password" && json["detail"].as_str().unwrap().len() > 20, "{json}");
            // The meter agrees.
            let body = json!({ "password": password, "username": "grace.hopper", "email": "grace.hopper@example.test" });
            let verdict = server.browser().api(Method::POST, "/api/v1/password-check", &body.to_string()).await.json();
            assert!(verdict["acceptable"] == false && verdict["sentence"] == json["detail"], "{verdict}");
        }
        assert_eq!(server.rows("sign_ups").await, 0);
        assert_eq!(choose(&server, "grace.hopper", "grace likes otters and tea").await.status, 202);
    }
}
