//! MAI-03 and MAI-19 of the abuse cases, as far as an address decides them.

use super::*;

fn parsed(typed: &str) -> EmailAddress {
    EmailAddress::parse(typed).unwrap()
}

#[test]
fn keeps_what_was_typed_and_folds_what_is_compared() {
    let address = parsed("Alice.B+tag@EXAMPLE.Test");
    assert_eq!(address.as_str(), "Alice.B+tag@EXAMPLE.Test");
    assert_eq!(address.to_string(), "Alice.B+tag@EXAMPLE.Test");
    assert_eq!(address.folded(), "alice.b+tag@example.test");
    assert_eq!(address.wire(), "Alice.B+tag@example.test");
    assert_eq!((address.local_part(), address.domain()), ("Alice.B+tag", "example.test"));
}

#[test]
fn mai_19_spellings_of_one_domain_fold_together_and_different_mailboxes_do_not() {
    let same = [
        "a@bücher.example",
        "A@BÜCHER.example",
        "a@xn--bcher-kva.example",
        "a@XN--BCHER-KVA.EXAMPLE",
        "a@bu\u{308}cher.example",
    ];
    for typed in same {
        assert_eq!(parsed(typed).folded(), "a@xn--bcher-kva.example", "{typed}");
        assert_eq!(parsed(typed).as_str(), typed);
    }
    let different = ["alice@x.test", "a.lice@x.test", "alice+1@x.test", "alice@\u{445}.test", "al1ce@x.test"];
    for (at, one) in different.iter().enumerate() {
        for other in &different[at + 1..] {
            assert_ne!(parsed(one).folded(), parsed(other).folded());
        }
    }
}

#[test]
fn mai_19_no_unicode_case_mapping_reaches_an_ascii_address() {
    // KELVIN SIGN, LONG S, dotless i, ligature and full-width letters before the "@".
    for typed in
        ["\u{212A}ate@x.test", "al\u{17F}e@x.test", "m\u{131}ke@x.test", "\u{FB01}n@x.test", "\u{FF41}lice@x.test"]
    {
        assert_eq!(EmailAddress::parse(typed), Err(NotAnAddress::LocalPart), "{typed}");
    }
    // In the domain they are the name that DNS will be asked for, so they must fold to it.
    assert_eq!(parsed("a@\u{212A}ate.test").wire(), "a@kate.test");
    assert_eq!(parsed("a@\u{FF45}xample\u{3002}test").wire(), "a@example.test");
}

#[test]
fn mai_03_nothing_that_could_end_a_line_or_a_command() {
    let bad = [
        "a@x.test\r\nBcc: b@y.test",
        "a@x.test\nBcc: b@y.test",
        "a@x.test\rBcc",
        "a\r\n@x.test",
        "a\0@x.test",
        "a@x.test\0",
        "a@x\u{2028}.test",
        "a@x.test\u{2029}",
        "a\u{85}@x.test",
        "a@x.test\u{85}",
        "a@x.test\r\n.\r\n",
        "a\t@x.test",
        "a@x.test,b@y.test",
        "a@x.test, b@y.test",
        "a@x.test;b@y.test",
        "a@x.test b@y.test",
        " a@x.test",
        "a@x.test ",
        "<a@x.test>",
        "Alice <a@x.test>",
        "a@x.test> SIZE=1",
        "a(comment)@x.test",
        "a@(c)x.test",
        "\"a b\"@x.test",
        "\"a\"@x.test",
        "\"a@b\"@x.test",
        "a@b@x.test",
        "a\\@x.test",
        "a:b@x.test",
        "@y.test:a@x.test",
        "mailto:a@x.test",
    ];
    for typed in bad {
        assert!(EmailAddress::parse(typed).is_err(), "{typed:?}");
    }
}

#[test]
fn shapes_that_are_refused_and_why() {
    use NotAnAddress::{Domain, LocalPart, Shape, TooLong};
    let cases: &[(&str, NotAnAddress)] = &[
        ("", Shape),
        ("@", Shape),
        ("a", Shape),
        ("a@", Shape),
        ("@x.test", Shape),
        ("a@@x.test", Shape),
        (".a@x.test", LocalPart),
        ("a.@x.test", LocalPart),
        ("a..b@x.test", LocalPart),
        ("a@x.test.", Domain),
        ("a@.x.test", Domain),
        ("a@x..test", Domain),
        ("a@test", Domain),
        ("a@[127.0.0.1]", Domain),
        ("a@127.0.0.1", Domain),
        ("a@1.2.3", Domain),
        ("a@[IPv6:::1]", Domain),
        ("a@-x.test", Domain),
        ("a@x-.test", Domain),
        ("a@x_y.test", Domain),
        ("a@xn--a.test", Domain),
        ("a@x\u{AD}y.test", Domain),
        ("a@x\u{200B}y.test", Domain),
        ("a@x.test\u{3002}", Domain),
        ("a@x.te\u{202E}st", Domain),
        ("a@x\u{FF0C}y.test", Domain),
    ];
    for (typed, why) in cases {
        assert_eq!(EmailAddress::parse(typed), Err(*why), "{typed:?}");
    }
    assert_eq!(EmailAddress::parse(&format!("{}@x.test", "a".repeat(65))), Err(LocalPart));
    assert_eq!(EmailAddress::parse(&format!("a@{}.test", "b".repeat(64))), Err(Domain));
    assert_eq!(EmailAddress::parse(&"a".repeat(1_000_000)), Err(TooLong));
}

#[test]
fn the_longest_and_the_plainest_are_accepted() {
    parsed("a@localhost");
    parsed("!#$%&'*+-/=?^_`{|}~@x.test");
    let label = "d".repeat(63);
    let local = "a".repeat(64);
    let longest = format!("{local}@{label}.{label}.{}", "d".repeat(61));
    assert_eq!(longest.len(), ADDRESS_MAX_BYTES);
    parsed(&longest);
    assert_eq!(EmailAddress::parse(&format!("{longest}d")), Err(NotAnAddress::TooLong));
    // Punycode may grow past the limit that the typed form keeps.
    let grows = format!("{local}@{0}.{0}.{0}.{0}", format!("{}\u{fc}", "b".repeat(40)));
    assert!(grows.len() < ADDRESS_MAX_BYTES);
    assert_eq!(EmailAddress::parse(&grows), Err(NotAnAddress::TooLong));
}

proptest::proptest! {
    #[test]
    fn whatever_is_accepted_is_one_ascii_token_on_the_wire(typed in "\\PC{0,40}@\\PC{0,40}") {
        if let Ok(address) = EmailAddress::parse(&typed) {
            proptest::prop_assert!(address.wire().bytes().all(|byte| byte.is_ascii_graphic() && !b"<>,;:\"()[]\\".contains(&byte)));
            let again = EmailAddress::parse(&address.wire());
            proptest::prop_assert_eq!(again.as_ref().map(EmailAddress::folded), Ok(address.folded()));
        }
    }
}
