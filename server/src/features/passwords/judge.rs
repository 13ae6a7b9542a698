//! Whether a password may be chosen (SP 800-63B-4 §3.1.1.2): long enough, not one
//! that everybody tries first, not made of the account's own words. No rule asks
//! for kinds of characters.

use std::collections::BTreeSet;

use zxcvbn::feedback;
use zxcvbn::{Score, zxcvbn};

use super::estimated::estimated;
use super::password::Password;
use crate::app::App;

/// How much of a name or an address is cut into words: as long as an address can be. The
/// page's meter passes on what is being typed, whatever it is.
const CONTEXT_CHARS_MAX: usize = 254;
/// Words shorter than this are in everybody's password.
const CONTEXT_CHARS_MIN: usize = 3;

/// The words an intruder would try first for this account.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The user name, as far as it is known.
    pub username: &'a str,
    /// The e-mail address, as far as it is known.
    pub address: &'a str,
    /// Whether two-step verification is on: then a shorter password will do.
    pub has_two_step: bool,
}

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooWeak {
    /// Fewer code points than this.
    Short(usize),
    /// Made of the service's name, the user name or the address.
    Context,
    /// On the list of those that are tried first.
    Common,
    /// Something over and over.
    Repeated,
    /// `abcd`, `9876`.
    Sequence,
    /// A path on the keyboard.
    Keyboard,
    /// A date.
    Date,
    /// Few guesses for another reason.
    Guessable,
}

/// The verdict, and how strong the password is from 0 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The strength; a refused password never shows more than 1.
    pub score: u8,
    /// Why it is refused, if it is.
    pub refused: Option<TooWeak>,
}

/// The fewest characters: fewer do where two-step verification is on (SP 800-63B-4 §3.1.1.2).
pub fn chars_min(app: &App, has_two_step: bool) -> usize {
    let limits = &app.config.passwords;
    if has_two_step { limits.min_chars_with_two_step } else { limits.min_chars_alone }
}

/// Judges a password for an account. The meter on the page asks this same function.
pub fn judge(app: &App, password: &Password, context: &Context<'_>) -> Judgement {
    let chars_min = chars_min(app, context.has_two_step);
    let words = context_words(&app.config.service_name, context);
    let estimate = zxcvbn(&estimated(password.text()), &words.iter().map(String::as_str).collect::<Vec<_>>());
    let refused = if password.chars() < chars_min {
        Some(TooWeak::Short(chars_min))
    } else if is_made_of(password.text(), &words) {
        Some(TooWeak::Context)
    } else {
        reason(&estimate)
    };
    let score = match estimate.score() {
        Score::Zero => 0,
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        _ => 4,
    };
    Judgement { score: if refused.is_some() { score.min(1) } else { score.max(2) }, refused }
}

fn reason(estimate: &zxcvbn::Entropy) -> Option<TooWeak> {
    use feedback::Warning as W;
    let warning = estimate.feedback().and_then(feedback::Feedback::warning);
    if estimate.score() >= Score::Two {
        return None;
    }
    Some(match warning {
        Some(W::ThisIsATop10Password | W::ThisIsATop100Password | W::ThisIsACommonPassword) => TooWeak::Common,
        Some(W::ThisIsSimilarToACommonlyUsedPassword | W::AWordByItselfIsEasyToGuess) => TooWeak::Common,
        Some(W::RepeatsLikeAaaAreEasyToGuess | W::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => TooWeak::Repeated,
        Some(W::SequencesLikeAbcAreEasyToGuess) => TooWeak::Sequence,
        Some(W::StraightRowsOfKeysAreEasyToGuess | W::ShortKeyboardPatternsAreEasyToGuess) => TooWeak::Keyboard,
        Some(W::RecentYearsAreEasyToGuess | W::DatesAreOftenEasyToGuess) => TooWeak::Date,
        _ => TooWeak::Guessable,
    })
}

fn context_words(service: &str, context: &Context<'_>) -> BTreeSet<String> {
    let all = [service, context.username, context.address].map(beginning);
    let parts = all.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let whole = all.iter().copied().chain(parts).map(letters);
    whole.filter(|word| word.chars().count() >= CONTEXT_CHARS_MIN).collect()
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(CONTEXT_CHARS_MAX).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether nothing but digits is left once the words are taken out.
fn is_made_of(password: &str, words: &BTreeSet<String>) -> bool {
    let mut rest = letters(password);
    let before = rest.len();
    let mut longest_first: Vec<&String> = words.iter().collect();
    longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in longest_first {
        rest = rest.replace(word.as_str(), "");
    }
    rest.len() < before && rest.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> BTreeSet<String> {
        let context = Context { username: "grace.hopper", address: "grace@navy.example", has_two_step: false };
        context_words("Vestibule", &context)
    }

    /// RES-01.
    #[test]
    fn res_01_a_long_address_makes_few_words() {
        let address = (0..8_000).map(|n| format!("word{n}")).collect::<Vec<_>>().join(".");
        let context = Context { username: "grace", address: &address, has_two_step: false };
        let words = context_words("Vestibule", &context);
        assert!(words.contains("grace") && words.contains("word7"), "{words:?}");
        assert!(words.len() < 60, "{}", words.len());
    }

    #[test]
    fn pwd_07_made_of_the_accounts_own_words() {
        for bad in ["Vestibule-grace-2026", "gracehopper1234", "GRACE@navy.example", "hopper hopper hopper"] {
            assert!(is_made_of(bad, &words()), "{bad}");
        }
        for good in ["grace likes otters", "1234567890", "correct horse"] {
            assert!(!is_made_of(good, &words()), "{good}");
        }
    }
}
