//! Reads the messages that `compose` writes, and no others: headers with
//! encoded words, and text and HTML side by side. For the mailbox of development and
//! the tests.

/// A message's headers and its two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    headers: Vec<(String, String)>,
    /// The `text/plain` part.
    pub text: String,
    /// The `text/html` part.
    pub html: String,
}

impl Mail {
    /// The decoded value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The names of all headers, in their order.
    pub fn header_names(&self) -> Vec<&str> {
        self.headers.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Reads a message; none where it has not the shape of ours.
pub fn parse(raw: &[u8]) -> Option<Mail> {
    let (headers, body) = split(std::str::from_utf8(raw).ok()?)?;
    let boundary = find(&headers, "Content-Type")?.split_once("boundary=\"")?.1.split('"').next()?.to_owned();
    let mut mail = Mail { headers, ..Mail::default() };
    // RFC 2046 §5.1.1: the line break before a boundary belongs to it.
    for part in body.split(&format!("--{boundary}")).skip(1) {
        let Some(part) = part.strip_prefix("\r\n") else { break };
        let (headers, body) = split(part)?;
        let body = decode(body.strip_suffix("\r\n")?, find(&headers, "Content-Transfer-Encoding")?)?;
        match find(&headers, "Content-Type")?.split(';').next()? {
            "text/plain" => mail.text = body,
            "text/html" => mail.html = body,
            _ => return None,
        }
    }
    Some(mail)
}

type Headers = Vec<(String, String)>;

fn find<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Parts head and body, unfolding the head (RFC 5322 §2.2.3).
fn split(text: &str) -> Option<(Headers, &str)> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), decode_words(value)));
    Some((head.split("\r\n").map(header).collect::<Option<_>>()?, body))
}

/// RFC 2047 §2 and §6.2: encoded words become text, and the space between two goes.
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut gap: Option<&str> = None;
    for word in value.split_inclusive(' ') {
        let bare = word.trim_end();
        let coded = bare.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        let text = coded.and_then(base64).and_then(|bytes| String::from_utf8(bytes).ok());
        // The space after an encoded word counts only before a plain one.
        out.push_str(gap.take().filter(|_| text.is_none()).unwrap_or_default());
        match text {
            Some(text) => {
                out.push_str(&text);
                gap = word.get(bare.len()..);
            }
            None => out.push_str(word),
        }
    }
    out
}

fn decode(body: &str, encoding: &str) -> Option<String> {
    let bytes = match encoding {
        "7bit" => body.as_bytes().to_vec(),
        "quoted-printable" => quoted_printable(body.as_bytes())?,
        "base64" => base64(body)?,
        _ => return None,
    };
    Some(String::from_utf8(bytes).ok()?.replace("\r\n", "\n"))
}

/// RFC 2045 §6.7.
fn quoted_printable(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'=', [b'\r', b'\n', after @ ..]) => rest = after,
            (b'=', [high, low, after @ ..]) => {
                let digit = |byte: u8| (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                out.push(digit(*high)? << 4 | digit(*low)?);
                rest = after;
            }
            (b'=', _) => return None,
            _ => out.push(*first),
        }
    }
    Some(out)
}

/// RFC 2045 §6.8; white space is ignored.
fn base64(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() * 3 / 4), 0_u32, 0_u8);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()).take_while(|byte| *byte != b'=') {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_the_encodings_of_rfc_2045_and_2047() {
        assert_eq!(quoted_printable(b"a=3D=\r\nb=C3=BC").unwrap(), "a=b\u{fc}".as_bytes());
        assert_eq!((quoted_printable(b"=3"), quoted_printable(b"=zz")), (None, None));
        assert_eq!(base64("aGVsbG8s\r\nIHdvcmxk").unwrap(), b"hello, world");
        assert_eq!((base64("YQ==").unwrap(), base64("Y!")), (b"a".to_vec(), None));
        assert_eq!(decode_words("x =?utf-8?b?w7w=?= =?utf-8?b?w7w=?= y"), "x \u{fc}\u{fc} y");
        assert_eq!(decode_words("=?utf-8?b?YSA=?= =?utf-8?b?Yg==?= c"), "a b c");
    }

    #[test]
    fn what_is_not_ours_is_nothing() {
        for raw in [&b""[..], b"Subject: x\r\n\r\nbody", b"\xff\r\n\r\n", b"no colon\r\n\r\n"] {
            assert_eq!(parse(raw), None);
        }
    }
}
