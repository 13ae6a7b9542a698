//! CSR-07: no other origin's script reads an answer of ours.

use axum::body::Body;
use axum::http::Method;

use super::{Scene, fitting, path};
use crate::on_both_engines;
use crate::support::Answer;

const ORIGINS: [&str; 6] = [
    "null",
    "https://evil.test",
    "http://localhost:8080.evil.test",
    "http://evil-localhost:8080",
    "https://localhost:8080",
    "http://localhost:8080",
];

#[track_caller]
fn assert_not_shared(answer: &Answer, what: &str) {
    let shares = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(shares, None, "{what}");
}

on_both_engines! {
    async fn csr_07_no_way_in_is_shared_with_other_origins(server) {
        let scene = Scene::of(server).await;
        for row in scene.server.matrix() {
            for origin in ORIGINS {
                let visitor = scene.visitor(row);
                let what = format!("{:?} {} from {origin}", row.verb, row.path);
                let request = fitting(&visitor, row).header("origin", origin).body(Body::from(row.fixture)).unwrap();
                assert_not_shared(&visitor.clone().send(request).await, &what);
                let preflight = visitor
                    .request(Method::OPTIONS, &path(row))
                    .header("origin", origin)
                    .header("access-control-request-method", "POST")
                    .header("access-control-request-headers", "authorization,content-type")
                    .header("access-control-request-private-network", "true");
                let answer = visitor.clone().send(preflight.body(Body::empty()).unwrap()).await;
                assert_not_shared(&answer, &what);
                assert_eq!(answer.status, 405, "{what}");
            }
        }
    }

    async fn csr_04_every_answer_keeps_browsers_strict(server) {
        let scene = Scene::of(server).await;
        for row in scene.server.matrix() {
            let answer = scene.send_with(row, &[]).await;
            let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
            let policy = header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{}", row.path);
            assert!(!policy.contains("unsafe"), "{policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(header(name), value, "{}", row.path);
            }
            for name in ["server", "x-powered-by"] {
                assert!(!answer.headers.contains_key(name), "{}", row.path);
            }
        }
    }
}
