//! Where to go on afterwards: one of our own settings pages, never an address that leads
//! elsewhere (abuse case CSR-18).

/// The longest path of a page of ours.
const BYTES_MAX: usize = 100;

/// The path, if it is that of a settings page: small letters, digits and hyphens between
/// single slashes. What it names is asked for again, by the browser, with a GET.
pub fn next_page(path: Option<&str>) -> Option<&str> {
    let is_segment = |segment: &str| {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !segment.is_empty() && segment.bytes().all(is_plain)
    };
    path.filter(|path| {
        let below = path.strip_prefix("/settings/");
        path.len() <= BYTES_MAX && below.is_some_and(|below| below.split('/').all(is_segment))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csr_18_only_our_own_pages() {
        for good in ["/settings/security", "/settings/security/two-step/setup", "/settings/security/recovery-codes"] {
            assert_eq!(next_page(Some(good)), Some(good));
        }
        for bad in [
            "//evil.example",
            "/\\evil",
            "https:evil",
            "/settings/security/../..",
            "/settings//evil.example",
            "/settings/",
            "/settings",
            "/settings/a?b",
            "/settings/%2e%2e",
            "/%09/evil",
            "",
            "/x",
            "/sign-out",
        ] {
            assert_eq!(next_page(Some(bad)), None, "{bad}");
        }
        let long = format!("/settings/{}", "a".repeat(BYTES_MAX));
        assert_eq!(next_page(Some(&long)), None);
    }
}
