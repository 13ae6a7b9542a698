//! What somebody finds who has read the database.

use std::process::Command;

use crate::on_both_engines;
use crate::support::TestServer;

/// Everything the database holds, in whatever form it holds it.
fn dump(server: &TestServer) -> Vec<u8> {
    let Some(url) = server.postgres_url() else {
        let files = ["vestibule.db", "vestibule.db-wal"];
        return files.iter().flat_map(|file| std::fs::read(server.dir().join(file)).unwrap_or_default()).collect();
    };
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").unwrap().map(|entry| entry.unwrap().path().join("bin/pg_dump"));
    let program = versions.filter(|program| program.exists()).max().expect("PostgreSQL's own pg_dump");
    let output = Command::new(program).arg(url).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

on_both_engines! {
    async fn ses_17_only_hashes_and_sealed_values_are_stored(server) {
        let alice = server.two_step_person("alice").await;
        let browser = server.signed_in_twice(&alice).await;
        let pending = server.pending(&alice).await;
        let program = server.pending_program(&alice).await;
        let bob = server.person("bob").await;
        let (half_way, key, codes) = server.at_codes_step(&bob).await;
        let raw_key = |text: &str| otp::Secret::from_base32(text).unwrap().as_bytes().to_vec();
        let mut secrets: Vec<Vec<u8>> = vec![
            browser.session().into_bytes(),
            pending.cookies["pending-sign-in"].clone().into_bytes(),
            program.bearer.unwrap().into_bytes(),
            half_way.session().into_bytes(),
            alice.password.clone().into_bytes(),
            bob.password.clone().into_bytes(),
            alice.key.clone().into_bytes(),
            key.clone().into_bytes(),
            raw_key(&alice.key),
            raw_key(&key),
        ];
        for code in alice.recovery_codes.iter().chain(&codes) {
            secrets.push(code.clone().into_bytes());
            secrets.push(code.replace('-', "").into_bytes());
        }
        let dump = dump(&server);
        assert!(contains(&dump, b"alice@example.test"), "the dump is one");
        for secret in secrets {
            let shown = String::from_utf8_lossy(&secret).into_owned();
            assert!(!contains(&dump, &secret), "{shown} in clear");
            assert!(!contains(&dump, &hex(&secret)), "{shown} as PostgreSQL writes bytes");
            // The bytes of a key may have this character as well, and then say nothing.
            if let Some((_, rest)) = shown.split_once('_').filter(|(prefix, _)| prefix.len() == 4) {
                assert!(!contains(&dump, rest.as_bytes()), "{shown} without its prefix");
            }
        }
    }

    async fn ses_17_what_is_stored_opens_nothing(server) {
        let alice = server.two_step_person("alice").await;
        server.signed_in_twice(&alice).await;
        let rows = server.app.db.fetch_all("SELECT token_hash, id FROM sessions", db::params![]).await.unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            let (hash, id): (Vec<u8>, String) = (row.read("token_hash").unwrap(), row.read("id").unwrap());
            let text = String::from_utf8(hex(&hash)).unwrap();
            for value in [text.clone(), format!("vses_{text}"), id.clone(), format!("vses_{id}")] {
                let mut browser = server.browser();
                browser.cookies.insert("session".into(), value.clone());
                assert!(!browser.is_signed_in().await, "{value}");
            }
        }
    }
}
