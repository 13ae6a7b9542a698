//! Public keys in COSE form (RFC 9052 §7; RFC 9053; RFC 8230), and the one verification.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use super::Refused;
use super::cbor::{self, Value};

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The algorithms that are offered, the preferred one first: ES256 (every key, and all of
/// U2F), EdDSA, RS256 (older TPMs).
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

/// How many bits an RSA modulus has: more costs us, less costs its owner.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=4_096;
/// The one exponent that is in use.
const RSA_EXPONENT: [u8; 3] = [1, 0, 1];

/// The encodings of Ed25519 points of small order, for which signatures verify that nobody
/// made; the highest bit is put aside before the compare.
const SMALL_ORDER: [[u8; 32]; 7] = [
    small(0, 0, 0),
    small(1, 0, 0),
    small(0xEC, 0xFF, 0x7F),
    small(0xED, 0xFF, 0x7F),
    small(0xEE, 0xFF, 0x7F),
    [
        0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF,
        0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
        0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A, 0x20,
        0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
];

const fn small(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut point = [between; 32];
    point[0] = first;
    point[31] = last;
    point
}

/// A public key that can verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// A point of P-256, uncompressed.
    Es256([u8; 65]),
    /// A point of Ed25519.
    EdDsa([u8; 32]),
    /// A modulus; the exponent is 65,537.
    Rs256(Vec<u8>),
}

impl PublicKey {
    /// The key in these bytes, and nothing else in them.
    pub fn parse(cose: &[u8]) -> Result<Self, Refused> {
        let map = cbor::read_all(cose, Refused::Key)?;
        let algorithm = map.number(3).and_then(Value::as_int).ok_or(Refused::Key)?;
        match algorithm {
            ES256 => Self::es256(&map),
            EDDSA => Self::eddsa(&map),
            RS256 => Self::rs256(&map),
            _ => return Err(Refused::Algorithm),
        }
        .ok_or(Refused::Key)
    }

    /// The algorithm's number.
    pub fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => ES256,
            Self::EdDsa(_) => EDDSA,
            Self::Rs256(_) => RS256,
        }
    }

    fn es256(map: &Value<'_>) -> Option<Self> {
        let is_ec2_on_p256 = is(map, 1, 2) && is(map, -1, 1);
        let (x, y) = (coordinate(map, -2)?, coordinate(map, -3)?);
        let mut point = [4; 65];
        point.get_mut(1..33)?.copy_from_slice(&x);
        point.get_mut(33..)?.copy_from_slice(&y);
        // Refuses a point that is not on the curve.
        ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok()?;
        (is_ec2_on_p256 && map.len() == Some(5)).then_some(Self::Es256(point))
    }

    fn eddsa(map: &Value<'_>) -> Option<Self> {
        let is_okp_on_ed25519 = is(map, 1, 1) && is(map, -1, 6);
        let point = coordinate(map, -2)?;
        let mut without_sign = point;
        without_sign[31] &= 0x7F;
        let is_strong = !SMALL_ORDER.contains(&without_sign);
        ParsedPublicKey::new(&ED25519, point).ok()?;
        (is_okp_on_ed25519 && is_strong && map.len() == Some(4)).then_some(Self::EdDsa(point))
    }

    fn rs256(map: &Value<'_>) -> Option<Self> {
        let modulus = map.number(-1)?.as_bytes()?;
        let (first, last) = (*modulus.first()?, *modulus.last()?);
        // A zero in front would be a second spelling of the same number.
        let bits = (modulus.len() * 8).checked_sub(usize::try_from(first.leading_zeros()).ok()?)?;
        let is_sound = first != 0 && last & 1 == 1 && RSA_BITS.contains(&bits);
        let has_exponent = map.number(-2)?.as_bytes()? == RSA_EXPONENT;
        let is_whole = is(map, 1, 3) && map.len() == Some(4);
        (is_whole && is_sound && has_exponent).then(|| Self::Rs256(modulus.to_vec()))
    }

    /// Whether this key has signed the message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let verified = match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::EdDsa(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature),
            Self::Rs256(modulus) => RsaPublicKeyComponents { n: modulus.as_slice(), e: RSA_EXPONENT.as_slice() }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        verified.map_err(|_| Refused::Signature)
    }
}

fn is(map: &Value<'_>, label: i64, number: i64) -> bool {
    map.number(label).and_then(Value::as_int) == Some(number)
}

fn coordinate(map: &Value<'_>, label: i64) -> Option<[u8; 32]> {
    map.number(label)?.as_bytes()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn okp(point: [u8; 32]) -> Vec<u8> {
        [&[0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], &point].concat()
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let head = [0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59];
        let length = u16::try_from(modulus.len()).unwrap().to_be_bytes();
        let exponent_head = [0x21, 0x40 + u8::try_from(exponent.len()).unwrap()];
        [&head[..], &length, modulus, &exponent_head, exponent].concat()
    }

    #[test]
    fn wan_15_points_of_small_order_are_refused() {
        // RFC 8032 §7.1, test 1.
        let point = [
            0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1,
            0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
        ];
        assert_eq!(PublicKey::parse(&okp(point)), Ok(PublicKey::EdDsa(point)));
        for weak in SMALL_ORDER {
            let mut turned = weak;
            turned[31] |= 0x80;
            for bad in [weak, turned] {
                assert_eq!(PublicKey::parse(&okp(bad)), Err(Refused::Key), "{bad:?}");
            }
        }
    }

    #[test]
    fn wan_15_rsa_has_the_one_exponent_and_a_sound_modulus() {
        let modulus = |bytes: usize| [&[0x80][..], &vec![0x55; bytes - 1]].concat();
        assert!(PublicKey::parse(&rsa(&modulus(256), &RSA_EXPONENT)).is_ok());
        assert!(PublicKey::parse(&rsa(&modulus(512), &RSA_EXPONENT)).is_ok());
        let even = [&modulus(255)[..], &[0x54]].concat();
        let padded = [&[0][..], &modulus(256)].concat();
        for (what, cose) in [
            ("an exponent of one", rsa(&modulus(256), &[1])),
            ("an exponent of three", rsa(&modulus(256), &[3])),
            ("1,024 bits", rsa(&modulus(128), &RSA_EXPONENT)),
            ("16,384 bits", rsa(&modulus(2_048), &RSA_EXPONENT)),
            ("an even modulus", rsa(&even, &RSA_EXPONENT)),
            ("a second spelling", rsa(&padded, &RSA_EXPONENT)),
        ] {
            assert_eq!(PublicKey::parse(&cose), Err(Refused::Key), "{what}");
        }
        // RS1 was never offered.
        let mut rs1 = rsa(&modulus(256), &RSA_EXPONENT);
        rs1.splice(4..7, [0x39, 0xFF, 0xFE]);
        assert_eq!(PublicKey::parse(&rs1), Err(Refused::Algorithm));
    }
}
