#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::{Code, looks_like};
use proptest::prelude::*;

fn read(input: &str) -> Option<String> {
    Code::parse(input).map(|code| code.canonical().to_owned())
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
fn bits_become_characters_in_order() {
    let known = [0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf];
    let code = Code::generate(|bytes| bytes.copy_from_slice(&known));
    assert_eq!(code.canonical(), "0123456789abcdef");
    assert_eq!(code.grouped().as_str(), "0123-4567-89ab-cdef");
    let last = Code::generate(|bytes| bytes.fill(0xff));
    assert_eq!(last.canonical(), "zzzzzzzzzzzzzzzz");
}

#[test]
fn what_hands_and_clipboards_do_is_forgiven() {
    for input in [
        "0123-4567-89ab-cdef",
        "0123456789abcdef",
        "0123456789ABCDEF",
        "  0123 4567 89ab cdef\r\n",
        "\t0123-4567 89AB--cdef\n",
        "o1234567-89abcdef",
        "OI23456789abcdef",
        "0L23456789abcdef",
        "0l23456789abcdef",
        "0 1 2 3 4 5 6 7 8 9 a b c d e f",
    ] {
        assert_eq!(read(input).as_deref(), Some("0123456789abcdef"), "{input:?}");
        assert!(looks_like(input));
    }
}

#[test]
fn anything_else_is_refused() {
    for input in [
        "",
        "-",
        "123456",
        "123 456",
        "0123456789abcde",
        "0123456789abcdef0",
        "0123456789abcdeu",
        "0123456789abcde%",
        "0123456789abcde_",
        "0123456789abcde'",
        "0123456789abcde\"",
        "0123456789abcde*",
        "0123456789abcde0' OR 1=1",
        "０123456789abcdef",
        "0123456789abcdeｆ",
        "0123\u{a0}4567\u{a0}89ab\u{a0}cdef",
        "0123\u{200b}456789abcdef",
        "0123\n456789abcdef",
        "0123456789abcde\0",
        "0123–4567–89ab–cdef",
        "0123_4567_89ab_cdef",
        "0123456789abcdeı",
        "0123456789abcde\u{130}",
        "0123456789abcdeſ",
        "0123456789abcde\u{212a}",
    ] {
        assert_eq!(read(input), None, "{input:?}");
        assert!(!looks_like(input));
    }
    let spaced = format!("0123456789abcdef{}", " ".repeat(48));
    assert!(looks_like(&spaced));
    assert!(!looks_like(&format!("{spaced} ")));
    assert!(!looks_like(&"0".repeat(1_000_000)));
}

#[test]
fn rec_14_every_character_is_equally_likely_at_every_place() {
    const CODES: usize = 100_000;
    let mut fill = seeded(20_240_229);
    let mut counts = [[0u32; 128]; 16];
    for _ in 0..CODES {
        let code = Code::generate(&mut fill);
        for (place, letter) in code.canonical().bytes().enumerate() {
            counts[place][usize::from(letter)] += 1;
        }
    }
    let wanted = CODES as f64 / 32.0;
    for (place, seen) in counts.iter().enumerate() {
        let letters = seen.iter().filter(|&&n| n > 0);
        let chi_square: f64 = letters.clone().map(|&n| (f64::from(n) - wanted).powi(2) / wanted).sum();
        assert_eq!(letters.count(), 32, "place {place}");
        // 31 degrees of freedom: below 8 or above 73 happens less than once in 30,000.
        assert!((8.0..73.0).contains(&chi_square), "place {place}: {chi_square}");
    }
}

proptest! {
    #[test]
    fn codes_are_read_back(random: [u8; 10]) {
        let code = Code::generate(|bytes| bytes.copy_from_slice(&random));
        prop_assert_eq!(code.canonical().len(), 16);
        prop_assert_eq!(code.grouped().len(), 19);
        for spelling in [code.canonical().to_owned(), code.grouped().to_uppercase()] {
            let again = read(&spelling);
            prop_assert_eq!(again.as_deref(), Some(code.canonical()));
        }
    }

    #[test]
    fn different_bits_make_different_codes(a: [u8; 10], b: [u8; 10]) {
        let [one, other] = [a, b].map(|random| Code::generate(|bytes| bytes.copy_from_slice(&random)));
        prop_assert_eq!(one.canonical() == other.canonical(), a == b);
    }

    #[test]
    fn whatever_is_read_is_canonical(input in "[0-9A-Za-z \\-]{0,30}") {
        if let Some(code) = read(&input) {
            let again = read(&code);
            prop_assert_eq!(again.as_ref(), Some(&code));
            prop_assert_eq!(code.len(), 16);
        }
    }
}
