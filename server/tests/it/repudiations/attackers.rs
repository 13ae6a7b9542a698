//! What somebody gains who has part of it.

use axum::http::StatusCode;

use super::reverts::set_up;
use super::{APPS, CODES, DAY, NEW_PASSWORD, link_in};
use crate::on_both_engines;
use crate::support::{Person, TestServer, TwoStepPerson};

/// Resets the password by mail and goes through the first door: whether that is all it takes.
async fn gets_in_by_mail(server: &TestServer, person: &Person) -> bool {
    let person = server.choose(person).await;
    let mut browser = server.browser();
    browser.sign_in(&person).await;
    browser.is_signed_in().await
}

on_both_engines! {
    /// Every kind of notice of an account with two doors, each followed by whoever reads the
    /// mailbox: the second door is never open.
    async fn mai_17_the_mailbox_alone_opens_nothing(server) {
        for act in ["on", "add", "replace", "renew", "view", "password"] {
            let ann = server.two_step_person(&format!("ann-{act}")).await;
            let mut browser = server.signed_in_twice(&ann).await;
            server.advance(30);
            match act {
                "add" => drop(server.new_app(&mut browser, &ann, &format!("{APPS}/new")).await),
                "replace" => {
                    server.new_app(&mut browser, &ann, &format!("{APPS}/replace")).await;
                    browser.post(&format!("{APPS}/replace/old"), &[("drop", "all")]).await;
                }
                "renew" => drop(browser.prove(&format!("{CODES}/new"), &ann.password, &ann.recovery_codes[0]).await),
                "view" => drop(browser.post(&format!("{CODES}/view"), &[("password", &ann.password)]).await),
                "password" => drop(browser.change_password(&ann, &ann.recovery_codes[0], NEW_PASSWORD).await),
                _ => {}
            }
            let token = server.repudiation(&ann.email).await;
            assert_eq!(server.press(&token).await.status, StatusCode::OK, "{act}");
            assert!(!gets_in_by_mail(&server, &ann).await, "{act}");
        }
    }

    /// A password that was set by mail is no password from before.
    async fn mai_17_a_password_set_by_mail_does_not_undo_an_activation(server) {
        let ann = server.two_step_person("ann").await;
        let token = server.repudiation(&ann.email).await;
        let theirs = server.choose(&ann).await;
        assert_eq!(server.press_with(&token, &theirs.password).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.press(&token).await.status, StatusCode::OK);
        assert!(server.is_two_step_on("ann").await);
        assert!(!gets_in_by_mail(&server, &ann).await);
    }

    /// The link in the notice of what the mailbox's thief did costs the owner nothing but a new
    /// password: the app from before gets in and changes things.
    async fn the_owner_is_not_locked_out_by_a_thief_of_the_mailbox(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(60);
        let thief = server.choose(&ann).await;
        let token = server.repudiation(&thief.email).await;
        server.press(&token).await;
        let ann = server.choose_twice(&ann).await;
        let mut browser = server.signed_in_twice(&ann).await;
        let answer = browser.prove(&format!("{APPS}/new"), &ann.password, &server.code(&ann.key)).await;
        assert_eq!(answer.location(), "/settings/security/apps/new/app", "{}", answer.body);
    }

    /// A thief with the password and the mailbox ends where they began, and frozen.
    async fn pressing_one_s_own_link_gains_nothing(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        server.advance(60);
        server.enable_two_step(bob.clone(), &mut program).await;
        let token = server.repudiation(&bob.email).await;
        assert_eq!(server.press_with(&token, &bob.password).await.status, StatusCode::OK);
        let bob = server.choose(&bob).await;
        assert_eq!(set_up(&server, &bob).await, StatusCode::FORBIDDEN);
    }

    /// A guess at the password from before costs a try like any other.
    async fn brf_01_guessing_at_the_password_from_before_waits(server) {
        let ann = server.two_step_person("ann").await;
        let token = server.repudiation(&ann.email).await;
        let mut statuses = Vec::new();
        for _ in 0..8 {
            statuses.push(server.press_with(&token, "not that one at all").await.status.as_u16());
        }
        assert_eq!((statuses[0], statuses[7]), (403, 429), "{statuses:?}");
        assert_eq!(server.press_with(&token, &ann.password).await.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(server.is_two_step_on("ann").await);
    }

    /// The thief's own address is told, without a link; nor does waiting for the others help.
    async fn an_address_that_came_with_the_thief_has_no_link(server) {
        let ann = server.person("ann").await;
        server.advance(8 * DAY);
        let mut thief = server.signed_in(&ann).await;
        server.address(&mut thief, &ann, "thief@example.test").await;
        server.on_address(&mut thief, &ann, "thief@example.test", "primary").await;
        server.advance(1);
        assert_eq!(thief.change_password(&ann, "", NEW_PASSWORD).await.status, StatusCode::SEE_OTHER);
        let (subject, text) = server.newest_notice("thief@example.test").await.unwrap();
        assert!(subject.contains("was changed") && link_in(&text).is_none(), "{subject}: {text}");
        let (_, text) = server.newest_notice(&ann.email).await.unwrap();
        assert!(link_in(&text).is_some(), "{text}");
    }

    /// A link is its own account's, whoever is signed in where it is followed (MAI-15).
    async fn mai_15_it_is_bound_to_its_account(server) {
        let [ann, eve] = [server.two_step_person("ann").await, server.two_step_person("eve").await];
        let mut hers = server.signed_in_twice(&eve).await;
        let token = server.repudiation(&ann.email).await;
        let answer = hers.post("/wasnt-me", &[("token", &token), ("password", "")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(hers.is_signed_in().await);
        assert_eq!(server.browser().sign_in(&ann).await.status, StatusCode::UNAUTHORIZED);
        let theirs: &TwoStepPerson = &eve;
        server.pending(theirs).await;
    }
}
