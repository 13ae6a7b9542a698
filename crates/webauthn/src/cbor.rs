//! Canonical CBOR as CTAP2 writes it (CTAP 2.1 §8): definite lengths in their shortest form,
//! no tags, no floats, no label twice, four levels deep.

use super::Refused;

/// What stands in authenticator data and attestation objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
    Simple(u8),
}

const DEPTH_MAX: usize = 4;
/// The most members of a map. A COSE key has five, a statement fewer than ten.
const MEMBERS_MAX: usize = 32;

/// One value, and what stands behind it.
pub(crate) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(DEPTH_MAX)?;
    Some((value, reader.rest))
}

/// One value and nothing else.
pub(crate) fn read_all(bytes: &[u8], otherwise: Refused) -> Result<Value<'_>, Refused> {
    match read(bytes) {
        Some((value, [])) => Ok(value),
        _ => Err(otherwise),
    }
}

impl<'a> Value<'a> {
    /// The value under a text label of a map.
    pub(crate) fn at(&self, label: &str) -> Option<&Self> {
        self.under(&Value::Text(label))
    }

    /// The value under a numbered label of a map.
    pub(crate) fn number(&self, label: i64) -> Option<&Self> {
        self.under(&Value::Int(label))
    }

    fn under(&self, label: &Value<'_>) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(key, _)| key == label).map(|(_, value)| value)
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    pub(crate) fn as_bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// How many labels a map has.
    pub(crate) fn len(&self) -> Option<usize> {
        if let Self::Map(pairs) = self { Some(pairs.len()) } else { None }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Major type and argument; a longer form than needed is refused.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = *self.take(1)?.first()?;
        let (major, short) = (first >> 5, first & 31);
        let (width, least) = match short {
            0..=23 => return Some((major, u64::from(short))),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return None,
        };
        let argument = self.take(width)?.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
        (argument >= least).then_some((major, argument))
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        let (major, argument) = self.head()?;
        // A count never exceeds the bytes that are left, so nothing is set aside for a lie.
        let count =
            usize::try_from(argument).ok().filter(|count| *count <= self.rest.len() || !(2..=5).contains(&major));
        match major {
            0 => i64::try_from(argument).ok().map(Value::Int),
            1 => i64::try_from(argument).ok().map(|number| Value::Int(-1 - number)),
            2 => self.take(count?).map(Value::Bytes),
            3 => std::str::from_utf8(self.take(count?)?).ok().map(Value::Text),
            4 => (0..count?).map(|_| self.value(depth.checked_sub(1)?)).collect::<Option<_>>().map(Value::Array),
            5 => self.map(count?, depth.checked_sub(1)?),
            7 if argument < 24 => u8::try_from(argument).ok().map(Value::Simple),
            _ => None,
        }
    }

    fn map(&mut self, count: usize, depth: usize) -> Option<Value<'a>> {
        // Each label is looked for among those before it.
        if count > MEMBERS_MAX {
            return None;
        }
        let mut pairs: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for _ in 0..count {
            let label = self.value(0)?;
            if !matches!(label, Value::Int(_) | Value::Text(_)) || pairs.iter().any(|(known, _)| *known == label) {
                return None;
            }
            pairs.push((label, self.value(depth)?));
        }
        Some(Value::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_authenticators_write() {
        let bytes = [0xA3, 0x01, 0x02, 0x20, 0x42, 7, 8, 0x61, b'x', 0x81, 0xF5];
        let value = read_all(&bytes, Refused::Key).unwrap();
        assert_eq!(value.number(1), Some(&Value::Int(2)));
        assert_eq!(value.number(-1).and_then(Value::as_bytes), Some(&[7, 8][..]));
        assert_eq!(value.at("x"), Some(&Value::Array(vec![Value::Simple(21)])));
        assert_eq!(read(&[0x39, 0x01, 0x00, 0xFF]), Some((Value::Int(-257), &[0xFF][..])));
    }

    #[test]
    fn wan_15_refuses_everything_else() {
        let bad: [(&str, &[u8]); 14] = [
            ("nothing", &[]),
            ("cut short", &[0x42, 1]),
            ("a longer form than needed", &[0x18, 0x17]),
            ("the same in a length", &[0x58, 0x01, 9]),
            ("an indefinite length", &[0x5F, 0x41, 1, 0xFF]),
            ("an indefinite map", &[0xBF, 0xFF]),
            ("a tag", &[0xC0, 0x01]),
            ("a float", &[0xF9, 0, 0]),
            ("a label twice", &[0xA2, 0x01, 0x01, 0x01, 0x02]),
            ("a label that is a map", &[0xA1, 0xA0, 0x01]),
            ("text that is not UTF-8", &[0x61, 0xFF]),
            ("five levels", &[0x81, 0x81, 0x81, 0x81, 0x81, 0x01]),
            ("more items than bytes", &[0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            ("a number beyond 63 bits", &[0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        ];
        for (what, bytes) in bad {
            assert_eq!(read(bytes), None, "{what}");
        }
        assert_eq!(read_all(&[0x01, 0x00], Refused::Key), Err(Refused::Key));
        let map_of = |count: u8| {
            let pairs = (0..count).flat_map(|label| [0x18, 24 + label, 0x01]);
            [0xB8, count].into_iter().chain(pairs).collect::<Vec<u8>>()
        };
        assert!(read(&map_of(32)).is_some() && read(&map_of(33)).is_none(), "members are counted");
    }
}
