//! JSON with something wrong in it.

use serde_json::{Map, Value, json};

use super::{JSON, Scene, answers_all_the_same, assert_told, is_optional};
use crate::on_both_engines;

fn fields(fixture: &str) -> Map<String, Value> {
    serde_json::from_str(fixture).unwrap()
}

/// The fixture with one field's value written as this text.
fn with(fixture: &str, field: &str, text: &str) -> String {
    let value = |(name, value): (&String, &Value)| {
        let text = if name == field { text.to_owned() } else { value.to_string() };
        format!("{}:{text}", json!(name))
    };
    format!("{{{}}}", fields(fixture).iter().map(value).collect::<Vec<_>>().join(","))
}

on_both_engines! {
    async fn csr_06_what_is_not_the_one_object_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(true) {
                let fixture = row.fixture;
                let bodies = [
                    "".to_owned(),
                    " ".to_owned(),
                    "{".to_owned(),
                    "[]".to_owned(),
                    "null".to_owned(),
                    "\"text\"".to_owned(),
                    "{}".to_owned(),
                    format!("[{fixture}]"),
                    format!("{fixture}{fixture}"),
                    format!("{fixture},"),
                    format!("\u{feff}{fixture}"),
                    fixture.replacen('{', "{\"surplus\":1,", 1),
                    fixture.replacen('{', "{\"__proto__\":{},", 1),
                    fixture.replace('"', "'"),
                    format!("{}1{}", "[".repeat(30_000), "]".repeat(30_000)),
                    fixture.replacen('{', &format!("{{\"deep\":{}1{},", "[".repeat(10_000), "]".repeat(10_000)), 1),
                ];
                for body in bodies {
                    let what = format!("{} {:.60}", row.path, body);
                    assert_told(&scene.send(row, Some(JSON), body).await, 400, &what);
                }
            }
        }).await;
    }

    async fn csr_06_a_key_that_comes_twice_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(true) {
                for (name, value) in fields(row.fixture) {
                    for other in [value.to_string(), "\"other\"".to_owned(), "true".to_owned()] {
                        let body = row.fixture.replacen('{', &format!("{{{}:{other},", json!(name)), 1);
                        assert_told(&scene.send(row, Some(JSON), body.clone()).await, 400, &format!("{} {body}", row.path));
                    }
                }
            }
        }).await;
    }

    async fn mai_02_a_value_of_another_kind_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(true) {
                for (name, value) in fields(row.fixture) {
                    let mut others = vec!["1", "0", "1.5", "-1", "1e400", "null", "[]", "{}", "[\"x\"]", "{\"x\":\"x\"}"];
                    others.push(if value.is_boolean() { "\"true\"" } else { "true" });
                    others.extend(["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\x\"", "\"a\u{1}b\"", "\"open"]);
                    for other in others.into_iter().filter(|other| !(*other == "null" && is_optional(row, &name))) {
                        let body = with(row.fixture, &name, other);
                        assert_told(&scene.send(row, Some(JSON), body.clone()).await, 400, &format!("{} {body}", row.path));
                    }
                    let body = with(row.fixture, &name, "\"?\"").into_bytes();
                    let broken: Vec<u8> = body.iter().map(|byte| if *byte == b'?' { 0xff } else { *byte }).collect();
                    assert_told(&scene.send(row, Some(JSON), broken).await, 400, row.path);
                    let missing = {
                        let mut rest = fields(row.fixture);
                        rest.remove(&name);
                        Value::Object(rest).to_string()
                    };
                    if !is_optional(row, &name) {
                        let what = format!("{} without {name}", row.path);
                        assert_told(&scene.send(row, Some(JSON), missing).await, 400, &what);
                    }
                }
            }
        }).await;
    }

    async fn pwd_02_nul_is_refused_in_every_text(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(true).into_iter().filter(|row| !answers_all_the_same(row)) {
                for (name, value) in fields(row.fixture).into_iter().filter(|(_, value)| value.is_string()) {
                    let text = format!("\"{}\\u0000x\"", value.as_str().unwrap());
                    let answer = scene.send(row, Some(JSON), with(row.fixture, &name, &text)).await;
                    // The password's judge refuses by its verdict.
                    if row.path.ends_with("/password-check") {
                        assert!(answer.status == 200 && answer.json()["acceptable"] == false, "{}", answer.body);
                        continue;
                    }
                    assert!(answer.status.is_client_error(), "{} {name}: {}", row.path, answer.body);
                    assert_told(&answer, answer.status.as_u16(), &format!("{} {name}", row.path));
                }
            }
        }).await;
    }

    async fn mai_11_what_the_server_decides_cannot_be_said(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for field in ["email_verified", "role", "admin", "id", "confirmed", "two_step"] {
                let body = json!({ "username": "eve", "email": "eve@example.test", "password": "quiet river lantern otter",
                    field: true });
                let row = scene.with_fields(true).into_iter().find(|row| row.path == "/api/v1/sign-up").unwrap();
                assert_told(&scene.send(row, Some(JSON), body.to_string()).await, 400, field);
            }
        }).await;
    }
}
