//! The address an authenticator app reads from a QR code.

use crate::Secret;
use zeroize::Zeroizing;

/// The longest issuer or account name put into an address, in characters (`char`s, not
/// bytes). Longer ones are cut, so that the QR code stays readable.
pub const MAX_LABEL_CHARS: usize = 128;

/// The `otpauth://totp/` address of a secret, in the key URI format authenticator apps share.
///
/// `issuer` names the service and `account` the person there; each is cut to
/// [`MAX_LABEL_CHARS`]. Both may hold any text: every byte outside the unreserved set of
/// RFC 3986 §2.3 is percent-encoded, so neither can add a parameter or end the label. The
/// address contains the secret and is wiped when dropped.
pub fn uri(issuer: &str, account: &str, secret: &Secret) -> Zeroizing<String> {
    let (issuer, account) = (cut(issuer), cut(account));
    let secret = secret.base32();
    // Sized for the worst case, since growing would leave copies of the secret behind.
    let room = 3 * (2 * issuer.len() + account.len()) + secret.len() + 96;
    let mut uri = Zeroizing::new(String::with_capacity(room));
    uri.push_str("otpauth://totp/");
    push_encoded(&mut uri, issuer);
    uri.push(':');
    push_encoded(&mut uri, account);
    uri.push_str("?secret=");
    uri.push_str(&secret);
    uri.push_str("&issuer=");
    push_encoded(&mut uri, issuer);
    uri.push_str("&algorithm=SHA1&digits=6&period=30");
    uri
}

fn cut(label: &str) -> &str {
    label.char_indices().nth(MAX_LABEL_CHARS).map_or(label, |(end, _)| &label[..end])
}

fn push_encoded(uri: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            uri.push(char::from(HEX[usize::from(byte >> 4)]));
            uri.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::uri;
    use crate::Secret;
    use proptest::prelude::*;

    fn secret() -> Secret {
        Secret::from_bytes(b"12345678901234567890").unwrap()
    }

    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let pair = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_plain_one() {
        assert_eq!(
            uri("Example Co", "alice@example.org", &secret()).as_str(),
            "otpauth://totp/Example%20Co:alice%40example.org\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20Co\
             &algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn hostile_names_stay_inside_their_place() {
        let address = uri("a:b/c%d&e?secret=X#\n", "é\u{1f600}+ ", &secret());
        assert!(
            address.starts_with(
                "otpauth://totp/a%3Ab%2Fc%25d%26e%3Fsecret%3DX%23%0A:%C3%A9%F0%9F%98%80%2B%20?secret=GEZD"
            )
        );
        assert_eq!(address.matches("secret=").count(), 1);
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let address = uri(&"é".repeat(10_000), &"x".repeat(10_000), &secret());
        assert_eq!(address.matches("%C3%A9").count(), 2 * 128);
        assert_eq!(address.matches('x').count(), 128);
    }

    proptest! {
        #[test]
        fn names_come_back_exactly(issuer in any::<String>(), account in any::<String>()) {
            let address = uri(&issuer, &account, &secret());
            let (label, query) = address.split_once('?').unwrap();
            let (i, a) = label.strip_prefix("otpauth://totp/").unwrap().split_once(':').unwrap();
            let cut = |s: &str| s.chars().take(128).collect::<String>();
            prop_assert_eq!(decoded(i), cut(&issuer));
            prop_assert_eq!(decoded(a), cut(&account));
            let again = query.split('&').nth(1).unwrap().strip_prefix("issuer=").unwrap();
            prop_assert_eq!(decoded(again), cut(&issuer));
            prop_assert_eq!(query.split('&').count(), 5);
        }

        #[test]
        fn the_string_never_grows(issuer in "\\PC{0,140}", account in "\\PC{0,140}") {
            let address = uri(&issuer, &account, &secret());
            prop_assert!(address.is_ascii());
            let room = 3 * (2 * super::cut(&issuer).len() + super::cut(&account).len()) + 32 + 96;
            prop_assert!(address.len() <= room);
        }
    }
}
