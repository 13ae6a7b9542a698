//! `/step-up` and `POST /api/v1/step-up`

mod api;
mod attacks;

use axum::http::StatusCode;

use crate::on_both_engines;
use crate::support::{Answer, Browser, TwoStepPerson};

const PAGE: &str = "/step-up";
const OTHERS: &str = "/settings/security/sessions/end-others";
const VIEW: &str = "/settings/security/recovery-codes/view";
const HOME: &str = "/settings/security";

impl Browser {
    /// Shows that it is this person, with that code, and goes on to HOME.
    async fn step_up(&mut self, person: &TwoStepPerson, code: &str) -> Answer {
        self.post(PAGE, &[("password", &person.password), ("code", code)]).await
    }
}

on_both_engines! {
    /// SES-01, SES-22: the level rises by a proof, and under another value.
    async fn ses_01_a_proof_gives_the_session_another_value(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        server.advance(600);
        let (mut old, before) = (here.clone(), server.rows("sessions").await);
        assert_eq!(here.step_up(&ann, &server.code(&ann.key)).await.location(), HOME);
        assert_ne!(old.session(), here.session());
        assert!(here.is_signed_in().await && !old.is_signed_in().await);
        assert_eq!(old.step_up(&ann, &server.code_at(&ann.key, 1)).await.location(), "/sign-in?notice=first");
        assert_eq!(server.rows("sessions").await, before);
        assert_eq!(server.events("step_up").await, ["allowed"]);
    }

    async fn it_counts_for_ten_minutes_and_not_a_second_longer(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        server.advance(600);
        assert_eq!(here.get(&format!("{PAGE}?next={OTHERS}")).await.status, StatusCode::OK);
        here.step_up(&ann, &server.code(&ann.key)).await;
        server.advance(599);
        assert_eq!(here.get(OTHERS).await.status, StatusCode::OK);
        assert_eq!(here.get(&format!("{PAGE}?next={OTHERS}")).await.location(), OTHERS, "nothing to ask");
        server.advance(1);
        assert_eq!(here.get(OTHERS).await.location(), format!("{PAGE}?next={OTHERS}"));
    }

    /// A form comes back after a second press, and nothing is done before it.
    async fn a_form_waits_in_the_page_and_is_confirmed_once_more(server) {
        let ann = server.two_step_person("ann").await;
        let mut other = server.signed_in_twice(&ann).await;
        let mut here = server.signed_in_twice(&ann).await;
        server.advance(600);
        let before = server.snapshot().await;
        let asked = here.post(OTHERS, &[]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        for text in ["End all other sessions", "done nothing yet", "signed in as ann", OTHERS] {
            assert!(asked.body.contains(text), "{text}: {}", asked.body);
        }
        let fields = |password: &'static str, code: &str| {
            let password = if password.is_empty() { ann.password.clone() } else { password.to_owned() };
            [("password", password), ("code", code.to_owned()), ("act", OTHERS.to_owned()), ("fields", "a=1+2".to_owned())]
        };
        let post = async |browser: &mut Browser, fields: [(&str, String); 4]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(PAGE, &fields).await
        };
        let code = server.code(&ann.key);
        let wrong = post(&mut here, fields("not this one at all", &code)).await;
        assert!(wrong.status == StatusCode::FORBIDDEN && wrong.body.contains(OTHERS), "{}", wrong.body);
        assert_eq!(server.snapshot().await, before);
        let confirm = post(&mut here, fields("", &code)).await;
        assert_eq!(confirm.status, StatusCode::OK);
        for text in [&format!("action=\"{OTHERS}\""), "name=\"a\" value=\"1 2\"", "One press"] {
            assert!(confirm.body.contains(text), "{text}: {}", confirm.body);
        }
        assert!(other.is_signed_in().await, "nothing is done without the press");
        assert!(server.events("session.end_others").await.is_empty());
        assert_eq!(here.post(OTHERS, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!other.is_signed_in().await && here.is_signed_in().await);
    }

    async fn the_factors_are_those_of_the_account(server) {
        let (ann, bob) = (server.two_step_person("ann").await, server.person("bob").await);
        let mut here = server.signed_in_twice(&ann).await;
        let mut alone = server.signed_in(&bob).await;
        server.advance(600);
        let page = here.get(PAGE).await.body;
        assert!(page.contains("name=\"code\"") && page.contains("The six digits in your authenticator app."), "{page}");
        assert!(page.contains("Use a recovery code") && !page.contains("Use your app"), "{page}");
        let charged = server.charged("password").await;
        let other = here.post(PAGE, &[("password", ""), ("way", "authenticator_app"), ("to", "recovery_code")]).await;
        assert_eq!(other.status, StatusCode::OK);
        assert!(other.body.contains("A recovery code you haven’t used yet.") && other.body.contains("Use your app"));
        assert_eq!(server.charged("password").await, charged, "nothing was compared");
        let page = alone.get(PAGE).await.body;
        assert!(page.contains("name=\"password\"") && !page.contains("name=\"code\"") && !page.contains("name=\"to\""), "{page}");
        let codes = [("way", "recovery_code"), ("password", ann.password.as_str()), ("code", "aaaa-aaaa-aaaa-aaaa")];
        let wrong = here.post(PAGE, &codes).await;
        assert!(wrong.body.contains("A recovery code you haven’t used yet."), "it stays at the chosen way: {}", wrong.body);
    }

    async fn a_recovery_code_counts_where_none_was_shown(server) {
        let ann = server.two_step_person("ann").await;
        let mut here = server.signed_in_twice(&ann).await;
        server.advance(600);
        assert_eq!(here.step_up(&ann, &ann.recovery_codes[0]).await.location(), HOME);
        assert_eq!(here.get(OTHERS).await.status, StatusCode::OK);
        server.advance(600);
        // Made in this session: from now on they prove nothing in it.
        let new = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        assert_eq!(here.post("/settings/security/recovery-codes/new", &new).await.status, StatusCode::OK);
        let page = here.get(PAGE).await.body;
        assert!(page.contains("A recovery code doesn’t count here") && !page.contains("name=\"to\""), "{page}");
        let before = server.snapshot().await;
        let refused = here.step_up(&ann, &ann.recovery_codes[1]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("prove nothing"), "{}", refused.body);
        assert_eq!(server.snapshot().await, before);
        server.advance(30);
        assert_eq!(here.step_up(&ann, &server.code(&ann.key)).await.location(), HOME);
    }
}
