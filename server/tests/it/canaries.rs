//! LEA-*: after a run through the features, no secret of it stands where it must not, in any
//! form that bytes are written in. `support::secrets` looks at the log, the addresses and
//! the SQLite file of every other test as well; here the whole of one run is searched.

mod debug;
mod forms;
mod journey;
mod logs;
mod mails;

use db::{Engine, Value, params};

use crate::on_both_engines;
use crate::support::TestServer;
use forms::{Canary, Search};
use journey::Journey;

/// Everything that the database holds.
async fn dump(server: &TestServer) -> Vec<u8> {
    let db = &server.app.db;
    let tables = match db.engine() {
        Engine::Sqlite => "SELECT name AS n FROM sqlite_master WHERE type = 'table' ORDER BY name",
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS n FROM information_schema.tables
             WHERE table_schema = 'public' ORDER BY table_name"
        }
    };
    let mut dump = Vec::new();
    for row in db.fetch_all(tables, params![]).await.unwrap() {
        let table: String = row.read("n").unwrap();
        let columns = server.columns(&table).await;
        for row in db.fetch_all(&format!("SELECT * FROM {table}"), params![]).await.unwrap() {
            for column in &columns {
                match row.read::<Value>(column) {
                    Ok(Value::Bytes(bytes)) => dump.extend(bytes),
                    Ok(Value::Text(value)) => dump.extend(value.into_bytes()),
                    Ok(value) => dump.extend(format!("{value:?}").into_bytes()),
                    Err(_) => {}
                }
                dump.push(b'\n');
            }
        }
    }
    dump
}

fn assert_none(canaries: &[Canary], bytes: impl AsRef<[u8]>, place: &str) {
    assert_eq!(Search::of(canaries).first_in(bytes.as_ref()), None, "in {place}");
}

on_both_engines! {
    /// LEA-01, LEA-11.
    async fn lea_11_what_is_stored_shows_no_secret(server) {
        let journey = Journey::through_everything(&server).await;
        assert!(journey.canaries.len() > 60, "{}", journey.canaries.len());
        let dump = dump(&server).await;
        let text = String::from_utf8_lossy(&dump);
        assert!(text.contains("ann@example.test") && text.contains("authenticator_app"), "the dump holds the rows");
        assert_none(&journey.canaries, &dump, "the database");
        for file in ["vestibule.db", "vestibule.db-wal"] {
            if let Ok(bytes) = std::fs::read(server.dir().join(file)) {
                assert_none(&journey.canaries, &bytes, file);
            }
        }
    }

    /// LEA-03, LEA-07, LEA-15: addresses, refusals and what monitors ask for.
    async fn lea_03_no_answer_leads_or_complains_with_a_secret(server) {
        let journey = Journey::through_everything(&server).await;
        assert!(journey.answers.len() > 20, "{}", journey.answers.len());
        let search = Search::of(&journey.canaries);
        let not_links = Search::of(journey.canaries.iter().filter(|canary| !canary.is_link()));
        for answer in &journey.answers {
            let policy = answer.headers["referrer-policy"].to_str().unwrap();
            assert_eq!(policy, "same-origin");
            assert_eq!(search.first_in(answer.location().as_bytes()), None, "{}", answer.location());
            if answer.status.is_client_error() {
                assert_eq!(not_links.first_in(answer.body.as_bytes()), None, "{}", answer.body);
            }
        }
        for path in ["/healthz", "/readyz", "/metrics", "/debug", "/api/v1/openapi.json"] {
            let answer = server.browser().get(path).await;
            assert_none(&journey.canaries, &answer.body, path);
        }
    }
}
