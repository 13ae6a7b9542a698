//! CSR-02: what only reads changes nothing.

use axum::body::Body;
use axum::http::Method;
use vestibule::features::admin::{self, Command};
use vestibule::platform::mail::mailbox;
use vestibule::platform::surface::Verb;

use super::{Scene, is_api, path};
use crate::on_both_engines;

/// Everything stored, and the counters and events that [`TestServer::snapshot`] leaves out.
async fn everything(scene: &Scene) -> (Vec<String>, Vec<i64>) {
    let mut counts = Vec::new();
    for table in ["audit_events", "throttles", "outbox", "invitations", "first_admin_links", "two_step_setups"] {
        counts.push(scene.server.rows(table).await);
    }
    (scene.server.snapshot().await, counts)
}

on_both_engines! {
    async fn csr_02_get_and_head_change_nothing(server) {
        let scene = Scene::of(server).await;
        admin::run(&scene.server.app, Command::UserInvite { email: "ivan@example.test".into() }).await;
        let first_admin = admin::make_link(&scene.server.app).await.unwrap().unwrap();
        let origin = scene.server.app.config.origin.as_str().to_owned();
        let mut paths = vec![first_admin.strip_prefix(&origin).unwrap().to_owned()];
        for email in ["ivan@example.test", "dave@example.test"] {
            let (_, text) = scene.server.newest_mail(email).await.unwrap();
            paths.push(text.split_whitespace().find_map(|word| word.strip_prefix(&origin)).unwrap().to_owned());
        }
        let id = mailbox::list(&scene.server.dir().join("mailbox"))[0].id.clone();
        let reads = scene.server.matrix().into_iter().filter(|row| row.verb == Verb::Get);
        paths.extend(reads.map(|row| path(row).replace("no-such-id", &id)));
        assert!(paths.len() > 20, "{paths:?}");

        let visitors =
            [&scene.nobody, &scene.developer, &scene.session, &scene.pending, &scene.program, &scene.pending_program];
        let before = everything(&scene).await;
        for path in &paths {
            for visitor in visitors {
                let got = visitor.clone().get(path).await;
                let request = visitor.request(Method::HEAD, path).body(Body::empty()).unwrap();
                let head = visitor.clone().send(request).await;
                assert_eq!((head.status, head.body.as_str()), (got.status, ""), "{path}");
                assert!(got.status.as_u16() < 500 && !got.sets_cookies(), "{path}: {}", got.status);
            }
        }
        assert_eq!(everything(&scene).await, before);
    }

    async fn csr_06_no_parameter_makes_another_verb_of_a_read(server) {
        let scene = Scene::of(server).await;
        let before = everything(&scene).await;
        for row in scene.server.matrix().into_iter().filter(|row| row.verb != Verb::Get) {
            for (name, value) in [("x-http-method-override", "POST"), ("x-method-override", "DELETE"), ("x-http-method", "POST")] {
                let mut visitor = scene.visitor(row);
                visitor.extra_headers.push((name, value.to_owned()));
                visitor.get(&format!("{}?_method=POST&{}", path(row), if is_api(row) { "" } else { row.fixture })).await;
            }
        }
        assert_eq!(everything(&scene).await, before);
    }
}
