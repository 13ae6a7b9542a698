//! A stranger at the first door learns of no account whether it is there.

use vestibule::features::admin::{self, Command};

use super::{WRONG, on_page, over_api};
use crate::on_both_engines;
use crate::support::TestServer;

/// Logins that must not be told apart, and a password for each that opens nothing:
/// alice is there, frank is disabled, carol has two-step verification, dave has not
/// confirmed, and nobody is nobody.
async fn cast(server: &TestServer) -> Vec<(String, String)> {
    let alice = server.person("alice").await;
    let frank = server.person("frank").await;
    admin::run(&server.app, Command::UserDisable { username: "frank".into() }).await;
    let carol = server.two_step_person("carol").await;
    let fields = [("username", "dave"), ("email", "dave@example.test"), ("password", "quiet river lantern otter")];
    assert_eq!(server.browser().post("/sign-up", &fields).await.status, 200);
    let wrong = WRONG.to_owned();
    vec![
        (alice.username, wrong.clone()),
        (alice.email, wrong.clone()),
        (frank.username.clone(), wrong.clone()),
        (frank.username, frank.password.clone()),
        (carol.username.clone(), wrong.clone()),
        ("dave".into(), "quiet river lantern otter".into()),
        ("dave@example.test".into(), "quiet river lantern otter".into()),
        ("nobody".into(), wrong.clone()),
        ("nobody@example.test".into(), wrong.clone()),
        ("\u{202e}no such text@@".into(), wrong),
    ]
}

on_both_engines! {
    async fn enu_01_every_refusal_is_the_same(server) {
        let cast = cast(&server).await;
        let (mut pages, mut answers) = (Vec::new(), Vec::new());
        for (login, password) in &cast {
            let page = on_page(&mut server.browser(), login, password).await;
            assert!(page.status == 401 && !page.sets_cookies(), "{login}");
            pages.push(page.masked(&[login]));
            server.advance(3_600);
            let json = over_api(&mut server.browser(), login, password).await;
            assert_eq!((json.status.as_u16(), json.problem().as_str()), (401, "wrong-credentials"), "{login}");
            answers.push(json.masked(&[]));
        }
        for (at, (login, _)) in cast.iter().enumerate() {
            assert_eq!((&pages[at], &answers[at]), (&pages[0], &answers[0]), "{login}");
        }
    }

    async fn enu_02_every_try_costs_one_hash(server) {
        let mut tries = cast(&server).await;
        tries.push(("alice".into(), server_password("alice")));
        tries.push(("carol".into(), server_password("carol")));
        for (login, password) in tries {
            let before = server.hashes();
            on_page(&mut server.browser(), &login, &password).await;
            assert_eq!(server.hashes() - before, 1, "{login}");
            over_api(&mut server.browser(), &login, &password).await;
            assert_eq!(server.hashes() - before, 2, "{login}");
            // No waits here, and no session that is over.
            server.advance(86_401);
        }
    }

    async fn brf_22_the_wait_is_the_same_for_everybody(server) {
        server.person("alice").await;
        let (mut pages, mut answers) = (Vec::new(), Vec::new());
        for (at, login) in ["alice", "nobody", "nobody@example.test"].into_iter().enumerate() {
            let mut browser = server.browser_at(&format!("198.51.100.{at}:1"));
            for _ in 0..5 {
                assert_eq!(on_page(&mut browser, login, WRONG).await.status, 401, "{login}");
            }
            server.advance(7);
            let (page, json) = (on_page(&mut browser, login, WRONG).await, over_api(&mut browser, login, WRONG).await);
            assert_eq!((page.retry_after(), json.retry_after()), (Some(23), Some(23)), "{login}");
            pages.push(page.masked(&[login]));
            answers.push(json.masked(&[]));
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    }
}

/// The password that [`TestServer::person`] gives.
fn server_password(username: &str) -> String {
    format!("quiet river {} lantern", username.chars().rev().collect::<String>())
}
