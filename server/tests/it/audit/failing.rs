//! AUD-05: without its event nothing is decided.

use axum::http::StatusCode;

use crate::on_both_engines;

on_both_engines! {
    async fn aud_05_without_an_event_nobody_comes_in_and_nothing_changes(server) {
        let bob = server.person("bob").await;
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let sessions = server.rows("sessions").await;
        server.execute("ALTER TABLE audit_events RENAME TO audit_events_away", vec![]).await;
        let before = server.snapshot().await;
        assert!(server.browser().sign_in(&bob).await.status.is_server_error());
        let fields = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        assert!(browser.post("/settings/security/two-step/disable", &fields).await.status.is_server_error());
        assert_eq!(server.snapshot().await, before);
        assert_eq!(server.rows("sessions").await, sessions);

        server.execute("ALTER TABLE audit_events_away RENAME TO audit_events", vec![]).await;
        server.advance(3_600);
        assert_eq!(server.browser().sign_in(&bob).await.status, StatusCode::SEE_OTHER);
    }
}
