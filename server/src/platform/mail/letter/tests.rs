use super::*;

fn frame() -> Frame {
    Frame::new(&Locale::english().unwrap(), "Acme \"Forge\"")
}

pub(in crate::platform::mail) fn letter() -> Letter {
    Letter {
        subject: "Confirm your address".into(),
        heading: "Confirm your address".into(),
        paragraphs: vec![
            "Somebody, we hope you, made the account alice with this address. ".repeat(3),
            "Second.".into(),
        ],
        facts: vec![("When".into(), "2026-11-22 14:05 UTC".into()), ("Where".into(), "Firefox on Linux".into())],
        action: Some(Action { label: "Confirm".into(), url: "https://x.test/confirm?t=abc&u=1".into() }),
        closing: vec!["The link works once, for 24 hours.".into()],
        also: None,
    }
}

#[test]
fn the_text_reads_like_a_letter() {
    let text = letter().cleaned().unwrap().text(&frame()).unwrap();
    let expected = "\
Confirm your address

Hello,

Somebody, we hope you, made the account alice with this address. Somebody,
we hope you, made the account alice with this address. Somebody, we hope
you, made the account alice with this address.

Second.

When: 2026-11-22 14:05 UTC
Where: Firefox on Linux

Confirm:
https://x.test/confirm?t=abc&u=1

The link works once, for 24 hours.

-- 
Acme \"Forge\" sent this mail by itself. Nobody reads answers to it.";
    assert_eq!(text, expected);
}

#[test]
fn a_letter_of_words_alone_has_no_gaps() {
    let letter = Letter { heading: "H".into(), closing: vec!["C".into()], ..Letter::default() };
    let text = letter.text(&frame()).unwrap();
    assert!(text.starts_with("H\n\nHello,\n\nC\n\n-- \n"), "{text}");
}

#[test]
fn csr_10_what_people_typed_is_text_in_html() {
    let nasty = "\"><svg onload=alert(1)>{{7*7}}</script>'&";
    let letter = Letter {
        subject: nasty.into(),
        heading: nasty.into(),
        paragraphs: vec![nasty.into()],
        facts: vec![(nasty.into(), nasty.into())],
        action: Some(Action { label: nasty.into(), url: "https://x.test/?a=1&b=2".into() }),
        closing: vec![nasty.into()],
        also: Some(Action { label: nasty.into(), url: "https://x.test/?c=3".into() }),
    };
    let frame = Frame::new(&Locale::english().unwrap(), nasty);
    let html = letter.cleaned().unwrap().html(&frame).unwrap();
    assert!(!html.contains("<svg") && !html.contains("</script"), "{html}");
    assert_eq!(html.matches("{{7*7}}").count(), 10);
    assert!(html.contains("href=\"https://x.test/?a=1&#38;b=2\""));
    assert!(!html.contains("<img") && !html.contains("src="));
}

#[test]
fn csr_10_a_link_is_a_web_address() {
    let with = |url: &str| {
        let action = Some(Action { label: "x".into(), url: url.into() });
        Letter { action, ..Letter::default() }.cleaned().is_some()
    };
    assert!(with("https://x.test/a?b=c#d") && with("http://localhost:8080/x") && with("http://[::1]:80/"));
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.test",
        "/x",
        "",
        "https://x.test/a b",
        "https://x.test/\r\nBcc: b@y.test",
        "https://x.test/\"",
        "https://x.test/<",
        " https://x.test",
        "HTTPS://x.test/\u{202E}",
    ] {
        assert!(!with(url), "{url:?}");
    }
}
