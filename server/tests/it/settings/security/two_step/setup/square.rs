//! LEA-05: the square with the key is this session's own, and is nowhere else.

use axum::http::StatusCode;

use crate::on_both_engines;

const APP: &str = "/settings/security/two-step/setup/app";

on_both_engines! {
    async fn lea_05_the_square_stands_in_the_page_itself(server) {
        let alice = server.person("alice").await;
        let (mut browser, key) = server.at_app_step(&alice).await;
        let page = browser.get(APP).await;
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(page.body.contains("<svg") && page.body.contains(&format!("secret={key}")), "for an app on this device");
        assert!(!page.body.contains("<img") && !page.body.contains("data:image"), "drawn by nobody else");
        let addresses = page.body.match_indices("://").count();
        assert_eq!(addresses, page.body.matches("otpauth://").count() + page.body.matches("http://www.w3.org/2000/svg").count(), "no address of anybody else: {}", page.body);
    }

    async fn lea_05_nobody_else_is_shown_it(server) {
        let (alice, bob) = (server.person("alice").await, server.person("bob").await);
        let (_, key) = server.at_app_step(&alice).await;
        let mut same_account = server.signed_in(&alice).await;
        let mut another = server.signed_in(&bob).await;
        for browser in [&mut same_account, &mut another, &mut server.browser()] {
            let page = browser.get(APP).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER);
            assert!(!page.body.contains(&key));
        }
    }

    async fn lea_05_no_mail_has_the_key(server) {
        let alice = server.two_step_person("alice").await;
        let sent = server.mails_to(&alice.email).await;
        let (subject, text) = server.newest_notice(&alice.email).await.unwrap();
        assert!(sent > 0 && subject.contains("on"), "{subject}");
        assert!(!text.contains(&alice.key) && !text.contains("otpauth"), "{text}");
        assert!(!alice.recovery_codes.iter().any(|code| text.contains(code.as_str())));
    }
}
