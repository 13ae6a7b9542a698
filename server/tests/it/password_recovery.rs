//! `/password-recovery` and `/api/v1/password-recovery`

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::on_both_engines;
use crate::support::{LOST_DEVICE, Options, Person, TestServer};

const PAGE: &str = "/password-recovery";
const NEW_PAGE: &str = "/password-recovery/new";
const NEW: &str = "seven calm otters paint";

impl TestServer {
    /// The token of the newest link to that address.
    async fn recovery_token(&self, email: &str) -> String {
        let (_, text) = self.newest_mail(email).await.unwrap();
        let rest = text.split("token=").nth(1).unwrap_or_else(|| panic!("{text}"));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Asks for a link and returns what it carries.
    async fn ask(&self, person: &Person) -> String {
        // Mails of one moment have no order.
        self.advance(1);
        let answer = self.browser().post(PAGE, &[("login", &person.email)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        self.recovery_token(&person.email).await
    }

    async fn set(&self, token: &str, new: &str) -> crate::support::Answer {
        self.advance(1);
        self.browser().post(NEW_PAGE, &[("token", token), ("new_password", new)]).await
    }
}

on_both_engines! {
    async fn a_link_sets_a_new_password_and_signs_nobody_in(server) {
        let bob = server.person("bob").await;
        let mut browser = server.signed_in(&bob).await;
        let token = server.ask(&bob).await;
        let page = server.browser().get(&format!("{NEW_PAGE}?token={token}")).await;
        assert!(page.body.contains("<p class=\"named\">bob</p>"), "{}", page.body);
        let answer = server.set(&token, NEW).await;
        assert_eq!(answer.location(), "/sign-in?notice=password-set", "{}", answer.body);
        assert!(answer.headers.get("set-cookie").is_none());
        assert!(!browser.is_signed_in().await);
        assert_eq!(server.browser().sign_in(&bob).await.status, StatusCode::UNAUTHORIZED);
        let (subject, _) = server.newest_mail(&bob.email).await.unwrap();
        assert!(subject.contains("was changed"), "{subject}");
        server.signed_in(&Person { password: NEW.to_owned(), ..bob.clone() }).await;
    }

    /// The same for everybody: it does not say whether there is a message.
    async fn without_a_mail_server_the_page_says_where_the_message_is(server) {
        let bob = server.person("bob").await;
        for login in [bob.email.as_str(), "nobody@example.test"] {
            let page = server.browser().post(PAGE, &[("login", login)]).await;
            assert!(page.body.contains("If there is a message, it is in its mailbox"), "{}", page.body);
        }
        let sends = server.again_with(Options::behind_a_proxy("http://localhost:8080")).await;
        let page = sends.browser().post(PAGE, &[("login", &bob.email)]).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("mailbox"), "{}", page.body);
    }

    /// DESIGN 5.7: who holds the mailbox alone stands before the second door.
    async fn a_reset_never_touches_the_second_factor(server) {
        let ann = server.two_step_person("ann").await;
        let token = server.ask(&ann).await;
        assert_eq!(server.set(&token, "otter8ox").await.status, StatusCode::SEE_OTHER);
        let mut browser = server.browser();
        let answer = browser.sign_in(&Person { password: "otter8ox".to_owned(), ..ann.person.clone() }).await;
        assert_eq!(answer.location(), "/sign-in/second-step");
        assert!(!browser.is_signed_in().await);
        let answer = browser.post("/sign-in/second-step", &[("code", &ann.recovery_codes[0])]).await;
        assert_eq!(answer.location(), LOST_DEVICE);
    }

    /// ENU-06: the same answer for everybody, and mail for those who have an account.
    async fn enu_06_the_answer_tells_nothing(server) {
        let bob = server.person("bob").await;
        let known = server.browser().post(PAGE, &[("login", "bob")]).await;
        let unknown = server.browser().post(PAGE, &[("login", "nobody-here")]).await;
        let address = server.browser().post(PAGE, &[("login", "nobody@example.test")]).await;
        let mask = |body: &str| {
            let nonce = body.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            body.replace(&nonce, "")
        };
        assert_eq!(mask(&known.body), mask(&unknown.body));
        assert_eq!(mask(&known.body), mask(&address.body));
        assert_eq!((known.status, unknown.status), (StatusCode::OK, StatusCode::OK));
        assert_eq!(server.mails_to(&bob.email).await, 1);
        assert_eq!(server.mails_to("nobody@example").await, 0);
    }

    /// MAI-07: once, the newest only, half an hour, and not after the password has changed.
    async fn mai_07_a_link_works_once_and_only_while_nothing_changed(server) {
        let bob = server.person("bob").await;
        let older = server.ask(&bob).await;
        let token = server.ask(&bob).await;
        assert_eq!(server.set(&older, NEW).await.status, StatusCode::GONE);
        assert_eq!(server.set(&token, NEW).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.set(&token, "eight calm otters paint").await.status, StatusCode::GONE);

        let bob = Person { password: NEW.to_owned(), ..bob };
        let token = server.ask(&bob).await;
        server.advance(30 * 60 - 1);
        assert_eq!(server.browser().get(&format!("{NEW_PAGE}?token={token}")).await.status, StatusCode::OK);
        server.advance(1);
        assert_eq!(server.browser().get(&format!("{NEW_PAGE}?token={token}")).await.status, StatusCode::GONE);
        assert_eq!(server.set(&token, "eight calm otters paint").await.status, StatusCode::GONE);

        let token = server.ask(&bob).await;
        let mut browser = server.signed_in(&bob).await;
        let fields = [("password", NEW), ("new_password", "nine calm otters paint")];
        assert_eq!(browser.post("/settings/security/password", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(server.set(&token, "eight calm otters paint").await.status, StatusCode::GONE);
    }

    /// MAI-07: fifty at once.
    async fn mai_07_in_parallel_one_succeeds(server) {
        let bob = server.person("bob").await;
        let token = server.ask(&bob).await;
        let tries = (0..50).map(|number| {
            let (mut browser, token) = (server.browser(), token.clone());
            tokio::spawn(async move {
                let new = format!("seven calm otters {number}");
                browser.post(NEW_PAGE, &[("token", &token), ("new_password", &new)]).await.status
            })
        });
        let mut done = 0;
        for tried in tries.collect::<Vec<_>>() {
            done += usize::from(tried.await.unwrap() == StatusCode::SEE_OTHER);
        }
        assert_eq!(done, 1);
    }

    /// MAI-06, MAI-14: the token alone decides whose password it is; looking uses nothing up.
    async fn mai_06_the_token_alone_decides(server) {
        let bob = server.person("bob").await;
        let mallory = server.person("mallory").await;
        let token = server.ask(&mallory).await;
        let mut browser = server.signed_in(&bob).await;
        for _ in 0..3 {
            browser.get(&format!("{NEW_PAGE}?token={token}")).await;
        }
        let forged = browser.post(NEW_PAGE, &[("token", &token), ("new_password", NEW), ("account", "bob")]).await;
        assert_eq!(forged.status, StatusCode::BAD_REQUEST);
        browser.post(NEW_PAGE, &[("token", &token), ("new_password", NEW)]).await;
        assert!(browser.is_signed_in().await, "bob's session is not touched");
        server.signed_in(&bob).await;
        server.signed_in(&Person { password: NEW.to_owned(), ..mallory }).await;
    }

    /// MAI-18: for one account, and for one network.
    async fn mai_18_asking_is_throttled(server) {
        let bob = server.person("bob").await;
        let mut last = StatusCode::OK;
        for _ in 0..6 {
            last = server.browser().post(PAGE, &[("login", "bob")]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(server.mails_to(&bob.email).await, 5);
        let by_address = server.browser().post(PAGE, &[("login", &bob.email)]).await;
        assert_eq!(by_address.status, StatusCode::TOO_MANY_REQUESTS, "one budget for all names of an account");
    }

    /// BRF-01: a reset gives the tries of the password back.
    async fn brf_01_a_reset_clears_the_password_s_waits(server) {
        let bob = server.person("bob").await;
        for _ in 0..6 {
            server.browser().sign_in(&Person { password: "wrong wrong wrong".into(), ..bob.clone() }).await;
        }
        assert_eq!(server.browser().sign_in(&bob).await.status, StatusCode::TOO_MANY_REQUESTS);
        let token = server.ask(&bob).await;
        server.set(&token, NEW).await;
        server.signed_in(&Person { password: NEW.to_owned(), ..bob }).await;
    }

    /// MAI-09: no other link's token is one of these, nor the other way round.
    async fn mai_09_tokens_of_other_purposes_do_nothing(server) {
        let bob = server.person("bob").await;
        let token = server.ask(&bob).await;
        let confirm = [("token", token.as_str()), ("password", bob.password.as_str())];
        assert_eq!(server.browser().post("/sign-up/confirmation", &confirm).await.status, StatusCode::GONE);
        let session = server.signed_in(&bob).await.cookies["session"].clone();
        assert_eq!(server.set(&session, NEW).await.status, StatusCode::GONE);
        assert_eq!(server.set("", NEW).await.status, StatusCode::GONE);
    }

    /// MAI-05: no step of it can be reached but through the mail.
    async fn mai_05_without_the_mail_there_is_no_way_to_the_new_password(server) {
        let bob = server.person("bob").await;
        let mut browser = server.browser();
        browser.post(PAGE, &[("login", "bob")]).await;
        let before = server.snapshot().await;
        for query in ["", "?token=", "?token=bob", "?login=bob", "?username=bob&token=x"] {
            let page = browser.get(&format!("{NEW_PAGE}{query}")).await;
            assert!(!page.status.is_success() || !page.body.contains("new_password"), "{query}: {}", page.body);
        }
        let guessed = format!("{}000000", "vprt_".to_owned() + &"0".repeat(30));
        for fields in [
            vec![("new_password", NEW)],
            vec![("login", "bob"), ("new_password", NEW)],
            vec![("token", ""), ("new_password", NEW)],
            vec![("token", "bob"), ("new_password", NEW)],
            vec![("token", guessed.as_str()), ("new_password", NEW)],
        ] {
            let answer = browser.post(NEW_PAGE, &fields).await;
            assert!(answer.status.is_client_error(), "{fields:?}: {}", answer.status);
        }
        let page = browser.post("/settings/security/password", &[("new_password", NEW)]).await;
        assert_eq!(page.location(), "/sign-in?notice=first");
        assert_eq!(server.snapshot().await, before);
        let token = server.recovery_token(&bob.email).await;
        assert_eq!(server.set(&token, NEW).await.status, StatusCode::SEE_OTHER, "with the mail there is");
    }

    async fn weak_passwords_are_refused_with_the_reason_and_the_link_stays(server) {
        let bob = server.person("bob").await;
        let token = server.ask(&bob).await;
        for (new, words) in [("short", "at least 15"), ("bobbobbobbobbob", "user name"), ("", "Choose a password")] {
            let answer = server.set(&token, new).await;
            assert!(answer.status.is_client_error() && answer.body.contains(words), "{new}: {}", answer.body);
        }
        assert_eq!(server.set(&token, NEW).await.status, StatusCode::SEE_OTHER);
    }

    async fn a_program_does_it_too(server) {
        let bob = server.person("bob").await;
        let asked = json!({ "login": "bob" }).to_string();
        let answer = server.browser().api(Method::POST, "/api/v1/password-recovery", &asked).await;
        assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::ACCEPTED, Some("check-mail")));
        let token = server.recovery_token(&bob.email).await;
        let body = json!({ "token": token, "new_password": NEW }).to_string();
        let path = "/api/v1/password-recovery/password";
        assert_eq!(server.browser().api(Method::POST, path, &body).await.status, StatusCode::NO_CONTENT);
        assert_eq!(server.browser().api(Method::POST, path, &body).await.problem(), "link-over");
    }
}
