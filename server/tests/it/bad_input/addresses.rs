//! Addresses: queries with something wrong in them, paths of nothing, and what caches
//! may keep.

use axum::http::header;

use super::{Scene, assert_told};
use crate::on_both_engines;

/// Pages that read their query, and what they read there.
const QUERIES: [(&str, &str); 11] = [
    ("/sign-in", "next"),
    ("/sign-in", "notice"),
    ("/sign-up", "invitation"),
    ("/sign-up/confirmation", "token"),
    ("/address-confirmation", "token"),
    ("/address-undo", "token"),
    ("/wasnt-me", "token"),
    ("/first-admin", "token"),
    ("/settings/security", "notice"),
    ("/settings/security/addresses", "notice"),
    ("/assets/vestibule.css", "v"),
];

on_both_engines! {
    async fn mai_02_a_query_field_that_comes_twice_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for (path, name) in QUERIES {
                for query in [format!("{name}=a&{name}=b"), format!("{name}=a&{name}=a"), format!("{name}&{name}=")] {
                    let mut visitor = if path.starts_with("/settings") { scene.session.clone() } else { scene.nobody.clone() };
                    assert_told(&visitor.get(&format!("{path}?{query}")).await, 400, &format!("{path}?{query}"));
                }
            }
            let twice = scene.developer.clone().get("/dev/mailbox?key=a&key=b").await;
            assert_told(&twice, 400, "/dev/mailbox");
        }).await;
    }

    async fn a_query_that_is_not_utf_8_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for (path, name) in QUERIES {
                let mut visitor = if path.starts_with("/settings") { scene.session.clone() } else { scene.nobody.clone() };
                let path = format!("{path}?{name}=%ff");
                assert_told(&visitor.get(&path).await, 400, &path);
            }
        }).await;
    }

    async fn lea_03_a_nul_or_a_megabyte_in_a_query_is_no_fault(server) {
        Scene::of(server).await.unchanged(async |scene| {
            let long = "x".repeat(30_000);
            for (path, name) in QUERIES {
                for value in ["%00", "vsup_%00", long.as_str()] {
                    let mut visitor = if path.starts_with("/settings") { scene.session.clone() } else { scene.nobody.clone() };
                    let answer = visitor.get(&format!("{path}?{name}={value}")).await;
                    assert!([200, 410].contains(&answer.status.as_u16()), "{path} {name}: {}", answer.status);
                }
            }
        }).await;
    }

    async fn csr_14_what_looks_like_a_file_is_no_page_of_mine(server) {
        let scene = Scene::of(server).await;
        let mut session = scene.session.clone();
        let page = session.get("/settings/security").await;
        assert!(page.body.contains("bob@example.test"));
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        for path in [
            "/settings/security.css",
            "/settings/security/x.css",
            "/settings/security;x.js",
            "/settings/security/",
            "/settings/security%2f..%2fvestibule.css",
            "/settings/security%00.css",
            "/settings/security%3f.css",
            "/assets/..%2fsettings%2fsecurity",
            "/assets/../settings/security",
            "/assets/%2e%2e/settings/security",
            "/settings//security",
            "//settings/security",
            "/SETTINGS/security",
        ] {
            let answer = session.get(path).await;
            assert_told(&answer, 404, path);
            assert!(!answer.body.contains("bob@example.test"), "{path}");
            assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path}");
        }
    }

    async fn lea_06_only_files_may_be_kept(server) {
        let scene = Scene::of(server).await;
        for row in scene.server.matrix() {
            let answer = scene.send_with(row, &[]).await;
            let kept = answer.headers[header::CACHE_CONTROL].to_str().unwrap();
            let is_file = row.path.starts_with("/assets/");
            assert_eq!(kept == "no-store", !is_file, "{:?} {}: {kept}", row.verb, row.path);
        }
    }

    async fn the_names_of_files_lead_nowhere_else(server) {
        let scene = Scene::of(server).await;
        for name in ["../Cargo.toml", "..%2fmaster.key", "%2fetc%2fpasswd", "%ff", "vestibule.css%00", ""] {
            let answer = scene.nobody.clone().get(&format!("/assets/{name}")).await;
            assert_told(&answer, 404, name);
        }
    }
}
