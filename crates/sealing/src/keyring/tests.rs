#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::Keyring;
use crate::{Context, DataKey, OpenError};
use proptest::prelude::*;
use std::panic::catch_unwind;

const PLACE: Context<'_> = Context { table: "notes", column: "body", owner: "alice", row: "7" };

fn key(id: &str, byte: u8) -> (String, DataKey) {
    (id.to_owned(), DataKey::generate(|bytes| bytes.fill(byte)))
}

fn ring() -> Keyring {
    Keyring::new(key("k1", 1), vec![])
}

fn rotated() -> Keyring {
    Keyring::new(key("k3", 3), vec![key("k1", 1), key("k2", 2)])
}

fn sealed(ring: &Keyring) -> Vec<u8> {
    ring.seal(b"a secret", &PLACE, |bytes| bytes.fill(5))
}

fn refusal(ring: &Keyring, sealed: &[u8], context: &Context<'_>) -> OpenError {
    ring.open(sealed, context).unwrap_err()
}

#[test]
fn the_format_is_as_documented() {
    let sealed = sealed(&ring());
    assert_eq!(sealed[..4], *b"\x01\x02k1");
    assert_eq!(sealed[4..28], [5; 24]);
    assert_eq!(sealed.len(), 4 + 24 + 8 + 16);
    assert!(!sealed.windows(4).any(|part| b"a secret".windows(4).any(|text| text == part)));
}

#[test]
fn a_value_opens_only_in_its_place() {
    let sealed = sealed(&ring());
    for elsewhere in [
        Context { table: "drafts", ..PLACE },
        Context { column: "title", ..PLACE },
        Context { owner: "mallory", ..PLACE },
        Context { row: "8", ..PLACE },
        Context { owner: "alice7", row: "", ..PLACE },
        Context { table: "notesb", column: "ody", ..PLACE },
        Context { table: "body", column: "notes", ..PLACE },
    ] {
        assert_eq!(refusal(&ring(), &sealed, &elsewhere), OpenError::Tampered);
    }
    assert_eq!(ring().open(&sealed, &PLACE).unwrap().as_slice(), b"a secret");
}

#[test]
fn every_altered_bit_is_noticed() {
    let sealed = sealed(&rotated());
    for i in 0..sealed.len() {
        for bit in 0..8 {
            let mut altered = sealed.clone();
            altered[i] ^= 1 << bit;
            let found = refusal(&rotated(), &altered, &PLACE);
            assert!(i < 4 || found == OpenError::Tampered, "{i}");
        }
    }
}

#[test]
fn truncated_and_extended_values_are_noticed() {
    let sealed = sealed(&ring());
    for length in 0..sealed.len() {
        let found = refusal(&ring(), &sealed[..length], &PLACE);
        let wanted = if length < 44 { OpenError::Damaged } else { OpenError::Tampered };
        assert_eq!(found, wanted, "{length}");
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(refusal(&ring(), &longer, &PLACE), OpenError::Tampered);
    assert_eq!(refusal(&ring(), &[0; 100], &PLACE), OpenError::Damaged);
}

#[test]
fn a_key_that_is_missing_is_named() {
    let later = Keyring::new(key("k2", 2), vec![]);
    let found = refusal(&later, &sealed(&ring()), &PLACE);
    assert_eq!(found, OpenError::UnknownKey("k1".to_owned()));
    assert!(found.to_string().contains("\"k1\""));
}

#[test]
fn ids_that_cannot_be_shown_are_never_named() {
    for id in [&b"\n\n"[..], b"\xff\xfe", "é".as_bytes()] {
        let mut altered = sealed(&ring());
        altered[2..4].copy_from_slice(id);
        assert_eq!(refusal(&ring(), &altered, &PLACE), OpenError::Damaged);
    }
    for id in ["", "k\n1", "schlüssel", &"k".repeat(256)] {
        assert!(catch_unwind(|| Keyring::new(key(id, 1), vec![])).is_err());
        assert!(catch_unwind(|| Keyring::new(key("k1", 1), vec![key(id, 1)])).is_err());
    }
    let long = "k".repeat(255);
    let ring = Keyring::new(key(&long, 1), vec![]);
    assert!(ring.open(&sealed(&ring), &PLACE).is_ok());
}

#[test]
fn the_header_is_bound_too() {
    // The same key under two ids: only the header tells, and it may not be exchanged.
    let twins = Keyring::new(key("k1", 1), vec![key("k2", 1)]);
    let mut renamed = sealed(&twins);
    renamed[3] = b'2';
    assert_eq!(refusal(&twins, &renamed, &PLACE), OpenError::Tampered);
}

#[test]
fn another_key_of_the_same_id_does_not_open() {
    let impostor = Keyring::new(key("k1", 9), vec![]);
    assert_eq!(refusal(&impostor, &sealed(&ring()), &PLACE), OpenError::Tampered);
}

#[test]
fn rotation_opens_old_values_and_seals_under_the_new_key() {
    let old = sealed(&ring());
    assert_eq!(rotated().open(&old, &PLACE).unwrap().as_slice(), b"a secret");
    assert!(!rotated().is_current(&old));
    assert!(rotated().is_current(&sealed(&rotated())));
    assert!(!rotated().is_current(b""));
    assert_eq!(rotated().current_id(), "k3");
}

#[test]
fn look_ups_survive_rotation() {
    let look = |ring: &Keyring| ring.lookup("codes", "alice", b"value");
    assert_eq!(look(&ring()), look(&rotated()));
    let without_oldest = Keyring::new(key("k3", 3), vec![key("k2", 2)]);
    assert_ne!(look(&ring()), look(&without_oldest));
}

#[test]
fn look_ups_differ_by_every_part() {
    let ring = ring();
    let parts = [("a", "bc", "d"), ("ab", "c", "d"), ("a", "b", "cd"), ("", "abc", "d"), ("a", "bcd", "")];
    let mut seen: Vec<_> = parts.map(|(p, o, v)| ring.lookup(p, o, v.as_bytes())).to_vec();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), parts.len());
}

proptest! {
    #[test]
    fn any_text_comes_back(
        text in proptest::collection::vec(any::<u8>(), 0..300),
        nonce: [u8; 24],
        parts: [String; 4],
    ) {
        let [table, column, owner, row] = parts.each_ref().map(String::as_str);
        let place = Context { table, column, owner, row };
        let sealed = ring().seal(&text, &place, |bytes| bytes.copy_from_slice(&nonce));
        let opened = ring().open(&sealed, &place).unwrap();
        prop_assert_eq!(opened.as_slice(), text.as_slice());
        prop_assert_eq!(sealed.len(), text.len() + 42 + 2);
    }

    #[test]
    fn any_bytes_are_refused_quietly(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(ring().open(&bytes, &PLACE).is_err());
    }
}
