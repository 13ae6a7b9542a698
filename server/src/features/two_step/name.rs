//! What its owner calls a factor.

/// The most characters of a name.
pub const NAME_CHARS_MAX: usize = 64;

/// A name: 1 to 64 characters of any script. It need not be the only one of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAName {
    /// There is nothing in it.
    Empty,
    /// It has more characters than fit into a list.
    TooLong,
    /// It holds a control character: a line break would forge lines in mails, a turned
    /// direction would reverse what follows it, and PostgreSQL's text knows no NUL.
    Control,
}

impl Name {
    /// What was typed, without the spaces around it.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAName::Empty);
        }
        if text.chars().any(|c| c.is_control() || is_direction(c)) {
            return Err(NotAName::Control);
        }
        if text.chars().count() > NAME_CHARS_MAX {
            return Err(NotAName::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Embeddings, overrides and isolates (Unicode UAX #9 §2).
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wan_21_any_text_of_1_to_64_characters() {
        for good in ["x", " Ann’s phone ", "電話", "<b>", "a\u{301}", &"ü".repeat(64)] {
            assert_eq!(Name::parse(good).unwrap().as_str(), good.trim(), "{good}");
        }
        assert_eq!(Name::parse(&"ü".repeat(65)), Err(NotAName::TooLong));
        for bad in ["", " ", "\u{2003}"] {
            assert_eq!(Name::parse(bad), Err(NotAName::Empty), "{bad:?}");
        }
        for bad in ["a\0b", "a\nb", "a\u{7f}b", "a\u{85}b", "a\u{202e}b", "a\u{2066}b"] {
            assert_eq!(Name::parse(bad), Err(NotAName::Control), "{bad:?}");
        }
    }
}
