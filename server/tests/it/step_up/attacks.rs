//! What others would do with it.

use axum::http::StatusCode;

use super::{HOME, OTHERS, PAGE, VIEW};
use crate::on_both_engines;
use crate::support::{LOST_DEVICE, TestServer};

const ELSEWHERE: [&str; 8] = [
    "//evil.test",
    "/\\evil.test",
    "https://evil.test",
    "/settings/security/../../evil",
    "/settings/security?x=//evil.test",
    "/settings/a\r\nSet-Cookie: x=y",
    "%2f%2fevil.test",
    "/sign-out",
];

on_both_engines! {
    async fn csr_18_it_leads_to_our_own_pages_only(server) {
        let bob = server.person("bob").await;
        let mut fresh = server.signed_in(&bob).await;
        let mut here = server.signed_in(&bob).await;
        for next in ELSEWHERE {
            let query = serde_urlencoded::to_string([("next", next)]).unwrap();
            assert_eq!(fresh.get(&format!("{PAGE}?{query}")).await.location(), HOME, "{next}");
            let answer = here.post(PAGE, &[("password", &bob.password), ("next", next)]).await;
            assert_eq!(answer.location(), HOME, "{next}");
            let answer = here.post(PAGE, &[("password", "not this one at all"), ("next", next)]).await;
            assert!(!answer.body.contains("evil") && !answer.body.contains("name=\"next\""), "{next}");
            server.advance(60);
        }
        let ours = "/settings/security/activity";
        assert_eq!(here.post(PAGE, &[("password", &bob.password), ("next", ours)]).await.location(), ours);
    }

    /// No form but those that want it can be put into the page, whatever stands in the address.
    async fn csr_18_no_other_form_is_carried_along(server) {
        let bob = server.person("bob").await;
        let mut here = server.signed_in(&bob).await;
        let before = server.snapshot().await;
        for act in ["/settings/security/two-step/disable", "https://evil.test/", "//evil.test", "/sign-out", "javascript:x"] {
            let answer = here.post(PAGE, &[("password", &bob.password), ("act", act)]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{act}");
        }
        let hostile = "%22%3E%3Cscript%3E=%22%3E%3Cscript%3Ealert(1)";
        let answer = here.post(PAGE, &[("password", "not this one at all"), ("act", OTHERS), ("fields", hostile)]).await;
        assert!(answer.status == StatusCode::FORBIDDEN && !answer.body.contains("\"><script>"), "{}", answer.body);
        assert_eq!(server.snapshot().await, before);
        let answer = here.post(PAGE, &[("password", &bob.password), ("act", OTHERS), ("fields", hostile)]).await;
        assert!(answer.status == StatusCode::OK && !answer.body.contains("\"><script>"), "{}", answer.body);
    }

    /// SES-21: a password proves the password; a recovery code is no app.
    async fn ses_21_each_proof_counts_for_its_own_kind(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        server.advance(600);
        let before = server.snapshot().await;
        assert_eq!(here.step_up(&ann, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(here.get(OTHERS).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.snapshot().await, before);
        assert_eq!(here.step_up(&ann, &ann.recovery_codes[0]).await.location(), HOME);
        let view = [("password", ann.password.as_str())];
        assert_eq!(here.post(VIEW, &view).await.status, StatusCode::UNPROCESSABLE_ENTITY, "an app's code is asked");
        server.advance(30);
        assert_eq!(here.step_up(&ann, &server.code(&ann.key)).await.location(), HOME);
        assert_eq!(here.post(VIEW, &view).await.status, StatusCode::OK);
    }

    /// TOT-01: a code that was used here is dead everywhere, and the other way round.
    async fn tot_01_a_code_steps_up_once(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        let code = server.code(&ann.key);
        assert_eq!(here.step_up(&ann, &code).await.location(), HOME);
        server.advance(1);
        assert_eq!(here.step_up(&ann, &code).await.status, StatusCode::FORBIDDEN);
        assert_eq!(here.disable(&ann.password, &code).await.status, StatusCode::FORBIDDEN);
        assert!(server.pending(&ann).await.enter_code(&code).await.body.contains("used already"));
        assert_eq!(server.events("step_up").await, ["allowed", "used-code"]);
    }

    /// DESIGN 5.2: a sign-in with a recovery code is the proof for one replacement in the ten
    /// minutes after it. What is proved later, for another act, neither ends it early nor makes
    /// it newer: else whoever holds a copy of the cookie would replace the device with it.
    async fn a_step_up_does_not_renew_what_a_recovery_sign_in_proves(server) {
        let ann = server.two_step_person("ann").await;
        let mut lost = server.pending(&ann).await;
        assert_eq!(lost.enter_code(&ann.recovery_codes[0]).await.location(), LOST_DEVICE);
        let mut quick = server.pending(&ann).await;
        quick.enter_code(&ann.recovery_codes[1]).await;
        server.advance(599);
        quick.step_up(&ann, &ann.recovery_codes[2]).await;
        assert_eq!(quick.post(LOST_DEVICE, &[]).await.location(), "/settings/security/apps/new/app");
        server.advance(1);
        assert_eq!(lost.step_up(&ann, &ann.recovery_codes[3]).await.location(), HOME);
        assert_eq!(lost.get(OTHERS).await.status, StatusCode::OK, "it is fresh");
        assert_ne!(lost.post(LOST_DEVICE, &[]).await.location(), "/settings/security/apps/new/app");
    }

    /// BRF-03: guesses are charged as everywhere, on the same counters.
    async fn brf_03_guesses_wait(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        server.advance(600);
        let mut last = StatusCode::OK;
        for _ in 0..8 {
            last = here.post(PAGE, &[("password", "not this one at all"), ("code", "000000")]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        let right = here.step_up(&ann, &server.code(&ann.key)).await;
        assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "not even looked at");
        assert!(right.headers.contains_key("retry-after"));
        assert!(server.events("step_up").await.contains(&"too-many-tries".to_owned()));
    }

    /// A password that was changed meanwhile proves nothing, and the session has ended.
    async fn a_step_up_after_a_change_elsewhere_is_none(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        let mut other = server.signed_in_twice(&ann).await;
        let fields = [
            ("password", ann.password.as_str()),
            ("code", &server.code(&ann.key)),
            ("new_password", "seven calm badgers rowing"),
        ];
        assert_eq!(other.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
        server.advance(30);
        assert_eq!(here.step_up(&ann, &server.code(&ann.key)).await.location(), "/sign-in?notice=first");
    }
}

/// Two proofs in one session at once, on two nodes: one gives it another value, the other
/// spends nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_09_two_step_ups_at_once_leave_one_value() {
    let server = TestServer::postgres().await;
    let second = server.second_node().await;
    let ann = server.two_step_person("ann").await;
    for round in 0..5 {
        let mut here = server.signed_in_twice(&ann).await;
        let mut there = second.browser();
        there.cookies = here.cookies.clone();
        let codes = (&ann.recovery_codes[2 * round], &ann.recovery_codes[2 * round + 1]);
        let (one, two) = tokio::join!(here.step_up(&ann, codes.0), there.step_up(&ann, codes.1));
        let won = [&one, &two].iter().filter(|answer| answer.location() == HOME).count();
        assert_eq!(won, 1, "{} {} / {} {}", one.status, one.body, two.status, two.body);
        let winner = if one.location() == HOME { &mut here } else { &mut there };
        assert!(winner.is_signed_in().await);
        let used = "SELECT CAST(COUNT(used_at) AS BIGINT) AS n FROM recovery_codes";
        assert_eq!(
            usize::try_from(server.number(used, &[]).await).unwrap(),
            round + 1,
            "the loser's code is not spent"
        );
        server.advance(60);
    }
}
