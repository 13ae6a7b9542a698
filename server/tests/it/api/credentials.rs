//! ENU-09: which credential fails, and whose it was, cannot be told from the answer.

use axum::http::{Method, StatusCode};
use vestibule::features::admin::{self, Command};
use vestibule::platform::surface::{Credential, Row, Verb};

use crate::on_both_engines;
use crate::support::Browser;

async fn ask(program: &mut Browser, row: &Row) -> (StatusCode, String, String) {
    let method = match row.verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Delete => Method::DELETE,
    };
    let answer = program.api(method, &row.path.replace("{id}", "no-such-id"), row.fixture).await;
    (answer.status, format!("{:?}", answer.headers.get("www-authenticate")), answer.body)
}

on_both_engines! {
    async fn enu_09_every_credential_that_opens_nothing_is_answered_the_same(server) {
        let switched_off = server.person("alice").await;
        let of_switched_off = server.program(&switched_off).await;
        assert!(admin::run(&server.app, Command::UserDisable { username: "alice".into() }).await.done);
        let ann = server.two_step_person("ann").await;
        let mut signed_out = server.program_signed_in_twice(&ann).await;
        let once_good = signed_out.clone();
        signed_out.api(Method::DELETE, "/api/v1/session", "").await;
        let pending = server.pending_program(&ann).await;
        let never = server.browser().with_bearer(&format!("vses_{}", "0".repeat(36)));
        let rows = server.matrix();
        let rows: Vec<_> = rows.iter().filter(|row| row.credential == Credential::ApiSession).collect();
        assert!(rows.len() > 20);
        for row in rows {
            let expected = ask(&mut server.browser(), row).await;
            assert_eq!(expected.0, StatusCode::UNAUTHORIZED, "{}", row.path);
            for (who, program) in [("switched off", &of_switched_off), ("signed out", &once_good),
                                   ("at the second door", &pending), ("never", &never)] {
                assert_eq!(ask(&mut program.clone(), row).await, expected, "{who}: {}", row.path);
            }
        }
    }
}
