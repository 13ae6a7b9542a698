//! PWD-11: a pepper that comes, is followed by another, and is missing.

use std::fs;

use vestibule::features::passwords;

use super::{WRONG, on_page, over_api};
use crate::on_both_engines;
use crate::support::{Options, TestServer};

/// The server again, with these lines in its pepper file.
async fn with_peppers(server: &TestServer, name: &str, lines: &[&str]) -> TestServer {
    let file = server.dir().join(name);
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    server.again_with(Options::set(&[("VESTIBULE_PASSWORDS__PEPPER_FILE", file.to_str().unwrap())])).await
}

async fn stored(server: &TestServer) -> (String, Option<String>) {
    let row = server.app.db.fetch_one("SELECT hash, pepper_id FROM passwords", &[]).await.unwrap();
    (row.read("hash").unwrap(), row.read("pepper_id").unwrap())
}

async fn missing(server: &TestServer) -> Option<String> {
    passwords::missing_pepper(&server.app.db, &server.app.config.peppers).await.unwrap()
}

on_both_engines! {
    async fn pwd_11_hashes_take_the_pepper_as_people_sign_in(server) {
        let (old, new) = ("0f".repeat(32), "a5".repeat(32));
        let alice = server.person("alice").await;
        let bare = stored(&server).await;
        assert!(!bare.0.contains("keyid") && bare.1.is_none());

        let first = with_peppers(&server, "pepper", &[&old]).await;
        assert_eq!(on_page(&mut first.browser(), "alice", WRONG).await.status, 401);
        assert_eq!(stored(&server).await, bare, "a wrong one moves nothing");
        assert_eq!(on_page(&mut first.browser(), "alice", &alice.password).await.status, 303);
        let peppered = stored(&server).await;
        assert!(peppered.0.contains("keyid=") && peppered.1.is_some());
        assert_eq!(on_page(&mut first.browser(), "alice", &alice.password).await.status, 303);
        assert_eq!(stored(&server).await, peppered, "once is enough");

        let second = with_peppers(&server, "pepper-2", &[&new, &old]).await;
        assert_eq!(on_page(&mut second.browser(), "alice", WRONG).await.status, 401);
        assert_eq!(on_page(&mut second.browser(), "alice", &alice.password).await.status, 303);
        let followed = stored(&server).await;
        assert!(followed.1.is_some() && followed.1 != peppered.1);

        let only_new = with_peppers(&server, "pepper-3", &[&new]).await;
        assert_eq!(missing(&only_new).await, None);
        assert_eq!(on_page(&mut only_new.browser(), "alice", &alice.password).await.status, 303);
    }

    async fn pwd_11_the_pepper_counts(server) {
        let alice = server.person("alice").await;
        let first = with_peppers(&server, "pepper", &[&"0f".repeat(32)]).await;
        on_page(&mut first.browser(), "alice", &alice.password).await;
        // The same name on another key: what somebody without the file could compute.
        let (hash, _) = stored(&server).await;
        let without = hash.split(",keyid=").next().unwrap().to_owned() + "$" + hash.splitn(5, '$').nth(4).unwrap();
        server.execute("UPDATE passwords SET hash = $1", db::params![without].to_vec()).await;
        assert_eq!(on_page(&mut first.browser(), "alice", &alice.password).await.status, 401);
    }

    async fn pwd_11_a_pepper_that_is_not_here_is_a_fault_and_no_wrong_password(server) {
        let alice = server.person("alice").await;
        let first = with_peppers(&server, "pepper", &[&"0f".repeat(32)]).await;
        on_page(&mut first.browser(), "alice", &alice.password).await;
        let name = stored(&server).await.1.unwrap();
        assert_eq!(missing(&first).await, None);
        let another = with_peppers(&server, "pepper-2", &[&"a5".repeat(32)]).await;
        for without in [&server, &another] {
            assert_eq!(missing(without).await.as_ref(), Some(&name), "the start is refused, by that name");
            for _ in 0..10 {
                assert_eq!(over_api(&mut without.browser(), "alice", &alice.password).await.status, 500);
            }
            assert_eq!(without.charged("password").await, 0, "no try is charged for it");
        }
        assert_eq!(on_page(&mut first.browser(), "alice", &alice.password).await.status, 303);
    }

    async fn enu_02_a_login_that_nobody_has_costs_a_hash_with_the_pepper(server) {
        let peppered = with_peppers(&server, "pepper", &[&"0f".repeat(32)]).await;
        let before = peppered.hashes();
        assert_eq!(on_page(&mut peppered.browser(), "nobody", WRONG).await.status, 401);
        assert_eq!(peppered.hashes() - before, 1);
    }
}
