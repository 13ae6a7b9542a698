#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::{Token, pattern};
use crate::Prefix;
use proptest::prelude::*;

const KIND: Prefix = Prefix::new("sess_");
const OTHER: Prefix = Prefix::new("perm_");

fn token(seed: u64) -> Token {
    Token::generate(KIND, seeded(seed))
}

/// SplitMix64 (Steele, Lea and Flood, 2014): good enough to count with, and repeatable.
fn seeded(mut state: u64) -> impl FnMut(&mut [u8]) {
    move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

#[test]
fn a_known_one() {
    // CRC-32 of the first 35 characters, computed with zlib, in base 62.
    let token = Token::generate(KIND, |bytes| bytes.fill(0));
    assert_eq!(token.expose(), "sess_0000000000000000000000000000003JPTpo");
    assert_eq!(token.last_four(), &token.expose()[37..]);
}

#[test]
fn only_the_exact_text_is_read() {
    let text = token(1).expose().to_owned();
    assert!(Token::parse(KIND, &text).is_some());
    assert!(Token::parse(OTHER, &text).is_none());
    for wrong in [
        format!(" {text}"),
        format!("{text} "),
        format!("{text}\n"),
        text.to_uppercase(),
        text.to_lowercase(),
        text[..40].to_owned(),
        format!("{text}0"),
        String::new(),
        "sess_".to_owned(),
        "0".repeat(41),
        format!("sess_{}é", "0".repeat(34)),
        format!("sess_{}", "é".repeat(18)),
        text.replace("sess_", "perm_"),
        "a".repeat(10_000_000),
    ] {
        assert!(Token::parse(KIND, &wrong).is_none());
    }
}

#[test]
fn one_wrong_character_is_noticed() {
    let text = token(2).expose().to_owned();
    for i in 0..text.len() {
        for other in (0u8..128).filter(|&b| b != text.as_bytes()[i]) {
            let mut bytes = text.clone().into_bytes();
            bytes[i] = other;
            assert!(Token::parse(KIND, std::str::from_utf8(&bytes).unwrap()).is_none());
        }
    }
}

#[test]
fn the_pattern_describes_the_shape() {
    assert_eq!(pattern(KIND), "sess_[0-9A-Za-z]{36}");
}

#[test]
fn letters_are_equally_likely_at_every_place() {
    const TOKENS: usize = 50_000;
    let mut fill = seeded(3);
    let mut counts = [[0u32; 128]; 30];
    for _ in 0..TOKENS {
        let token = Token::generate(KIND, &mut fill);
        for (place, letter) in token.expose()[5..35].bytes().enumerate() {
            counts[place][usize::from(letter)] += 1;
        }
    }
    let wanted = TOKENS as f64 / 62.0;
    for (place, seen) in counts.iter().enumerate() {
        let seen: Vec<f64> = seen.iter().filter(|&&n| n > 0).map(|&n| f64::from(n)).collect();
        let chi_square: f64 = seen.iter().map(|n| (n - wanted).powi(2) / wanted).sum();
        assert_eq!(seen.len(), 62, "place {place}");
        // 61 degrees of freedom: a value outside is rarer than one in 10,000.
        assert!((25.0..115.0).contains(&chi_square), "place {place}: {chi_square}");
    }
}

proptest! {
    #[test]
    fn tokens_are_read_back(seed: u64) {
        let made = token(seed);
        let read = Token::parse(KIND, made.expose()).unwrap();
        prop_assert_eq!(read.expose(), made.expose());
        prop_assert!(read.hash() == made.hash());
        prop_assert!(read.hash() != token(seed ^ 1).hash());
    }

    #[test]
    fn invented_ones_are_refused(text in "sess_[0-9A-Za-z]{36}") {
        prop_assert!(Token::parse(KIND, &text).is_none());
    }
}
