//! A finished message with the addresses of its envelope: what is sealed in the outbox
//! and handed to a transport.

use zeroize::Zeroizing;

/// A message that only has to be sent. No `Debug`: its body carries live links.
pub(super) struct Parcel {
    /// The reverse path (RFC 5321 §4.1.1.2), in ASCII.
    pub(super) from: String,
    /// The one forward path, in ASCII. There is never a second.
    pub(super) to: String,
    /// The message of RFC 5322, in ASCII with CRLF.
    pub(super) message: Zeroizing<Vec<u8>>,
}

impl Parcel {
    /// One buffer: each address on a line, then the message. An address cannot hold a
    /// line feed, so the first two end the addresses.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(self.from.len() + self.to.len() + self.message.len() + 2));
        for address in [&self.from, &self.to] {
            out.extend_from_slice(address.as_bytes());
            out.push(b'\n');
        }
        out.extend_from_slice(&self.message);
        out
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
        let mut address = || String::from_utf8(parts.next()?.to_vec()).ok();
        let (from, to) = (address()?, address()?);
        Some(Self { from, to, message: Zeroizing::new(parts.next()?.to_vec()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_wrote() {
        let parcel = Parcel {
            from: "a@x.test".into(),
            to: "b@y.test".into(),
            message: Zeroizing::new(b"S: x\r\n\r\n\nbody\n".to_vec()),
        };
        let again = Parcel::from_bytes(&parcel.to_bytes()).unwrap();
        assert_eq!((again.from, again.to, again.message), (parcel.from, parcel.to, parcel.message));
        assert!(Parcel::from_bytes(b"one\ntwo").is_none());
        assert!(Parcel::from_bytes(b"\xff\ntwo\n").is_none());
    }
}
