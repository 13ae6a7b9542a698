//! Two sign-ins at once with one value, on two nodes.

use super::allowed;
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_18_two_at_once_get_one_value_and_are_no_theft() {
    let server = TestServer::postgres_with(allowed()).await;
    let second = server.second_node_with(allowed()).await;
    let ann = server.two_step_person("ann").await;
    for _ in 0..5 {
        let mut here = server.trusting(&ann).await;
        let mut there = second.browser();
        there.cookies = here.cookies.clone();
        let before = here.trust();
        let (one, two) = tokio::join!(here.enters(&ann), there.enters(&ann));
        assert!(one && two);
        assert_eq!(here.trust(), there.trust(), "whichever answer comes last");
        assert_ne!(here.trust(), before);
        server.advance(61);
        assert!(there.enters(&ann).await && !server.browser().enters(&ann).await);
    }
    assert_eq!(server.mails_about("copied sign-in").await, 0);
}

/// A password that changes at the same time wins: no session of the old one is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_19_a_change_at_the_same_time_wins() {
    let server = TestServer::postgres_with(allowed()).await;
    let second = server.second_node_with(allowed()).await;
    for round in 0..5 {
        let ann = server.two_step_person(&format!("ann{round}")).await;
        let mut trusted = server.trusting(&ann).await;
        let mut other = second.browser();
        other.cookies = server.signed_in_twice(&ann).await.cookies;
        let code = server.code(&ann.key);
        let fields =
            [("password", ann.password.as_str()), ("code", &code), ("new_password", "seven calm badgers rowing")];
        let (_, changed) = tokio::join!(trusted.sign_in(&ann), other.post("/settings/security/password", &fields));
        assert_eq!(changed.status, 303, "{}", changed.body);
        assert!(!trusted.is_signed_in().await);
        server.advance(61);
    }
}
