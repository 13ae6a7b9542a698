//! What may be typed into the one field.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::{LOST_DEVICE, TestServer, TwoStepPerson};

/// Neither six ASCII digits nor sixteen letters of a recovery code.
const NO_CODES: [&str; 24] = [
    "１２３４５６",
    "١٢٣٤٥٦",
    "১২৩৪৫৬",
    "123456.0",
    "+123456",
    "0x1e240",
    "1e5",
    "12345",
    "1234567",
    "123\u{200b}456",
    "123\u{a0}456",
    "123\n456",
    "null",
    "true",
    "[123456]",
    "%",
    "________________",
    "' OR 1=1 --",
    "%%%%-%%%%-%%%%-%%%%",
    "0123-4567-89ab-cdeu",
    "0123-4567-89ab-cde",
    "0123-4567-89ab-cdefg",
    "0123\u{a0}4567\u{a0}89ab\u{a0}cdef",
    "０１２３-4567-89ab-cdef",
];

async fn charges(server: &TestServer) -> i64 {
    server.charged("app_code").await + server.charged("recovery_code").await
}

/// Spellings of one recovery code that all mean it.
fn spellings(person: &TwoStepPerson) -> Vec<String> {
    let codes = &person.recovery_codes;
    let bare = codes[1].replace('-', "");
    vec![
        codes[0].to_uppercase(),
        bare,
        codes[2].replace('-', " "),
        format!("\t {} \r\n", codes[3]),
        codes[4].replace('0', "O").replace('1', "I"),
        codes[5].replace('0', "o").replace('1', "l"),
        codes[6].replace('-', " - "),
    ]
}

on_both_engines! {
    async fn tot_07_rec_09_what_is_no_code_is_refused_and_costs_no_try(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        let mut program = server.pending_program(&alice).await;
        let before = server.snapshot().await;
        for text in NO_CODES {
            let page = browser.enter_code(text).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{text:?}");
            assert_eq!(program.api_enter_code(text).await.problem(), "not-a-code", "{text:?}");
        }
        for nothing in ["", "  ", "-"] {
            assert_eq!(browser.enter_code(nothing).await.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(program.api_enter_code(nothing).await.problem(), "code-missing");
        }
        let long = "1".repeat(60_000);
        assert_eq!(program.api_enter_code(&long).await.problem(), "not-a-code");
        let huge = "1".repeat(10_000_000);
        assert_eq!(browser.enter_code(&huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(program.api_enter_code(&huge).await.problem(), "too-large");
        assert_eq!(charges(&server).await, 0);
        assert_eq!(server.snapshot().await, before);
        assert_eq!(browser.enter_code(&server.code(&alice.key)).await.location(), "/settings/security");
    }

    async fn tot_07_json_takes_a_string_and_nothing_else(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let right: i64 = server.code(&alice.key).parse().unwrap();
        let values = [json!(right), json!(12_345), json!(null), json!(true), json!([server.code(&alice.key)]), json!({ "code": "1" })];
        for value in values {
            let body = json!({ "code": value }).to_string();
            let refused = program.api(Method::POST, "/api/v1/sign-in/second-step", &body).await;
            assert_eq!((refused.status, refused.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed"), "{body}");
        }
        assert_eq!(charges(&server).await, 0);
    }

    async fn tot_07_spaces_and_hyphens_are_forgiven(server) {
        let alice = server.two_step_person("alice").await;
        let spell: [fn(&str, &str) -> String; 4] =
            [|a, b| format!("{a} {b}"), |a, b| format!("{a}-{b}"), |a, b| format!(" {a}{b}\r\n"), |a, b| format!("\t{a} - {b}")];
        for spelling in spell {
            let code = server.code(&alice.key);
            let typed = spelling(&code[..3], &code[3..]);
            assert_eq!(server.pending(&alice).await.enter_code(&typed).await.location(), "/settings/security", "{typed:?}");
            server.advance(30);
            let code = server.code(&alice.key);
            let typed = spelling(&code[..3], &code[3..]);
            assert_eq!(server.pending_program(&alice).await.api_enter_code(&typed).await.status, StatusCode::OK, "{typed:?}");
            server.advance(30);
        }
    }

    async fn rec_09_case_separators_and_look_alikes_are_forgiven(server) {
        let alice = server.two_step_person("alice").await;
        for typed in spellings(&alice) {
            let mut browser = server.pending(&alice).await;
            assert_eq!(browser.enter_code(&typed).await.location(), LOST_DEVICE, "{typed:?}");
        }
        // Another spelling is the same code: it does not serve twice.
        for typed in [alice.recovery_codes[0].clone(), alice.recovery_codes[1].to_uppercase()] {
            let mut program = server.pending_program(&alice).await;
            assert_eq!(program.api_enter_code(&typed).await.problem(), "used-recovery-code", "{typed:?}");
        }
    }

    async fn wrong_codes_of_each_kind_are_charged_apart(server) {
        let alice = server.two_step_person("alice").await;
        let mut program = server.pending_program(&alice).await;
        let wrong = server.wrong_code(&alice.key);
        for _ in 0..5 {
            assert_eq!(program.api_enter_code(&wrong).await.problem(), "wrong-code");
        }
        let waits = program.api_enter_code(&server.code(&alice.key)).await;
        assert_eq!(waits.problem(), "too-many-tries");
        assert_eq!(waits.headers["retry-after"], "30");
        assert_eq!(program.api_enter_code(&alice.recovery_codes[0]).await.status, StatusCode::OK, "the other kind is free");
    }
}
