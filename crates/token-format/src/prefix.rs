//! What a token begins with.

/// The kind of a token: 3 to 8 lower-case ASCII letters and an underscore, such as `sess_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Prefix(&'static str);

impl Prefix {
    /// A prefix, meant for a constant, where a bad one fails the build.
    ///
    /// # Panics
    ///
    /// If the text is not 3 to 8 lower-case ASCII letters followed by one underscore.
    pub const fn new(text: &'static str) -> Prefix {
        let bytes = text.as_bytes();
        assert!(bytes.len() >= 4 && bytes.len() <= 9, "a prefix has 3 to 8 letters and an underscore");
        let last = bytes.len() - 1;
        assert!(bytes[last] == b'_', "a prefix ends with an underscore");
        let mut i = 0;
        while i < last {
            assert!(bytes[i].is_ascii_lowercase(), "a prefix is made of a to z");
            i += 1;
        }
        Prefix(text)
    }

    /// The text, underscore included.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;

    #[test]
    fn shapes() {
        for good in ["abc_", "abcdefgh_"] {
            assert_eq!(Prefix::new(good).as_str(), good);
        }
        for bad in ["", "_", "ab_", "abcdefghi_", "abcd", "ab1_", "Abc_", "ab__", "äbc_", "abc_d"] {
            assert!(std::panic::catch_unwind(|| Prefix::new(bad)).is_err(), "{bad}");
        }
    }
}
