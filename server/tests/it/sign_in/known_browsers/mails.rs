//! The owner is told of a sign-in from somewhere new.

use crate::on_both_engines;
use crate::support::TestServer;

const NEW: &str = "New sign-in";

async fn told(server: &TestServer) -> usize {
    server.mails_about(NEW).await
}

on_both_engines! {
    async fn the_first_sign_in_of_all_is_nothing_new(server) {
        let alice = server.person("alice").await;
        let mut browser = server.signed_in(&alice).await;
        assert_eq!(told(&server).await, 0);
        browser.post("/sign-out", &[]).await;
        browser.sign_in(&alice).await;
        assert_eq!(told(&server).await, 0, "nor one from a browser that is known");
    }

    async fn another_browser_is_and_the_mail_says_which(server) {
        let alice = server.person("alice").await;
        server.signed_in(&alice).await;
        let mut other = server.browser_at("203.0.113.9:1");
        let agent = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36";
        other.extra_headers.push(("user-agent", agent.to_owned()));
        other.sign_in(&alice).await;
        let (subject, text) = server.newest_mail(&alice.email).await.unwrap();
        assert!(subject.contains(NEW), "{subject}");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["alice", "Chrome on Android", "203.0.113.9", "Where you\u{2019}re signed in"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(told(&server).await, 1);
    }

    /// With two doors, only who has passed both.
    async fn the_first_door_alone_is_not_told(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.pending(&alice).await;
        assert_eq!(browser.enter_code(&server.wrong_code(&alice.key)).await.status, 403);
        assert_eq!(told(&server).await, 0);
        browser.enter_code(&server.code(&alice.key)).await;
        assert_eq!(told(&server).await, 1);
    }

    /// A program brings no cookie: for it the network decides, and only about the mail.
    async fn a_program_is_new_on_another_network(server) {
        let alice = server.person("alice").await;
        server.program(&alice).await;
        server.program(&alice).await;
        assert_eq!(told(&server).await, 0);
        assert_eq!(server.browser_at("203.0.113.9:1").api_sign_in(&alice).await.status, 200);
        assert_eq!(told(&server).await, 1);
        server.advance(31 * 86_400);
        vestibule::jobs::forget(&server.app).await.unwrap();
        server.program(&alice).await;
        assert_eq!(told(&server).await, 2, "a month later nothing is known, and it is not the first");
    }

    async fn an_ended_session_s_browser_is_new_again(server) {
        let alice = server.person("alice").await;
        let mut elsewhere = server.signed_in(&alice).await;
        let mut here = server.signed_in(&alice).await;
        assert_eq!(told(&server).await, 1);
        here.post("/settings/security/sessions/end-others", &[]).await;
        elsewhere.sign_in(&alice).await;
        assert_eq!(told(&server).await, 2);
    }
}
