//! What a typed address can do to a mail.

use axum::http::Method;
use vestibule::platform::mail::{Security, SmtpSettings, Transport, delivery, outbox};

use super::{PASSWORD, ask, link};
use crate::on_both_engines;
use crate::support::TestServer;
use crate::support::smtp_sink::SmtpSink;

/// Nobody was written to and nothing was kept.
async fn assert_nothing_happened(server: &TestServer, what: &str) {
    assert_eq!(outbox::waiting(&server.app.db).await.unwrap(), 0, "{what}");
    assert_eq!(server.rows("sign_ups").await, 0, "{what}");
}

on_both_engines! {
    async fn mai_02_an_address_is_one_address(server) {
        let mut browser = server.browser();
        let rest = "username=alice&password=quiet+river+lantern+otter";
        for (email, status) in [
            ("email%5B%5D=a%40example.test&email%5B%5D=b%40example.test", 400),
            ("email=a%40example.test&email=b%40example.test", 400),
            ("email[0]=a%40example.test", 400),
            ("email=a%40example.test%2Cb%40example.test", 422),
            ("email=a%40example.test%3Bb%40example.test", 422),
            ("email=a%40example.test+b%40example.test", 422),
            ("email=a%40example.test%0ABcc%3A+b%40example.test", 422),
            ("email=Ann+%3Ca%40example.test%3E", 422),
        ] {
            for path in ["/sign-up", "/sign-up/resend"] {
                let rest = if path == "/sign-up" { rest } else { "username=alice" };
                let same_origin = [("sec-fetch-site", "same-origin")];
                let answer = browser.post_raw(path, &format!("{rest}&{email}"), &same_origin).await;
                assert_eq!(answer.status, status, "{path} {email}");
                assert_nothing_happened(&server, email).await;
            }
        }
        for (email, status) in [
            (r#"["a@example.test","b@example.test"]"#, 400),
            (r#""a@example.test","email":"b@example.test""#, 400),
            (r#"{"address":"a@example.test"}"#, 400),
            (r#""a@example.test,b@example.test""#, 422),
            (r#""a@example.test\nBcc: b@example.test""#, 422),
        ] {
            let body = format!(r#"{{"username":"alice","password":"{PASSWORD}","email":{email}}}"#);
            let answer = browser.api(Method::POST, "/api/v1/sign-up", &body).await;
            assert_eq!(answer.status, status, "{email}: {}", answer.body);
            assert_nothing_happened(&server, email).await;
        }
        assert_eq!(ask(&mut browser, "alice", "a@example.test").await.status, 200);
    }

    async fn mai_03_no_line_ends_in_names_and_addresses(server) {
        let mut browser = server.browser();
        for inserted in ["\r\n", "\r", "\n", "\0", "\u{2028}", "\u{85}", "\r\n.\r\n", "\r\nBcc: x@evil.test\r\n"] {
            for (name, email) in [
                (format!("ali{inserted}ce"), "alice@example.test".to_owned()),
                ("alice".to_owned(), format!("ali{inserted}ce@example.test")),
                ("alice".to_owned(), format!("alice@exam{inserted}ple.test")),
                ("alice".to_owned(), format!("\"ali{inserted}ce\"@example.test")),
            ] {
                let answer = ask(&mut browser, &name, &email).await;
                assert_eq!(answer.status, 422, "{name:?} {email:?}: {}", answer.body);
                let fields = [("username", name.as_str()), ("email", email.as_str())];
                assert_eq!(browser.post("/sign-up/resend", &fields).await.status, 422, "{name:?} {email:?}");
                assert_nothing_happened(&server, &email).await;
            }
        }
    }

    async fn mai_03_the_relay_sees_one_message(server) {
        let sink = SmtpSink::start().await;
        let settings = SmtpSettings {
            host: "127.0.0.1".into(),
            port: Some(sink.port()),
            security: Security::None,
            username: None,
            password: None,
            timeout_secs: 5,
        };
        assert_eq!(ask(&mut server.browser(), "alice", "O'Hara+x@b\u{fc}cher.example").await.status, 200);
        let sent = delivery::deliver_due(&server.app.db, &server.app.mail, &Transport::smtp(&settings).unwrap()).await;
        let received = sink.next().await;
        assert_eq!((sent, sink.waiting().len(), received.bare_line_break), (1, 0, false));
        assert_eq!(received.to, ["O'Hara+x@xn--bcher-kva.example"]);
        let mail = received.mail();
        assert_eq!((mail.header("Bcc"), mail.header("Cc")), (None, None));
        assert!(mail.text.contains("alice") && mail.text.contains("/sign-up/confirmation?token=vsup_"), "{}", mail.text);
    }

    async fn mai_21_the_mail_has_the_link_and_no_password(server) {
        ask(&mut server.browser(), "alice", "alice@example.test").await;
        let (subject, text) = server.newest_mail("alice@example.test").await.unwrap();
        assert!(!subject.contains("vsup_") && !text.contains(PASSWORD), "{subject} {text}");
        assert_eq!(text.matches("token=").count(), 1, "{text}");
        assert!(link(&server, "alice@example.test").await.starts_with("/sign-up/confirmation?token=vsup_"));
    }
}
