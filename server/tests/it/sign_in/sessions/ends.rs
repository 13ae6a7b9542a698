//! What ends a session before its time.

use axum::http::{Method, StatusCode};
use vestibule::features::admin::{self, Command};

use crate::on_both_engines;

on_both_engines! {
    async fn ses_11_signed_out_is_signed_out_on_every_node(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        let mut here = browser.clone();
        let other = server.another_node().await;
        let mut elsewhere = other.as_ref().unwrap_or(&server).browser();
        elsewhere.cookies = browser.cookies.clone();
        assert!(here.is_signed_in().await && elsewhere.is_signed_in().await);
        let out = browser.post("/sign-out", &[]).await;
        assert_eq!(out.location(), "/sign-in?notice=signed-out");
        assert!(browser.session().is_empty(), "the browser forgets it as well");
        for copy in [&mut here, &mut elsewhere] {
            assert!(!copy.is_signed_in().await);
            assert_eq!(copy.post("/sign-out", &[]).await.location(), "/sign-in?notice=first");
            let act = copy.disable(&alice.password, &server.code(&alice.key)).await;
            assert_eq!(act.location(), "/sign-in?notice=first");
        }
        assert!(server.is_two_step_on("alice").await);
    }

    async fn ses_11_a_program_signs_out_the_same_way(server) {
        let alice = server.person("alice").await;
        let mut program = server.program(&alice).await;
        let mut other = server.program(&alice).await;
        let other_node = server.another_node().await;
        let mut elsewhere = other_node.as_ref().unwrap_or(&server).browser().with_bearer(program.bearer.as_ref().unwrap());
        assert_eq!(elsewhere.get("/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(program.api(Method::DELETE, "/api/v1/session", "").await.status, StatusCode::NO_CONTENT);
        for copy in [&mut program, &mut elsewhere] {
            assert_eq!(copy.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
            assert_eq!(copy.api(Method::DELETE, "/api/v1/session", "").await.status, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(other.get("/api/v1/me").await.status, StatusCode::OK, "only this one");
    }

    async fn ses_11_pages_of_a_session_are_kept_by_no_cache(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        for path in ["/settings/security", "/settings/security/two-step/disable", "/settings/security/two-step/setup/done"] {
            let page = browser.get(path).await;
            assert_eq!((page.status, &page.headers["cache-control"]), (StatusCode::OK, &"no-store".parse().unwrap()), "{path}");
        }
    }

    async fn ses_13_a_disabled_account_has_no_session(server) {
        let alice = server.person("alice").await;
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&alice).await;
        let mut program = server.program(&alice).await;
        let mut bystander = server.signed_in(&bob).await;
        assert!(admin::run(&server.app, Command::UserDisable { username: "alice".into() }).await.done);
        assert!(!browser.is_signed_in().await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(server.browser().sign_in(&alice).await.status, StatusCode::UNAUTHORIZED, "nor a new one");
        assert!(bystander.is_signed_in().await);
        assert!(admin::run(&server.app, Command::UserEnable { username: "alice".into() }).await.done);
        assert!(!browser.is_signed_in().await, "what was open does not come back");
        assert!(server.signed_in(&alice).await.is_signed_in().await);
    }

    async fn ses_13_nothing_that_is_under_way_goes_on_for_a_disabled_account(server) {
        let alice = server.two_step_person("alice").await;
        let bob = server.person("bob").await;
        let mut pending = server.pending(&alice).await;
        let (mut at_app, key) = server.at_app_step(&bob).await;
        server.browser().post("/password-recovery", &[("login", "bob")]).await;
        let (_, mail) = server.newest_notice(&bob.email).await.unwrap();
        let link = mail.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        for username in ["alice", "bob"] {
            assert!(admin::run(&server.app, Command::UserDisable { username: username.into() }).await.done);
        }
        let before = server.snapshot().await;
        assert_eq!(pending.enter_code(&server.code(&alice.key)).await.location(), "/sign-in?notice=pending-ended");
        let code = server.code(&key);
        let answer = at_app.post("/settings/security/two-step/setup/app", &[("code", &code)]).await;
        assert_eq!(answer.location(), "/sign-in?notice=first");
        let new = [("token", link.as_str()), ("new_password", "seven calm otters paint")];
        let answer = server.browser().post("/password-recovery/new", &new).await;
        assert_eq!(answer.status, StatusCode::GONE, "{}", answer.body);
        let after = server.snapshot().await;
        let ended = |lines: &[String]| lines.iter().filter(|line| !line.starts_with("pending") && !line.starts_with("sessions")).cloned().collect::<Vec<_>>();
        assert_eq!(ended(&after), ended(&before));
    }

    async fn a_new_epoch_ends_all_sessions(server) {
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        server.execute("UPDATE accounts SET security_epoch = security_epoch + 1", vec![]).await;
        assert!(!browser.is_signed_in().await, "whatever the row of the session says");
        server.execute("UPDATE accounts SET security_epoch = security_epoch - 1", vec![]).await;
        assert!(browser.is_signed_in().await);
    }
}
