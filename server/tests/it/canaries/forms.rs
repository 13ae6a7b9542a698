//! The forms in which one secret can stand somewhere.

use std::collections::HashMap;

pub struct Canary {
    pub name: String,
    text: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 §4, without padding: the last characters of a longer text would differ.
fn base64(bytes: &[u8]) -> String {
    let whole = bytes.chunks_exact(3).flat_map(|three| {
        let number = three.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| char::from(BASE64[number >> shift & 63]))
    });
    whole.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Canary {
    pub fn new(name: &str, text: &str) -> Self {
        assert!(text.len() >= 12, "{name} could stand anywhere by chance");
        let bytes = text.as_bytes();
        let percent: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        let mut forms = vec![
            ("itself", text.to_owned()),
            ("hex", hex(bytes)),
            ("HEX", hex(bytes).to_uppercase()),
            ("base64url", base64(bytes).replace('+', "-").replace('/', "_")),
            ("%XX", percent),
            ("a form", serde_urlencoded::to_string([("x", text)]).unwrap()[2..].to_owned()),
            ("a query", text.replace(' ', "%20")),
            ("Debug of bytes", format!("{bytes:?}").trim_matches(['[', ']']).to_owned()),
        ];
        // In base64 a text begins at one of three places.
        forms.extend((0..3).map(|shift| ("base64", base64(&bytes[shift..]))));
        let forms = forms.into_iter().map(|(name, form)| (name, form.into_bytes())).collect();
        Self { name: name.to_owned(), text: text.to_owned(), forms }
    }

    /// A recovery code: grouped as it is shown, and as it is compared.
    pub fn code(name: &str, code: &str) -> Self {
        let mut canary = Self::new(name, code);
        let plain = Self::new(name, &code.replace('-', ""));
        canary.forms.extend(plain.forms);
        canary.forms.push(("upper case", code.to_uppercase().into_bytes()));
        canary
    }

    /// The key of an app: base32 as shown, its groups, and the bytes in it.
    pub fn key(name: &str, key: &str) -> Self {
        let mut canary = Self::new(name, key);
        let secret = otp::Secret::from_base32(key).unwrap();
        canary.forms.extend([
            ("groups", secret.base32_groups().as_bytes().to_vec()),
            ("lower case", key.to_lowercase().into_bytes()),
            ("bytes", secret.as_bytes().to_vec()),
            ("bytes in hex", hex(secret.as_bytes()).into_bytes()),
            ("bytes in base64", base64(secret.as_bytes()).into_bytes()),
            ("bytes in Debug", format!("{:?}", secret.as_bytes()).into_bytes()),
        ]);
        canary
    }

    /// A bearer value: whole, and without its prefix.
    pub fn bearer(name: &str, token: &str) -> Self {
        let mut canary = Self::new(name, token);
        canary.forms.extend(Self::new(name, token.split_once('_').unwrap().1).forms);
        canary
    }

    /// Whether it is what a link in a mail carries, which one page shows and sends back.
    pub fn is_link(&self) -> bool {
        self.name.starts_with("link")
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}

/// As many bytes of each form are looked up at every place.
const HEAD: usize = 8;

/// Whose it is, what form it has, and its bytes.
type Form<'c> = (&'c str, &'static str, &'c [u8]);

/// All forms of many secrets, looked for at once.
pub struct Search<'c> {
    by_head: HashMap<[u8; HEAD], Vec<Form<'c>>>,
}

impl<'c> Search<'c> {
    pub fn of(canaries: impl IntoIterator<Item = &'c Canary>) -> Self {
        let mut by_head: HashMap<_, Vec<_>> = HashMap::new();
        for canary in canaries {
            for (form, bytes) in &canary.forms {
                let head: [u8; HEAD] = bytes[..HEAD].try_into().unwrap();
                by_head.entry(head).or_default().push((canary.name.as_str(), *form, bytes.as_slice()));
            }
        }
        Self { by_head }
    }

    /// The first that stands there: its name, and in which form.
    pub fn first_in(&self, bytes: &[u8]) -> Option<(&'c str, &'static str)> {
        // Most places are ruled out by two bytes alone.
        let mut begins = vec![false; 1 << 16];
        self.by_head.keys().for_each(|head| begins[usize::from(head[0]) << 8 | usize::from(head[1])] = true);
        for at in 0..bytes.len().saturating_sub(HEAD - 1) {
            if !begins[usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1])] {
                continue;
            }
            let head: [u8; HEAD] = bytes[at..at + HEAD].try_into().unwrap();
            let here = self.by_head.get(&head).into_iter().flatten();
            if let Some((name, form, _)) = here.into_iter().find(|(_, _, form)| bytes[at..].starts_with(form)) {
                return Some((name, form));
            }
        }
        None
    }
}

/// Each form is found where it stands, and in nothing else.
#[test]
fn the_search_finds_each_form() {
    let all = [
        Canary::key("key", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
        Canary::new("password", "quiet river lantern otter"),
        Canary::code("code", "abcd-efgh-jkmn-pqrs"),
        Canary::bearer("token", "vses_0123456789ABCDEFGHIJabcdefghij012345"),
    ];
    for canary in &all {
        let others = Search::of(all.iter().filter(|other| other.name != canary.name));
        for (name, form) in &canary.forms {
            let text = [b"before ", form.as_slice(), b" after"].concat();
            assert!(Search::of([canary]).first_in(&text).is_some(), "{} as {name}", canary.name);
            assert_eq!(others.first_in(&text), None, "{} as {name}", canary.name);
        }
        for front in 0..4 {
            let padded = [&b"xyzw"[..front], canary.text.as_bytes(), b"tail"].concat();
            let found = Search::of([canary]).first_in(base64(&padded).as_bytes());
            assert!(found.is_some(), "{front} bytes before it");
        }
    }
    assert_eq!(Search::of(&all).first_in(b"JBSWY3DPEHPK3PXP quiet river abcd-efgh"), None);
}
