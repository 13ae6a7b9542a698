//! What somebody else tries with recovery codes, or to get them.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{NEW, PAGE, signed_in_by_code};
use crate::on_both_engines;

on_both_engines! {
    /// Another site's form or frame, and what is no session.
    async fn rec_06_no_other_site_makes_new_codes(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        let before = server.snapshot().await;
        let body = format!("password={}&code={}", ann.password.replace(' ', "+"), server.code(&ann.key));
        for headers in [
            &[("sec-fetch-site", "cross-site")] as &[_],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ] {
            let answer = browser.post_raw(NEW, &body, headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        }
        let page = browser.get(PAGE).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        let mut pending = server.pending_program(&ann).await;
        let body = json!({ "password": ann.password, "code": server.code(&ann.key) }).to_string();
        let answer = pending.api(Method::POST, "/api/v1/recovery-codes", &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
        let but_doors = |lines: Vec<String>| lines.into_iter().filter(|line| !line.starts_with("pending")).collect::<Vec<_>>();
        assert_eq!(but_doors(server.snapshot().await), but_doors(before));
        let both = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        assert_eq!(browser.post(NEW, &both).await.status, StatusCode::OK, "its owner does, on the page");
    }

    /// A try costs one lookup by a keyed digest, not a hash a code.
    async fn rec_10_a_try_costs_no_password_hash(server) {
        let ann = server.two_step_person("ann").await;
        let mut pending = server.pending(&ann).await;
        let before = server.hashes();
        for number in 0..20 {
            let wrong = format!("0000-0000-0000-00{number:02}");
            let answer = pending.enter_code(&wrong).await;
            assert!([403, 429].contains(&answer.status.as_u16()), "{}", answer.status);
        }
        assert_eq!(server.hashes(), before);
    }

    /// A stolen code and the password sign in, and change nothing that the owner holds without
    /// a second proof.
    async fn rec_11_a_sign_in_with_a_code_takes_nothing_over(server) {
        let ann = server.two_step_person("ann").await;
        let mut thief = signed_in_by_code(&server, &ann, 0).await;
        let apps = thief.get("/settings/security/apps").await.body;
        let id = apps.split("/remove\"").next().unwrap().rsplit('/').next().unwrap().to_owned();
        let before = server.snapshot().await;
        for code in ["", ann.recovery_codes[0].as_str(), "000000"] {
            let fields = [("password", ann.password.as_str()), ("code", code)];
            let new_address = [("address", "thief@example.test"), fields[0], fields[1]];
            let new_password = [("new_password", "nine otters paint loudly"), fields[0], fields[1]];
            for (path, fields) in [
                (format!("/settings/security/apps/{id}/remove"), &fields as &[_]),
                ("/settings/security/two-step/disable".to_owned(), &fields),
                (NEW.to_owned(), &fields),
                ("/settings/security/addresses/new".to_owned(), &new_address),
                ("/settings/security/password".to_owned(), &new_password),
            ] {
                let answer = thief.post(&path, fields).await;
                assert!(answer.status.is_client_error(), "{path} with {code:?}: {} {}", answer.status, answer.location());
                server.forget_tries().await;
            }
        }
        assert_eq!(server.snapshot().await, before);
        let (subject, _) = server.newest_mail(&ann.email).await.unwrap();
        assert!(subject.contains("recovery code"), "the owner is told: {subject}");
    }

    /// From a browser that is known as well: whoever sits there may have found the sheet.
    async fn the_owner_is_told_of_each_code_that_signs_in(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        browser.post("/sign-out", &[]).await;
        assert_eq!(server.mails_about("recovery code").await, 0, "a code of the app is not worth it");
        for used in 1..=2 {
            browser.sign_in(&ann).await;
            let answer = browser.enter_code(&ann.recovery_codes[used]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            assert_eq!(server.mails_about("with a recovery code").await, used);
            browser.post("/sign-out", &[]).await;
        }
        browser.sign_in(&ann).await;
        assert_eq!(browser.enter_code(&ann.recovery_codes[1]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.mails_about("with a recovery code").await, 2, "nothing was used up");
        let (_, text) = server.newest_mail(&ann.email).await.unwrap();
        assert!(!ann.recovery_codes.iter().any(|code| text.contains(code.as_str())), "{text}");
    }
}
