//! CSR-18: nobody is sent elsewhere.

use crate::on_both_engines;

const ELSEWHERE: [&str; 20] = [
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https://evil.test",
    "https:evil.test",
    "https:/evil.test",
    "/%09/evil.test",
    "/\t/evil.test",
    "/\r\nLocation: https://evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.test",
    "http://localhost:8080@evil.test/",
    "http://localhost:8080.evil.test/",
    "//evil.test/%2f..",
    "\u{2215}\u{2215}evil.test",
    "/settings/security/../../evil",
    "/settings/security?x=//evil.test",
    "%2f%2fevil.test",
    "/sign-out",
];

on_both_engines! {
    async fn csr_18_next_is_one_of_our_own_pages(server) {
        let alice = server.person("alice").await;
        let mut session = server.signed_in(&alice).await;
        for next in ELSEWHERE {
            let fields = [("login", "alice"), ("password", alice.password.as_str()), ("next", next)];
            let answer = server.browser().post("/sign-in", &fields).await;
            assert_eq!(answer.location(), "/settings/security", "{next}");
            let wrong = [("login", "alice"), ("password", "never the right one"), ("next", next)];
            let answer = server.browser().post("/sign-in", &wrong).await;
            assert!(answer.status == 401 && !answer.body.contains("evil") && !answer.body.contains("name=\"next\""), "{next}");
            let query = serde_urlencoded::to_string([("next", next)]).unwrap();
            assert_eq!(session.get(&format!("/sign-in?{query}")).await.location(), "/settings/security", "{next}");
            let page = server.browser().get(&format!("/sign-in?{query}")).await;
            assert!(page.status == 200 && !page.body.contains("evil") && !page.body.contains("name=\"next\""), "{next}");
            server.advance(60);
        }
        let ours = "/settings/security/two-step/setup";
        let fields = [("login", "alice"), ("password", alice.password.as_str()), ("next", ours)];
        assert_eq!(server.browser().post("/sign-in", &fields).await.location(), ours);
    }

    async fn csr_18_no_header_and_no_path_names_where_to_go(server) {
        let carol = server.two_step_person("carol").await;
        let referer = [("referer", "https://evil.test/".to_owned()), ("x-original-url", "//evil.test".to_owned())];
        let mut browser = server.pending(&carol).await;
        browser.extra_headers.extend(referer.clone());
        let answer = browser.post("/sign-in/second-step", &[("code", &server.code(&carol.key))]).await;
        assert_eq!(answer.location(), "/settings/security");
        assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in?notice=signed-out");
        // Signed out in the middle of a form.
        let answer = browser.post("/settings/security/two-step/disable", &[("password", "x"), ("code", "000000")]).await;
        assert_eq!(answer.location(), "/sign-in?notice=first");
        for path in ["//evil.test/", "/\\evil.test", "/%2f%2fevil.test", "/https://evil.test", "/%5cevil.test"] {
            let answer = browser.get(path).await;
            assert!(answer.status == 404 && answer.location().is_empty(), "{path}: {}", answer.status);
        }
    }
}
