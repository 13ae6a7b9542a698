//! SES-18: a copy of the value, and who finds out.

use axum::http::StatusCode;

use super::{SECOND_STEP, servers};

const SUBJECT: &str = "copied sign-in";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_18_the_value_before_is_good_for_a_minute_and_leads_to_the_same_one() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.trusting(&ann).await;
        // The answer with the next value is lost on its way.
        let mut lost = browser.clone();
        assert!(lost.enters(&ann).await);
        server.advance(59);
        assert!(browser.enters(&ann).await, "59 seconds later");
        assert_eq!(browser.trust(), lost.trust(), "both have the same value");
        server.advance(61);
        assert!(browser.enters(&ann).await, "and it is the current one");
        assert_eq!(server.mails_about(SUBJECT).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_18_an_older_value_ends_the_trust_and_all_it_has_opened() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut bystander = server.signed_in_twice(&ann).await;
        let mut owner = server.trusting(&ann).await;
        let mut thief = owner.thief(&server);
        assert!(thief.enters(&ann).await, "who knows the password too");
        server.advance(60);
        let answer = owner.sign_in(&ann).await;
        assert_eq!(answer.location(), SECOND_STEP, "60 seconds later it is an old copy");
        assert!(!thief.is_signed_in().await && bystander.is_signed_in().await);
        assert_eq!(server.rows("trusted_browsers").await, 0);
        assert_eq!(server.mails_about(SUBJECT).await, 1);
        let (subject, text) = server.newest_mail(&ann.email).await.unwrap();
        assert!(subject.contains(SUBJECT) && text.contains("Change your password"), "{subject}: {text}");
        let results = server.events("sign_in.password").await;
        assert_eq!(results.iter().filter(|result| *result == "trust-reused").count(), 1, "{results:?}");
        assert_eq!(results.last().unwrap(), "trust-reused");
        // Neither value is worth anything now, and the owner goes on with a code.
        assert!(!thief.enters(&ann).await && !owner.clone().enters(&ann).await);
        assert_eq!(owner.enter_code(&server.code(&ann.key)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.mails_about(SUBJECT).await, 1, "told once");
    }
}

/// The other way round: the owner was first, and the thief is the one who is found out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_18_a_copy_used_after_the_owner_is_found_out() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut owner = server.trusting(&ann).await;
        let mut thief = owner.thief(&server);
        assert!(owner.enters(&ann).await);
        server.advance(61);
        assert!(!thief.enters(&ann).await);
        assert!(!owner.is_signed_in().await, "nobody can tell which of them it was");
        assert_eq!(server.mails_about(SUBJECT).await, 1);
    }
}

/// A thief within the minute has the owner's value, and one of the two next sign-ins tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_18_a_copy_used_within_the_minute_is_found_out_later() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut owner = server.trusting(&ann).await;
        let mut thief = owner.thief(&server);
        assert!(owner.enters(&ann).await);
        server.advance(30);
        assert!(thief.enters(&ann).await);
        server.advance(3_000);
        assert!(thief.enters(&ann).await);
        server.advance(61);
        assert!(!owner.enters(&ann).await && !thief.is_signed_in().await);
        assert_eq!(server.mails_about(SUBJECT).await, 1);
    }
}

/// With a code, a session that the trust opened is more than that; it ends all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_18_a_session_that_has_stepped_up_ends_too() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut owner = server.trusting(&ann).await;
        let mut thief = owner.thief(&server);
        assert!(owner.enters(&ann).await);
        let both = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        assert_eq!(owner.post("/step-up", &both).await.status, StatusCode::SEE_OTHER);
        server.advance(61);
        thief.enters(&ann).await;
        assert!(!owner.is_signed_in().await);
    }
}
