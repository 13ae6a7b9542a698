//! Who asks: the address behind a request, and whether it came to the right host.
//!
//! A forwarding header is what its sender wants us to believe. It counts only where
//! the connection comes from a proxy that the operator listed.

mod forwarding;
mod host;
mod layer;

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use forwarding::identify;
pub use host::{HostLayer, HostService, Verdict, verdict};
pub use layer::{ClientLayer, ClientService};

/// The other end of the connection; `platform::serve` puts it into every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// Who asks, as far as the network can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address, an IPv4 one never dressed as IPv6.
    pub address: IpAddr,
    /// What limits are counted by.
    pub network: Network,
    /// Whether any forwarding header was there, believed or not: then it did not
    /// come straight from a browser on this machine.
    pub forwarded: bool,
}

impl Client {
    /// A client at an address, without forwarding.
    pub fn at(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self { address, network: Network::of(address), forwarded: false }
    }
}

/// The unit that one customer of an internet provider gets, and can change addresses
/// within: one IPv4 address, or an IPv6 /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(v4.into()),
            IpAddr::V6(v6) => Self(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into()),
        }
    }

    /// The network that is stored as this text.
    pub fn from_stored(text: &str) -> Option<Self> {
        text.strip_suffix("/64").unwrap_or(text).parse().ok().map(Self::of)
    }

    /// Its one address, or the first of many.
    pub fn address(&self) -> IpAddr {
        self.0
    }
}

/// `192.0.2.7` or `2001:db8::/64`: one text for one network, fit for a key.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(v4) => write!(f, "{v4}"),
            IpAddr::V6(v6) => write!(f, "{v6}/64"),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Without the layer nothing is known: an address that no limit favours.
        let unknown = || Self::at(Ipv4Addr::UNSPECIFIED.into());
        Ok(parts.extensions.get::<Self>().copied().unwrap_or_else(unknown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_what_a_customer_gets() {
        let table = [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
        ];
        for (address, network) in table {
            let of_it = Network::of(address.parse().unwrap());
            assert_eq!(of_it.to_string(), network, "{address}");
            assert_eq!(Network::from_stored(network), Some(of_it));
        }
    }
}
