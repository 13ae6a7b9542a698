//! `/api/v1`: the OpenAPI document against the matrix, and what every answer has in common.

mod answers;
mod credentials;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::Value;
use vestibule::platform::surface::{Credential, Verb};

use crate::on_both_engines;
use crate::support::TestServer;

async fn document(server: &TestServer) -> Value {
    let answer = server.browser().get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

/// `post /api/v1/sign-in`, for every operation of the document.
fn described(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, operations)| {
        operations.as_object().unwrap().keys().map(move |verb| format!("{verb} {path}"))
    });
    operations.collect()
}

#[tokio::test]
async fn every_way_in_of_the_api_is_described_and_nothing_else() {
    let server = TestServer::sqlite().await;
    let verb = |verb| match verb {
        Verb::Get => "get",
        Verb::Post => "post",
        Verb::Delete => "delete",
    };
    let rows = server.matrix().into_iter().filter(|row| row.path.starts_with("/api/"));
    let rows: BTreeSet<String> = rows.map(|row| format!("{} {}", verb(row.verb), row.path)).collect();
    assert_eq!(described(&document(&server).await), rows);
}

#[tokio::test]
async fn the_document_says_which_bearer_each_way_in_takes() {
    let server = TestServer::sqlite().await;
    let document = document(&server).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    for row in server.matrix().into_iter().filter(|row| row.path.starts_with("/api/")) {
        let verb = format!("{:?}", row.verb).to_lowercase();
        let operation = &document["paths"][row.path][&verb];
        let scheme =
            |name: &str| operation["security"].as_array().is_some_and(|all| all.iter().any(|s| !s[name].is_null()));
        let expected = (row.credential == Credential::ApiSession, row.credential == Credential::ApiPendingSignIn);
        assert_eq!((scheme("session"), scheme("pending")), expected, "{verb} {}", row.path);
        assert!(operation["summary"].is_string(), "{verb} {} has no words", row.path);
    }
}

/// Every reference leads somewhere: generators of clients stop at the first that doesn't.
#[tokio::test]
async fn the_document_is_whole() {
    let server = TestServer::sqlite().await;
    let document = document(&server).await;
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

/// Two shapes of one name would be one in the document: the second is lost without a word.
#[tokio::test]
async fn no_two_shapes_share_a_name() {
    let mut names = BTreeSet::new();
    let sources = crate::architecture::files();
    for (path, text) in sources.iter().filter(|(path, _)| path.ends_with("api.rs")) {
        let derived = text.match_indices("ToSchema)]").map(|(at, _)| &text[at..]);
        for rest in derived {
            let (before, item) = rest.split_once("\npub ").unwrap();
            let given = before.split("schema(as = ").nth(1).and_then(|given| given.split(')').next());
            let name = given.or(item.split([' ', '<']).nth(1)).unwrap().to_owned();
            assert!(names.insert(name.clone()), "{path}: {name} is the name of another shape");
        }
    }
    assert!(names.len() > 30, "{}", names.len());
}

fn collect(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(text) if name == "$ref" => into.push(text.to_owned()),
                    _ => collect(value, into),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        _ => {}
    }
}

on_both_engines! {
    /// A refusal is problem+json with a stable type, a sentence and the status again.
    async fn a_refusal_is_a_problem_document(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let cases = [
            (Method::GET, "/api/v1/nothing", "", "not-found", StatusCode::NOT_FOUND),
            (Method::POST, "/api/v1/me", "", "method-not-allowed", StatusCode::METHOD_NOT_ALLOWED),
            (Method::POST, "/api/v1/sign-in", r#"{"login":"bob","password":"not this one"}"#, "wrong-credentials",
             StatusCode::UNAUTHORIZED),
            (Method::POST, "/api/v1/two-step/setup", r#"{"password":"not this one"}"#, "wrong-password",
             StatusCode::FORBIDDEN),
            (Method::POST, "/api/v1/two-step/deactivation", r#"{"password":"x","code":"000000"}"#, "already-off",
             StatusCode::CONFLICT),
        ];
        for (method, path, body, slug, status) in cases {
            let answer = program.api(method, path, body).await;
            assert_eq!((answer.status, answer.problem().as_str()), (status, slug), "{path}");
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
            let problem = answer.json();
            assert_eq!(problem["type"], format!("urn:vestibule:problem:{slug}"));
            assert_eq!(problem["status"], status.as_u16());
            let names_scheme = answer.headers.get("www-authenticate").is_some_and(|scheme| scheme == "Bearer");
            assert_eq!(names_scheme, status == StatusCode::UNAUTHORIZED, "{path}");
            assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
        }
    }

    /// The whole life of two-step verification, by a program alone.
    async fn a_program_does_it_all(server) {
        let ann = server.person("ann").await;
        let mut program = server.program(&ann).await;
        let status = program.get("/api/v1/two-step").await.json();
        assert_eq!((&status["on"], &status["requirements"][0]["met"]), (&Value::Bool(false), &Value::Bool(true)));
        let ann = server.enable_two_step(ann, &mut program).await;
        let me = program.get("/api/v1/me").await.json();
        assert_eq!((&me["username"], &me["two_step"]), (&Value::from("ann"), &Value::Bool(true)));
        assert_eq!(program.get("/api/v1/two-step").await.json()["recovery_codes_left"], 10);

        let answer = server.browser().api_sign_in(&ann).await.json();
        assert_eq!(answer["status"], "second-step");
        assert_eq!(answer["pending"]["factors"], serde_json::json!(["authenticator_app", "recovery_code"]));
        let mut program = server.program_signed_in_twice(&ann).await;
        let body = serde_json::json!({ "password": ann.password, "code": ann.recovery_codes[0] }).to_string();
        let answer = program.api(Method::POST, "/api/v1/two-step/deactivation", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let mut program = server.browser().with_bearer(answer.json()["token"].as_str().unwrap());
        assert_eq!(program.get("/api/v1/me").await.json()["two_step"], false);
        assert_eq!(program.api(Method::DELETE, "/api/v1/session", "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    }
}
