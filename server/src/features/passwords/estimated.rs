//! How much of a password the estimate of its guesses looks at.
//!
//! Strangers may ask for the estimate as often as they type, so no text may cost much
//! more than a hash (abuse case RES-01). The estimate looks up every part of the text,
//! once for each way of reading its symbols as letters ("p4$$w0rd"): one hundred
//! characters with all of these symbols took a second, of a thread that answers requests.

/// The most characters, whatever they are.
const CHARS_MAX: usize = 100;
/// So many are looked at, whatever they cost. What is guessable begins to show in fewer.
const CHARS_MIN: usize = 16;
/// The square of the characters times the ways to read them.
const WORK_MAX: usize = 30_000;

/// Which symbols zxcvbn reads as one letter: a b c e g i l o s t x z.
const READ_AS_A_LETTER: [&str; 12] = ["4@", "8", "({[<", "3", "69", "1!|", "1|7", "0", "$5", "+7", "%", "2"];

/// The longest beginning of `password` whose estimate does not cost too much.
pub(super) fn estimated(password: &str) -> String {
    let mut text: Vec<char> = password.chars().take(CHARS_MAX).collect();
    while text.len() > CHARS_MIN && work(&text) > WORK_MAX {
        text.pop();
    }
    text.into_iter().collect()
}

fn work(text: &[char]) -> usize {
    let ways = |symbols: &&str| symbols.chars().filter(|symbol| text.contains(symbol)).count().max(1);
    READ_AS_A_LETTER.iter().map(ways).product::<usize>() * text.len().pow(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(password: &str) -> usize {
        let text = estimated(password);
        assert!(password.starts_with(&text));
        text.chars().count()
    }

    #[test]
    fn res_01_the_estimate_costs_no_more_than_a_hash() {
        let symbols = "4@8({[<369&#!1/|0$5+7%2";
        assert!(chars(&symbols.repeat(200)) < 20);
        assert_eq!(chars(&format!("({{[<1!|74@69$5+{}", "x".repeat(80))), CHARS_MIN);
        assert_eq!(chars(&"x".repeat(4_096)), CHARS_MAX);
        let late = format!("{}{}", "a quiet river ".repeat(6), symbols.repeat(10));
        let looked_at: Vec<char> = estimated(&late).chars().collect();
        assert!(looked_at.len() > 84 && work(&looked_at) <= WORK_MAX, "{}", looked_at.len());
    }

    #[test]
    fn pwd_07_long_walks_over_the_keyboard_are_judged_and_no_fault() {
        for walk in ["cd".repeat(60), "p4".repeat(60), "12".repeat(60)] {
            assert!(zxcvbn::zxcvbn(&estimated(&walk), &[]).score() < zxcvbn::Score::Two, "{walk}");
        }
    }

    #[test]
    fn ordinary_passwords_are_looked_at_whole() {
        for password in ["seven calm otters paint", "p4$$w0rd p4$$w0rd", "Tr0ub4dor&3 is n0t enough", "é\u{1f422}"] {
            assert_eq!(estimated(password), password);
        }
    }
}
