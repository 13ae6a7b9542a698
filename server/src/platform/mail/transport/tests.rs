use super::*;

fn settings(host: &str, security: Security) -> SmtpSettings {
    SmtpSettings { host: host.into(), port: None, security, username: None, password: None, timeout_secs: 10 }
}

#[test]
fn plain_smtp_stays_on_this_machine() {
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1"] {
        assert!(Transport::smtp(&settings(host, Security::None)).is_ok(), "{host}");
    }
    for host in ["mail.x.test", "10.0.0.1", "127.0.0.1.x.test", "localhost.x.test", "0.0.0.0", "::", "localhost.", ""] {
        assert_eq!(Transport::smtp(&settings(host, Security::None)).err(), Some(BadSmtp::Unprotected), "{host}");
    }
    assert!(Transport::smtp(&settings("mail.x.test", Security::Tls)).is_ok());
    assert!(Transport::smtp(&settings("mail.x.test", Security::StartTls)).is_ok());
}

#[test]
fn a_user_and_a_password_go_together() {
    let mut half = settings("mail.x.test", Security::Tls);
    half.username = Some("u".into());
    assert_eq!(Transport::smtp(&half).err(), Some(BadSmtp::HalfCredentials));
    half.password = Some(Zeroizing::new("p".into()));
    assert!(Transport::smtp(&half).is_ok());
    half.username = None;
    assert_eq!(Transport::smtp(&half).err(), Some(BadSmtp::HalfCredentials));
}
