//! User names: ASCII only, so that no two that look alike are different
//! (RFC 8265 would allow more; abuse case INJ-15 is why we do not).

/// The fewest characters of a user name.
pub const CHARS_MIN: usize = 2;
/// The most.
pub const CHARS_MAX: usize = 39;

/// Names that a person could take for the house's own.
const RESERVED: [&str; 24] = [
    "abuse",
    "admin",
    "administrator",
    "anonymous",
    "api",
    "assets",
    "dev",
    "help",
    "info",
    "me",
    "noreply",
    "nobody",
    "null",
    "postmaster",
    "root",
    "security",
    "settings",
    "sign-in",
    "sign-up",
    "staff",
    "support",
    "system",
    "vestibule",
    "webmaster",
];

/// A well-formed user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

/// Why a text cannot be a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAName {
    /// Not 2 to 39 of a-z, 0-9, `-`, `_`, `.`, beginning and ending with a letter or digit.
    Form,
    /// People would take it for ours.
    Reserved,
}

impl Username {
    /// The user name in `text`, which is taken exactly as it is.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let bytes = text.as_bytes();
        let is_inner = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let ends = bytes.first().zip(bytes.last());
        let has_good_ends = ends.is_some_and(|(a, z)| a.is_ascii_alphanumeric() && z.is_ascii_alphanumeric());
        if !(CHARS_MIN..=CHARS_MAX).contains(&bytes.len()) || !bytes.iter().all(is_inner) || !has_good_ends {
            return Err(NotAName::Form);
        }
        let name = Self(text.to_owned());
        if RESERVED.contains(&name.folded().as_str()) { Err(NotAName::Reserved) } else { Ok(name) }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which it is unique.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inj_15_only_ascii_names_with_plain_ends() {
        for good in ["al", "Alice", "a.b-c_d", "9to5"] {
            assert!(Username::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", ".ab", "ab-", "a b", "alіce", "alice\u{200b}", "a\0b", "a@b", &"a".repeat(40)] {
            assert_eq!(Username::parse(bad), Err(NotAName::Form), "{bad:?}");
        }
        assert_eq!(Username::parse("RooT"), Err(NotAName::Reserved));
    }
}
