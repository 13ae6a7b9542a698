//! LEA-14, LEA-15: what an answer has is what the document says, and nothing more.

use axum::http::StatusCode;
use serde_json::Value;
use vestibule::platform::surface::{Credential, Verb};

use super::document;
use crate::on_both_engines;

/// What no answer names, whatever it is called exactly.
const NEVER: [&str; 8] = ["hash", "sealed", "epoch", "lookup", "drift", "last_step", "mac", "secret"];

/// Follows a reference, or an alternative that takes objects, to the schema itself.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(document, document.pointer(reference.strip_prefix('#').unwrap()).unwrap());
    }
    let alternatives = ["oneOf", "anyOf"].iter().find_map(|key| schema[key].as_array());
    match alternatives.and_then(|all| all.iter().find(|one| one["type"] != "null")) {
        Some(one) => resolved(document, one),
        None => schema,
    }
}

/// Every key of the answer that its schema does not have.
fn strangers(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let schema = resolved(document, schema);
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let at = format!("{at}.{key}");
                match schema["properties"].get(key) {
                    Some(schema) => strangers(document, schema, value, &at, found),
                    None => found.push(at.clone()),
                }
                found.extend(NEVER.iter().any(|word| key.contains(word)).then_some(at));
            }
        }
        Value::Array(items) => {
            items.iter().for_each(|item| strangers(document, &schema["items"], item, &format!("{at}[]"), found));
        }
        _ => {}
    }
}

on_both_engines! {
    async fn lea_14_an_answer_has_what_its_schema_has(server) {
        let document = document(&server).await;
        let ann = server.two_step_person("ann").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let mut looked_at = 0;
        for row in server.matrix() {
            if (row.verb, row.credential) != (Verb::Get, Credential::ApiSession) || row.path.contains('{') {
                continue;
            }
            let answer = program.get(row.path).await;
            assert_eq!(answer.status, StatusCode::OK, "{}: {}", row.path, answer.body);
            let schema = &document["paths"][row.path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            assert!(!schema.is_null(), "{} has no schema", row.path);
            let mut found = Vec::new();
            strangers(&document, schema, &answer.json(), row.path, &mut found);
            assert!(found.is_empty(), "{found:?}");
            looked_at += 1;
        }
        assert!(looked_at >= 6, "{looked_at}");
    }

    async fn lea_14_nobody_s_answer_names_anybody_else(server) {
        let ann = server.two_step_person("ann").await;
        let bob = server.person("bob").await;
        let mut program = server.program_signed_in_twice(&ann).await;
        for row in server.matrix().into_iter().filter(|row| row.verb == Verb::Get && row.path.starts_with("/api/")) {
            let body = program.get(row.path).await.body;
            assert!(!body.contains(&bob.email) && !body.contains("\"bob\""), "{}: {body}", row.path);
        }
    }

    async fn lea_15_no_answer_tells_what_it_is_made_with(server) {
        let mut browser = server.browser();
        for path in ["/", "/sign-in", "/nothing-here", "/api/v1/nothing", "/debug", "/server-status", "/assets/vestibule.css.map",
                     "/metrics", "/.env", "/.git/config", "/healthz", "/readyz"] {
            let answer = browser.get(path).await;
            let all = format!("{:?} {}", answer.headers, answer.body).to_lowercase();
            for word in ["axum", "hyper", "rustc", "sqlite", "postgres", "panicked", "backtrace", env!("CARGO_PKG_VERSION"),
                         env!("CARGO_MANIFEST_DIR")] {
                assert!(!all.contains(&word.to_lowercase()), "{path}: {word}");
            }
        }
    }
}
