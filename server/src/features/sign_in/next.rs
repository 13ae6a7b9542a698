//! Where to go on after signing in: one of our own pages by name, never an address
//! that came with the request (abuse case CSR-18).

/// Where everybody else goes.
pub const HOME: &str = "/settings/security";

/// The pages that may be named.
const PAGES: [&str; 3] = [HOME, "/settings/security/two-step/setup", "/settings/security/two-step/disable"];

/// The page of that path, if it is one that may be named.
pub fn page(path: Option<&str>) -> Option<&'static str> {
    PAGES.into_iter().find(|page| Some(*page) == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csr_18_only_our_own_pages() {
        assert_eq!(page(Some(HOME)), Some(HOME));
        for bad in ["//evil.example", "/\\evil", "https:evil", "/settings/security/../..", "/%09/evil", "", "/x"] {
            assert_eq!(page(Some(bad)), None, "{bad}");
        }
    }
}
