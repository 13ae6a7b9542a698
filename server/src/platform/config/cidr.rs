//! Networks as an operator writes them: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A network: an address and how many of its leading bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is no network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be an address or a network such as 10.0.0.0/8 or fd00::/8, with no bits set behind the prefix")]
pub struct BadCidr;

impl Cidr {
    /// Whether `address` lies in this network. An IPv4 address written as IPv6
    /// (`::ffff:192.0.2.7`) is the IPv4 address: a socket open to both shows it so.
    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let same_family = self.address.is_ipv4() == address.is_ipv4();
        same_family && masked(address, self.prefix) == masked(self.address, self.prefix)
    }
}

/// The leading `prefix` bits of an address, as a number.
fn masked(address: IpAddr, prefix: u8) -> u128 {
    let (bits, width) = match address {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    };
    let dropped = u32::saturating_sub(width, u32::from(prefix));
    bits.checked_shr(dropped).unwrap_or(0).checked_shl(dropped).unwrap_or(0)
}

impl FromStr for Cidr {
    type Err = BadCidr;

    fn from_str(text: &str) -> Result<Self, BadCidr> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| BadCidr)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().map_err(|_| BadCidr)?,
            Some(_) => return Err(BadCidr),
        };
        // Bits behind the prefix mean that somebody meant another network.
        let exact = prefix <= width && masked(address, prefix) == masked(address, width);
        if exact { Ok(Self { address, prefix }) } else { Err(BadCidr) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contains_what_it_should() {
        let table = [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::1", "::1", true),
        ];
        for (network, address, inside) in table {
            let network: Cidr = network.parse().unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), inside, "{network} {address}");
        }
    }

    #[test]
    fn refuses_what_is_no_network() {
        for text in [
            "",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.1/8",
            "10.0.0/8",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "fe80::1%eth0",
            "localhost",
        ] {
            assert_eq!(text.parse::<Cidr>(), Err(BadCidr), "{text}");
        }
    }
}
