//! MAI-03 of the abuse cases: what the finished message holds.

use super::*;
use crate::platform::locale::Locale;
use crate::platform::mail::{Action, mime};

/// Counts upwards: two messages differ, two runs do not.
struct Counting(std::sync::atomic::AtomicU8);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill_with(|| self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
}

const NOW: Timestamp = Timestamp::from_micros(1_795_356_300_000_000);

fn sender(service: &str) -> Sender {
    Sender {
        from: EmailAddress::parse("no-reply@forge.test").unwrap(),
        name: None,
        service: service.into(),
        host: "forge.test".into(),
    }
}

fn composed(sender: &Sender, to: &str, letter: &Letter) -> Result<String, Unsendable> {
    let frame = Frame::new(&Locale::english().unwrap(), &sender.service);
    let entropy = Counting(std::sync::atomic::AtomicU8::new(0));
    let parcel = compose(sender, &frame, &EmailAddress::parse(to).unwrap(), letter, NOW, &entropy)?;
    Ok(String::from_utf8(parcel.message.to_vec()).unwrap())
}

fn letter(subject: &str, paragraph: &str) -> Letter {
    let action = Some(Action { label: "Confirm".into(), url: format!("https://forge.test/c?t={}", "a".repeat(120)) });
    Letter {
        subject: subject.into(),
        heading: subject.into(),
        paragraphs: vec![paragraph.into()],
        action,
        ..Letter::default()
    }
}

const HEADERS: [&str; 8] =
    ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];

fn header_names(message: &str) -> Vec<String> {
    let mut names: Vec<String> =
        mime::parse(message.as_bytes()).unwrap().header_names().iter().map(|n| (*n).to_owned()).collect();
    names.sort();
    names
}

fn expected_names() -> Vec<String> {
    let mut names: Vec<String> = HEADERS.iter().map(|name| (*name).to_owned()).collect();
    names.sort();
    names
}

#[test]
fn has_the_headers_of_an_automatic_mail() {
    let message =
        composed(&sender("Forge"), "Alice@B\u{fc}cher.example", &letter("Gr\u{fc}\u{df}e", "Hello \u{1F511}")).unwrap();
    let mail = mime::parse(message.as_bytes()).unwrap();
    assert_eq!(header_names(&message), expected_names());
    assert_eq!(mail.header("From"), Some("Forge <no-reply@forge.test>"));
    assert_eq!(mail.header("To"), Some("Alice@xn--bcher-kva.example"));
    assert_eq!(mail.header("Subject"), Some("Gr\u{fc}\u{df}e"));
    assert_eq!(mail.header("Date"), Some(NOW.rfc5322().as_str()));
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    let id = mail.header("Message-ID").unwrap();
    assert!(id.starts_with('<') && id.ends_with("@forge.test>") && id.len() == 32 + "<@forge.test>".len(), "{id}");
    assert!(mail.text.contains("Hello \u{1F511}") && mail.html.contains("Hello \u{1F511}"));
    assert!(mail.text.lines().any(|line| line.starts_with("https://forge.test/c?t=aaa") && line.len() > 120));
}

#[test]
fn mai_03_nothing_typed_becomes_a_header_a_line_or_a_second_message() {
    let nasty = [
        "x\r\nBcc: b@y.test",
        "x\nBcc: b@y.test",
        "x\rBcc: b@y.test",
        "x\0y",
        "x\u{2028}Bcc: b@y.test",
        "x\u{85}Bcc: b@y.test",
        "x\r\n.\r\nMAIL FROM:<b@y.test>\r\n",
        "\r\n\r\nbody",
        ".\r\n",
        "\n.\n",
        "\r.\r",
        "=?utf-8?b?DQpCY2M6IGJAeS50ZXN0?=",
        "\u{1F511}\r\nBcc: b@y.test",
        "\" <b@y.test>, \"",
        "x\\\" <b@y.test>",
        "\t",
        "",
    ];
    for text in nasty {
        let mut letter = letter(text, text);
        letter.closing = vec![text.into(), ".".into()];
        letter.facts = vec![(text.into(), text.into())];
        let mut sender = sender(text);
        sender.name = text.contains('.').then(|| text.to_owned());
        let message = composed(&sender, "alice@x.test", &letter).unwrap();
        assert_eq!(header_names(&message), expected_names(), "{text:?}");
        assert!(message.is_ascii() && !message.contains('\0'), "{text:?}");
        let unbroken = message.replace("\r\n", "");
        assert!(!unbroken.contains(['\r', '\n']), "a bare line break: {text:?}");
        assert!(message.lines().all(|line| line.len() <= 998), "{text:?}");
        let mail = mime::parse(message.as_bytes()).unwrap();
        assert_eq!(mail.header("To"), Some("alice@x.test"));
        assert!(mail.header("From").unwrap().ends_with("<no-reply@forge.test>"));
        assert!(!mail.header("Subject").unwrap().contains(['\r', '\n']));
    }
}

#[test]
fn a_host_cannot_break_the_message_id() {
    let entropy = Counting(std::sync::atomic::AtomicU8::new(0));
    assert!(message_id("[::1]", &entropy).ends_with("@[::1]>"));
    assert!(message_id("x>\r\nBcc: y", &entropy).ends_with("@xBcc:y>"));
    assert!(message_id("", &entropy).ends_with("@localhost>"));
}

#[test]
fn what_no_letter_should_be_is_refused() {
    let huge = letter("x", &"word ".repeat(MESSAGE_MAX_BYTES));
    assert_eq!(composed(&sender("Forge"), "a@x.test", &huge), Err(Unsendable::TooLarge));
    let mut scripted = letter("x", "y");
    scripted.action = Some(Action { label: "x".into(), url: "javascript:alert(1)".into() });
    assert_eq!(composed(&sender("Forge"), "a@x.test", &scripted), Err(Unsendable::Link));
}

proptest::proptest! {
    #[test]
    fn every_message_reads_back_as_one_mail(service in "\\PC{0,60}", subject in "(?s).{0,60}", paragraph in "(?s).{0,200}") {
        let message = composed(&sender(&service), "alice@x.test", &letter(&subject, &paragraph)).unwrap();
        proptest::prop_assert_eq!(header_names(&message), expected_names());
        let mail = mime::parse(message.as_bytes()).unwrap();
        let shown = header_line(&subject, HEADER_LINE_MAX_CHARS);
        proptest::prop_assert_eq!(mail.header("Subject").unwrap(), shown.as_str());
        proptest::prop_assert!(mail.text.contains(crate::platform::mail::line::wrap(&crate::platform::mail::line::one_line(&paragraph)).as_str()));
        proptest::prop_assert!(!message.replace("\r\n", "").contains(['\r', '\n']));
    }
}
