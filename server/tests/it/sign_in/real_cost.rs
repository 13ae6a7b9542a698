//! Once, the hash that a password really costs.

use crate::support::{Options, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_with_the_default_parameters() {
    let config = vec![("VESTIBULE_PASSWORDS__TINY", "false".to_owned())];
    let server = TestServer::sqlite_with(Options { config }).await;
    let alice = server.person("alice").await;
    let row = server.app.db.fetch_one("SELECT hash FROM passwords", db::params![]).await.unwrap();
    let hash: String = row.read("hash").unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(server.signed_in(&alice).await.is_signed_in().await);
    let wrong = crate::support::Person { password: "quiet river lantern wrong".into(), ..alice };
    assert_eq!(server.browser().sign_in(&wrong).await.status, axum::http::StatusCode::UNAUTHORIZED);
}
