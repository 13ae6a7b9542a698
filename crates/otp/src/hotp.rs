//! HOTP: a code from a secret and a counter (RFC 4226 §5.3).

use crate::secret::{MAX_BYTES, Secret};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use zeroize::Zeroizing;

/// The six-digit code of `secret` at `counter`, 0 to 999,999; print it with leading zeros.
/// For TOTP the counter is the number of the step (RFC 6238 §4.2).
pub fn hotp(secret: &Secret, counter: u64) -> u32 {
    truncated(secret, counter, 6)
}

/// The last `digits` decimal digits (1 to 9) of the truncated HMAC-SHA-1.
fn truncated(secret: &Secret, counter: u64, digits: u32) -> u32 {
    let mac = mac(secret, counter);
    // The low four bits of the last byte choose where the 31 bits are taken from; the sign
    // bit is dropped so that signed and unsigned arithmetic agree.
    let offset = usize::from(mac[19] & 0x0f);
    let taken = [mac[offset], mac[offset + 1], mac[offset + 2], mac[offset + 3]];
    (u32::from_be_bytes(taken) & 0x7fff_ffff) % 10u32.pow(digits)
}

fn mac(secret: &Secret, counter: u64) -> [u8; 20] {
    // A key no longer than a block is padded with zeros (RFC 2104 §2). Doing it here leaves
    // no length that could fail.
    let mut block = Zeroizing::new([0u8; MAX_BYTES]);
    let bytes = secret.as_bytes();
    block[..bytes.len()].copy_from_slice(bytes);
    let mut mac = Hmac::<Sha1>::new((&*block).into());
    mac.update(&counter.to_be_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::{hotp, mac, truncated};
    use crate::{Secret, Step};
    use hmac::{Hmac, KeyInit, Mac};
    use proptest::prelude::*;
    use sha1::Sha1;

    fn rfc_secret() -> Secret {
        Secret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn rfc_4226_appendix_d() {
        let codes = [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (counter, code) in codes.into_iter().enumerate() {
            assert_eq!(hotp(&rfc_secret(), counter as u64), code, "{counter}");
        }
    }

    #[test]
    fn rfc_6238_appendix_b_sha_1() {
        for (secs, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let counter = u64::try_from(Step::at(secs).number()).unwrap();
            assert_eq!(truncated(&rfc_secret(), counter, 8), code, "{secs}");
        }
    }

    #[test]
    fn the_counter_has_64_bits() {
        let low = hotp(&rfc_secret(), 5);
        assert_ne!(hotp(&rfc_secret(), 5 + (1 << 32)), low);
        assert_ne!(mac(&rfc_secret(), u64::MAX), mac(&rfc_secret(), u64::from(u32::MAX)));
    }

    proptest! {
        #[test]
        fn keys_of_every_length_are_plain_hmac(
            key in proptest::collection::vec(any::<u8>(), 16..=64),
            counter: u64,
        ) {
            let mut plain = Hmac::<Sha1>::new_from_slice(&key).unwrap();
            plain.update(&counter.to_be_bytes());
            let wanted: [u8; 20] = plain.finalize().into_bytes().into();
            prop_assert_eq!(mac(&Secret::from_bytes(&key).unwrap(), counter), wanted);
        }
    }
}
