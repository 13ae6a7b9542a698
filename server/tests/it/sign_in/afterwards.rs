//! Where a sign-in leads, and what it takes the place of.

use crate::on_both_engines;

const PAGE: &str = "/settings/security/recovery-codes";

on_both_engines! {
    async fn a_page_that_was_asked_for_comes_after_both_doors(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.browser();
        let first = browser.get(PAGE).await;
        assert_eq!(first.location(), format!("/sign-in?notice=first&next={PAGE}"));
        let page = browser.get(first.location()).await;
        assert!(page.body.contains(&format!("name=\"next\" value=\"{PAGE}\"")), "{}", page.body);
        let fields = [("login", "ann"), ("password", ann.password.as_str()), ("next", PAGE)];
        let second = browser.post("/sign-in", &fields).await;
        assert_eq!(second.location(), format!("/sign-in/second-step?next={PAGE}"));
        assert!(browser.get(second.location()).await.body.contains(&format!("name=\"next\" value=\"{PAGE}\"")));
        let wrong = browser.post("/sign-in/second-step", &[("code", "000000"), ("next", PAGE)]).await;
        assert!(wrong.body.contains(&format!("name=\"next\" value=\"{PAGE}\"")), "{}", wrong.body);
        let code = server.code(&ann.key);
        assert_eq!(browser.post("/sign-in/second-step", &[("code", &code), ("next", PAGE)]).await.location(), PAGE);
    }

    /// CSR-18.
    async fn csr_18_nothing_else_does(server) {
        let bob = server.person("bob").await;
        for next in ["//evil.example", "https://evil.example", "/sign-out", "/settings/%2e%2e/x", "/settings//x"] {
            let fields = [("login", "bob"), ("password", bob.password.as_str()), ("next", next)];
            let answer = server.browser().post("/sign-in", &fields).await;
            assert_eq!(answer.location(), "/settings/security", "{next}");
        }
        let posted = server.browser().post("/settings/security/two-step/setup/cancel", &[]).await;
        assert_eq!(posted.location(), "/sign-in?notice=first", "what was sent is not asked for again");
    }

    /// ASVS v5-7.2.4: the browser's old session ends with the new one, whoever's it was.
    async fn ses_01_a_new_session_ends_the_one_it_takes_the_place_of(server) {
        let bob = server.person("bob").await;
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in(&bob).await;
        let mut old = browser.clone();
        let elsewhere = server.signed_in(&bob).await;
        browser.sign_in(&bob).await;
        assert!(browser.is_signed_in().await && !old.is_signed_in().await);
        assert!(elsewhere.clone().is_signed_in().await, "only this browser's");

        let mut old = browser.clone();
        browser.sign_in(&ann).await;
        assert!(old.is_signed_in().await, "the second door is not passed yet");
        browser.post("/sign-in/second-step", &[("code", &ann.recovery_codes[0])]).await;
        assert!(browser.is_signed_in().await && !old.is_signed_in().await);
    }

    /// OPS-01: a try made while the clock ran ten years ahead is no wait of ten years.
    async fn ops_01_a_wait_from_the_future_is_none(server) {
        let bob = server.person("bob").await;
        let years = std::time::Duration::from_secs(10 * 365 * 86_400);
        server.clock.advance(years);
        let wrong = crate::support::Person { password: "wrong wrong wrong".into(), ..bob.clone() };
        for _ in 0..6 {
            server.browser().sign_in(&wrong).await;
        }
        server.rewind(years).await;
        server.signed_in(&bob).await;
    }
}
