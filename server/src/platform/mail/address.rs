//! E-mail addresses: one narrow form, parsed once.
//!
//! Accepted is what RFC 5321 §4.1.2 calls a Dot-string before the "@" and a domain
//! name after it. Left out on purpose: quoted local parts, comments, address literals
//! and SMTPUTF8 (RFC 6531). Each of them is a second way to write something, and the
//! history of mail injection is made of second ways.

use std::fmt;

/// The longest address: a path of 256 octets less its angle brackets (RFC 5321
/// §4.5.3.1.3).
pub const ADDRESS_MAX_BYTES: usize = 254;

/// The longest part before the "@" (RFC 5321 §4.5.3.1.1).
pub const LOCAL_PART_MAX_BYTES: usize = 64;

/// An address in the form this server accepts. Kept as it was typed, for people; with
/// an ASCII form for the wire and a folded form for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    typed: String,
    folded: String,
    local_bytes: usize,
}

/// Why a text is not an address this server accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Longer than [`ADDRESS_MAX_BYTES`], as typed or on the wire.
    #[error("an address has at most 254 bytes")]
    TooLong,
    /// Not exactly one "@" with something on each side.
    #[error("an address has one @")]
    Shape,
    /// The part before the "@" has other characters than a dot-atom, or is too long.
    #[error("unsupported characters before the @")]
    LocalPart,
    /// The part after the "@" is not a domain name on the Internet.
    #[error("not a domain name after the @")]
    Domain,
}

impl EmailAddress {
    /// Reads an address. Nothing is trimmed or repaired: a space at the end is the
    /// caller's to forgive.
    pub fn parse(typed: &str) -> Result<Self, NotAnAddress> {
        // The length first: nothing below has to fear a megabyte.
        if typed.len() > ADDRESS_MAX_BYTES {
            return Err(NotAnAddress::TooLong);
        }
        let (local, domain) = typed.split_once('@').ok_or(NotAnAddress::Shape)?;
        if local.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(NotAnAddress::Shape);
        }
        if !is_dot_atom(local) {
            return Err(NotAnAddress::LocalPart);
        }
        let domain = ascii_domain(domain).ok_or(NotAnAddress::Domain)?;
        // Punycode may be longer than what was typed.
        if local.len() + 1 + domain.len() > ADDRESS_MAX_BYTES {
            return Err(NotAnAddress::TooLong);
        }
        let folded = format!("{}@{domain}", local.to_ascii_lowercase());
        Ok(Self { typed: typed.to_owned(), folded, local_bytes: local.len() })
    }

    /// The address as it was typed, for showing and storing.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// The key of uniqueness: the local part in ASCII lower case, the domain in
    /// lower-case punycode. Two addresses are one person's to us exactly when their
    /// folds are equal.
    ///
    /// By the letter of RFC 5321 §2.4 local parts differ by case, but nobody can tell
    /// `Alice@` from `alice@` in a list of accounts, and no provider in use does. Dots
    /// and plus tags do make different mailboxes at many providers, so they are kept.
    /// The local part is ASCII, so no Unicode case mapping can bring two addresses
    /// together (the class of CVE-2019-19844).
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The address for an SMTP envelope and header: the local part's own case, which
    /// only the receiving host may interpret (RFC 5321 §2.4), and the ASCII domain.
    pub fn wire(&self) -> String {
        format!("{}@{}", self.local_part(), self.domain())
    }

    /// The part before the "@", as typed.
    pub fn local_part(&self) -> &str {
        self.typed.get(..self.local_bytes).unwrap_or_default()
    }

    /// The part after the "@" as DNS knows it: lower-case ASCII.
    pub fn domain(&self) -> &str {
        self.folded.get(self.local_bytes + 1..).unwrap_or_default()
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.typed)
    }
}

/// RFC 5322 §3.2.3: atoms of atext with single dots between them.
fn is_dot_atom(local: &str) -> bool {
    let is_atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= LOCAL_PART_MAX_BYTES && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

/// The domain by UTS #46 with its strict rules (STD 3 characters, hyphens, lengths).
/// Its mapping brings all spellings of one DNS name together, so what is compared is
/// what the mail is sent to.
fn ascii_domain(typed: &str) -> Option<String> {
    // Invisible characters are mapped away by UTS #46: the address would then be shown
    // with something in it that is not part of the name.
    let is_hidden = |c: char| c.is_control() || c.is_whitespace() || super::line::is_invisible(c);
    if typed.ends_with('.') || typed.contains(is_hidden) {
        return None;
    }
    let domain = idna::domain_to_ascii_strict(typed).ok()?;
    let last = domain.rsplit('.').next()?;
    // RFC 3696 §2: no top-level domain is all digits; what has one is an IPv4 address.
    let is_numeric = last.bytes().all(|byte| byte.is_ascii_digit());
    let has_home = domain.contains('.') || domain == "localhost";
    (has_home && !is_numeric && !domain.ends_with('.')).then_some(domain)
}

#[cfg(test)]
mod tests;
