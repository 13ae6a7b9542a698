//! What becomes of each kind of change.

use axum::http::StatusCode;

use super::{APPS, CODES, DAY, HOUR, NEW_PASSWORD, SET_UP};
use crate::on_both_engines;
use crate::support::{LOST_DEVICE, Person, TestServer};

const OFF: &str = "/settings/security?notice=two-step-off";

on_both_engines! {
    async fn an_added_app_is_suspended_and_then_gone(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.signed_in_twice(&ann).await;
        let theirs = server.new_app(&mut thief, &ann, &format!("{APPS}/new")).await;
        assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "reverted");
        assert!(!thief.is_signed_in().await);
        let ann = server.choose_twice(&ann).await;
        assert!(!server.lets_in(&ann, &server.code_at(&theirs, 1)).await);
        assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await);
        assert_eq!((server.apps().await, server.rows("authenticator_apps").await), (1, 2));
        server.advance(72 * HOUR);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.rows("authenticator_apps").await, 1);
    }

    /// The mailbox alone never takes the last factor away.
    async fn an_added_app_that_is_the_last_one_stays(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.new_app(&mut browser, &ann, &format!("{APPS}/new")).await;
        let token = server.repudiation(&ann.email).await;
        server.advance(30);
        let id = server.id_of_app("Authenticator app").await;
        let answer = browser.prove(&format!("{APPS}/{id}/remove"), &ann.password, &ann.recovery_codes[0]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(server.outcome(&token).await, "kept");
        assert_eq!(server.apps().await, 1);
    }

    /// The owner had removed it by hand: what there is stays, and the rest is done.
    async fn what_was_undone_by_hand_is_left_alone(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.new_app(&mut browser, &ann, &format!("{APPS}/new")).await;
        let token = server.repudiation(&ann.email).await;
        let id = server.id_of_app("Tablet").await;
        let answer = browser.prove(&format!("{APPS}/{id}/remove"), &ann.password, &ann.recovery_codes[0]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(server.outcome(&token).await, "gone");
        assert_eq!(server.apps().await, 1);
        assert!(!browser.is_signed_in().await);
        assert_eq!(server.browser().sign_in(&ann).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_removed_app_comes_back(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let second = server.new_app(&mut browser, &ann, &format!("{APPS}/new")).await;
        let id = server.id_of_app("Authenticator app").await;
        server.advance(30);
        let answer = browser.prove(&format!("{APPS}/{id}/remove"), &ann.password, &server.code(&second)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        server.advance(7 * DAY - 60);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "reverted");
        let ann = server.choose_twice(&ann).await;
        assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await);
        assert_eq!(server.apps().await, 2);
    }

    async fn a_removed_app_is_forgotten_when_its_link_is_over(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        assert_eq!(browser.disable(&ann.password, &ann.recovery_codes[0]).await.location(), OFF);
        assert_eq!((server.apps().await, server.rows("authenticator_apps").await), (0, 1));
        server.advance(7 * DAY);
        vestibule::jobs::forget(&server.app).await.unwrap();
        assert_eq!((server.rows("authenticator_apps").await, server.rows("recovery_codes").await), (0, 0));
    }

    async fn a_replacement_is_turned_round(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.signed_in_twice(&ann).await;
        let theirs = server.new_app(&mut thief, &ann, &format!("{APPS}/replace")).await;
        let answer = thief.post(&format!("{APPS}/replace/old"), &[("drop", "all")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "reverted");
        let ann = server.choose_twice(&ann).await;
        assert!(!server.lets_in(&ann, &server.code_at(&theirs, 1)).await);
        assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await);
    }

    async fn two_step_that_was_turned_off_is_on_again_with_its_codes(server) {
        for way in ["disable", "remove"] {
            let ann = server.two_step_person(&format!("ann-{way}")).await;
            let mut thief = server.signed_in_twice(&ann).await;
            let answer = match way {
                "disable" => thief.disable(&ann.password, &ann.recovery_codes[0]).await,
                _ => {
                    let id = server.id_of_app("Authenticator app").await;
                    thief.prove(&format!("{APPS}/{id}/remove"), &ann.password, &ann.recovery_codes[0]).await
                }
            };
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            assert!(!server.is_two_step_on(&ann.username).await);
            let token = server.repudiation(&ann.email).await;
            assert_eq!(server.outcome(&token).await, "reverted");
            assert!(server.is_two_step_on(&ann.username).await);
            let ann = server.choose_twice(&ann).await;
            assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await, "{way}");
            assert!(!server.lets_in(&ann, &ann.recovery_codes[0]).await, "{way}: used stays used");
            assert!(server.lets_in(&ann, &ann.recovery_codes[1]).await, "{way}");
            // The next round's person has an app of the same name.
            server.execute("UPDATE authenticator_apps SET name = 'Elsewhere'", vec![]).await;
        }
    }

    /// MAI-17: the link alone must not lower what signing in takes.
    async fn an_activation_is_undone_only_with_the_password_from_before(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let theirs = server.enable_two_step(bob.clone(), &mut program).await;
        let token = server.repudiation(&bob.email).await;
        let page = server.browser().get(&format!("/wasnt-me?token={token}")).await;
        assert!(page.body.contains("id=\"password\""), "{}", page.body);
        let before = server.snapshot().await;
        let answer = server.press_with(&token, "not that one at all").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
        assert_eq!(server.snapshot().await, before, "and the link still counts");
        let answer = server.press_with(&token, &bob.password).await;
        assert!(answer.status == StatusCode::OK && answer.body.contains("off again"), "{}", answer.body);
        assert!(!server.is_two_step_on("bob").await);
        assert_eq!(server.events("account.repudiate").await, ["wrong-password", "allowed"]);
        let bob = server.choose(&bob).await;
        server.signed_in(&bob).await;
        assert_eq!(server.rows("recovery_codes").await, 0);
        assert!(!theirs.key.is_empty());
    }

    /// A factor that its maker adds afterwards does not keep the activation in force.
    async fn the_password_from_before_takes_all_factors_since_away(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let theirs = server.enable_two_step(bob.clone(), &mut program).await;
        let token = server.repudiation(&bob.email).await;
        let mut thief = server.signed_in_twice(&theirs).await;
        server.new_app(&mut thief, &theirs, "/settings/security/apps/new").await;
        let page = server.browser().get(&format!("/wasnt-me?token={token}")).await;
        assert!(page.body.contains("id=\"password\""), "{}", page.body);
        let answer = server.press_with(&token, &bob.password).await;
        assert!(answer.status == StatusCode::OK && answer.body.contains("off again"), "{}", answer.body);
        assert!(!server.is_two_step_on("bob").await);
        let bob = server.choose(&bob).await;
        server.signed_in(&bob).await;
    }

    async fn without_that_password_the_rest_is_done(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        server.enable_two_step(bob.clone(), &mut program).await;
        assert_eq!(server.outcome(&server.repudiation(&bob.email).await).await, "kept");
        assert!(server.is_two_step_on("bob").await);
        assert_eq!(program.get("/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    }

    /// A thief changes the password and then turns it on: the owner's password counts.
    async fn the_password_from_before_the_thief_s_counts(server) {
        let bob = server.person("bob").await;
        let mut thief = server.signed_in(&bob).await;
        assert_eq!(thief.change_password(&bob, "", NEW_PASSWORD).await.status, StatusCode::SEE_OTHER);
        server.advance(1);
        let theirs = Person { password: NEW_PASSWORD.to_owned(), ..bob.clone() };
        let mut program = server.program(&theirs).await;
        server.enable_two_step(theirs, &mut program).await;
        let token = server.repudiation(&bob.email).await;
        assert_eq!(server.press_with(&token, NEW_PASSWORD).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.press_with(&token, &bob.password).await.status, StatusCode::OK);
        assert!(!server.is_two_step_on("bob").await);
    }

    async fn an_activation_beside_another_app_needs_no_password(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.signed_in_twice(&ann).await;
        assert_eq!(thief.disable(&ann.password, &ann.recovery_codes[0]).await.location(), OFF);
        let off = server.repudiation(&ann.email).await;
        server.advance(1);
        let mut program = server.program(&ann).await;
        let theirs = server.enable_two_step(ann.person.clone(), &mut program).await;
        let on = server.repudiation(&ann.email).await;
        assert_eq!(server.outcome(&off).await, "reverted");
        assert_eq!(server.apps().await, 2);
        assert_eq!(server.outcome(&on).await, "reverted");
        let ann = server.choose_twice(&ann).await;
        assert!(!server.lets_in(&ann, &server.code_at(&theirs.key, 1)).await);
        assert!(!server.lets_in(&ann, &theirs.recovery_codes[0]).await);
        assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await);
        assert!(server.lets_in(&ann, &ann.recovery_codes[1]).await);
    }

    /// REC-05: the old ones come back, the used ones of them used.
    async fn rec_05_new_codes_give_way_to_the_old_ones(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.signed_in_twice(&ann).await;
        let made = thief.prove(&format!("{CODES}/new"), &ann.password, &ann.recovery_codes[0]).await.shown_codes();
        assert_eq!(made.len(), 10);
        assert!(!server.lets_in(&ann, &ann.recovery_codes[1]).await, "dead at once");
        assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "reverted");
        let ann = server.choose_twice(&ann).await;
        assert!(!server.lets_in(&ann, &made[0]).await);
        assert!(!server.lets_in(&ann, &ann.recovery_codes[0]).await);
        assert!(server.lets_in(&ann, &ann.recovery_codes[1]).await);
    }

    /// Of two new sets, whichever link comes first, the owner's is the one that is left.
    async fn of_two_new_sets_neither_comes_back(server) {
        for first_link_first in [true, false] {
            let ann = server.two_step_person(&format!("ann-{first_link_first}")).await;
            let mut thief = server.signed_in_twice(&ann).await;
            let path = format!("{CODES}/new");
            let theirs = thief.prove(&path, &ann.password, &ann.recovery_codes[0]).await.shown_codes();
            let first = server.repudiation(&ann.email).await;
            server.advance(60);
            let again = thief.prove(&path, &ann.password, &server.code(&ann.key)).await.shown_codes();
            let second = server.repudiation(&ann.email).await;
            let order = if first_link_first { [&first, &second] } else { [&second, &first] };
            for token in order {
                server.outcome(token).await;
            }
            let ann = server.choose_twice(&ann).await;
            for dead in [&theirs[1], &again[1]] {
                assert!(!server.lets_in(&ann, dead).await, "{first_link_first}");
            }
            assert!(server.lets_in(&ann, &ann.recovery_codes[1]).await, "{first_link_first}");
        }
    }

    async fn codes_that_were_shown_are_dead(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.signed_in_twice(&ann).await;
        let shown = thief.post(&format!("{CODES}/view"), &[("password", &ann.password)]).await;
        assert_eq!(shown.shown_codes().len(), 10, "{}", shown.body);
        server.advance(1);
        assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "reverted");
        let ann = server.choose_twice(&ann).await;
        assert!(!server.lets_in(&ann, &ann.recovery_codes[0]).await);
        assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await);
    }

    async fn neither_password_comes_back(server) {
        let bob = server.person("bob").await;
        let mut thief = server.signed_in(&bob).await;
        assert_eq!(thief.change_password(&bob, "", NEW_PASSWORD).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.outcome(&server.repudiation(&bob.email).await).await, "nothing");
        let theirs = Person { password: NEW_PASSWORD.to_owned(), ..bob.clone() };
        for person in [&bob, &theirs] {
            assert_eq!(server.browser().sign_in(person).await.status, StatusCode::UNAUTHORIZED);
        }
    }

    /// DESIGN 5.2: its own link does that, with a code of the lost device. The mailbox alone
    /// takes the new factors from nobody.
    async fn a_lost_device_s_replacement_takes_the_device_to_be_taken_back(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = server.pending(&ann).await;
        assert_eq!(thief.enter_code(&ann.recovery_codes[0]).await.location(), LOST_DEVICE);
        thief.post(LOST_DEVICE, &[]).await;
        let theirs = server.name_app(&mut thief).await;
        let codes = thief.get(&format!("{APPS}/lost/codes")).await.shown_codes();
        assert_eq!(thief.post(&format!("{APPS}/lost/codes"), &[("saved", "yes")]).await.status, StatusCode::SEE_OTHER);
        let (_, text) = server.newest_notice(&ann.email).await.unwrap();
        let link = text.split("/apps/restore?token=").nth(1).expect("its own link stays");
        let link = link.split_whitespace().next().unwrap().to_owned();
        assert_eq!(server.outcome(&server.repudiation(&ann.email).await).await, "kept");
        assert!(!thief.is_signed_in().await, "signed out, and without a password that counts");
        assert_eq!(server.apps().await, 1);
        let ann = server.choose_twice(&ann).await;
        server.advance(30);
        assert!(server.lets_in(&ann, &server.code(&theirs)).await);
        let fields = [("token", link.as_str()), ("code", &server.code(&ann.key))];
        let answer = server.browser().post(&format!("{APPS}/restore"), &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        for dead in [&codes[0], &ann.recovery_codes[1], &server.code_at(&theirs, 1)] {
            assert!(!server.lets_in(&ann, dead).await);
        }
        assert!(server.lets_in(&ann, &server.code_at(&ann.key, 1)).await);
    }

    async fn an_added_address_goes(server) {
        let bob = server.person("bob").await;
        let mut thief = server.signed_in(&bob).await;
        server.address(&mut thief, &bob, "thief@example.test").await;
        let token = server.repudiation(&bob.email).await;
        assert_eq!(server.on_address(&mut thief, &bob, "thief@example.test", "primary").await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.outcome(&token).await, "reverted");
        assert_eq!(server.addresses("bob").await, [bob.email.as_str()]);
        assert_eq!(server.rows("former_addresses").await, 0, "it is told nothing more");
        server.choose(&bob).await;
    }

    async fn the_only_address_stays(server) {
        let bob = server.person("bob").await;
        let mut thief = server.signed_in(&bob).await;
        server.address(&mut thief, &bob, "thief@example.test").await;
        let token = server.repudiation(&bob.email).await;
        for (email, act) in [("thief@example.test", "primary"), (bob.email.as_str(), "remove")] {
            assert_eq!(server.on_address(&mut thief, &bob, email, act).await.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(server.outcome(&token).await, "kept");
        assert_eq!(server.addresses("bob").await, ["thief@example.test"]);
    }

    async fn the_primary_address_is_it_again(server) {
        let bob = server.person("bob").await;
        server.advance(8 * DAY);
        let mut thief = server.signed_in(&bob).await;
        server.address(&mut thief, &bob, "thief@example.test").await;
        assert_eq!(server.on_address(&mut thief, &bob, "thief@example.test", "primary").await.status, StatusCode::SEE_OTHER);
        let (_, text) = server.newest_notice(&bob.email).await.unwrap();
        assert!(text.contains("/address-undo?token="), "its own link stays: {text}");
        assert_eq!(server.outcome(&server.repudiation(&bob.email).await).await, "reverted");
        assert_eq!(server.addresses("bob").await, [bob.email.as_str(), "thief@example.test"]);
    }

    /// The owner's only address, for which a thief puts their own: links for a new password go to
    /// the owner's again, in the freeze and after it.
    async fn the_owner_s_address_that_was_replaced_is_the_primary_one_again(server) {
        let bob = server.person("bob").await;
        server.advance(8 * DAY);
        let mut thief = server.signed_in(&bob).await;
        server.address(&mut thief, &bob, "mallory@evil.test").await;
        server.advance(1);
        let changed = server.on_address(&mut thief, &bob, "mallory@evil.test", "primary").await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        server.advance(1);
        let removed = server.on_address(&mut thief, &bob, &bob.email, "remove").await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
        assert_eq!(server.outcome(&server.repudiation(&bob.email).await).await, "reverted");
        for secs in [1, 80 * HOUR] {
            server.advance(secs);
            let told = server.mails_to("mallory@evil.test").await;
            server.reset_token(&bob, &bob.email).await;
            assert_eq!(server.mails_to("mallory@evil.test").await, told, "after {secs} seconds");
        }
        let bob = server.choose(&bob).await;
        server.signed_in(&bob).await;
    }

    async fn a_removed_address_comes_back_unless_it_is_another_s(server) {
        for is_taken in [false, true] {
            let bob = server.person(&format!("bob-{is_taken}")).await;
            let other = format!("other-{is_taken}@example.test");
            let mut thief = server.signed_in(&bob).await;
            server.address(&mut thief, &bob, &other).await;
            server.advance(8 * DAY);
            let mut thief = server.signed_in(&bob).await;
            assert_eq!(server.on_address(&mut thief, &bob, &other, "remove").await.status, StatusCode::SEE_OTHER);
            let token = server.repudiation(&bob.email).await;
            if is_taken {
                let eve = server.person("eve").await;
                server.address(&mut server.signed_in(&eve).await, &eve, &other).await;
            }
            assert_eq!(server.outcome(&token).await, if is_taken { "kept" } else { "reverted" });
            assert_eq!(server.addresses(&bob.username).await.len(), if is_taken { 1 } else { 2 });
        }
    }
}

/// The page of a set-up, for the tests of the freeze.
pub(super) async fn set_up(server: &TestServer, person: &Person) -> StatusCode {
    server.signed_in(person).await.post(SET_UP, &[("password", &person.password)]).await.status
}
