#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::{decrypted, push_encrypted};
use crate::key::Key;

fn unhex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
#[test]
fn agrees_with_the_draft() {
    let key: [u8; 32] = unhex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f").try_into().unwrap();
    let nonce = unhex("404142434445464748494a4b4c4d4e4f5051525354555657");
    let bound = unhex("50515253c0c1c2c3c4c5c6c7");
    let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    let mut out = vec![];
    push_encrypted(&mut out, &Key::from_bytes(key), &bound, text, |bytes| bytes.copy_from_slice(&nonce));
    assert_eq!(out[..24], nonce);
    assert_eq!(out[24..40], unhex("bd6d179d3e83d43b9576579493c0e939"));
    assert_eq!(out[24 + 114..], unhex("c0875924c1c7987947deafd8780acf49"));
    assert_eq!(decrypted(&out, &Key::from_bytes(key), &bound).unwrap().as_slice(), text);
}

#[test]
fn too_little_is_refused() {
    let key = Key::from_bytes([1; 32]);
    for length in 0..60 {
        assert!(decrypted(&vec![0; length], &key, b"").is_none());
    }
}
