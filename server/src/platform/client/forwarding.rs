//! What forwarding headers say, and how much of it is believed.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

use super::{Client, Network};
use crate::platform::config::Cidr;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Headers by which a proxy gives itself away. Only the first is ever believed.
const TRACES: [HeaderName; 9] = [
    FORWARDED_FOR,
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("forwarded"),
    HeaderName::from_static("via"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("true-client-ip"),
    HeaderName::from_static("cf-connecting-ip"),
];

/// Who asks, from the connection's other end and, where that is a listed proxy, from
/// what it forwarded. What cannot be read never skips a check: it leaves the peer.
pub fn identify(peer: IpAddr, headers: &HeaderMap, proxies: &[Cidr]) -> Client {
    let peer = peer.to_canonical();
    let forwarded = TRACES.iter().any(|name| headers.contains_key(name));
    if !forwarded || !is_listed(peer, proxies) {
        return Client { forwarded, ..Client::at(peer) };
    }
    let address = hop(headers, proxies).unwrap_or(peer);
    Client { address, network: Network::of(address), forwarded }
}

fn is_listed(address: IpAddr, proxies: &[Cidr]) -> bool {
    proxies.iter().any(|network| network.contains(address))
}

/// The rightmost address that is not a listed proxy's: each proxy adds the address
/// it saw to the right, so what stands further left came from that stranger.
fn hop(headers: &HeaderMap, proxies: &[Cidr]) -> Option<IpAddr> {
    let mut leftmost = None;
    for line in headers.get_all(FORWARDED_FOR).iter().rev() {
        for item in line.to_str().ok()?.rsplit(',') {
            let address = parse(item.trim())?;
            if !is_listed(address, proxies) {
                return Some(address);
            }
            leftmost = Some(address);
        }
    }
    leftmost
}

/// An address, with a port in some proxies' hands.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, lines: &[(&str, &str)]) -> (String, bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        let proxies = ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let client = identify(peer.parse().unwrap(), &headers, &proxies);
        assert_eq!(client.network, Network::of(client.address));
        (client.address.to_string(), client.forwarded)
    }

    /// BRF-10.
    #[test]
    fn strangers_are_not_believed() {
        for name in ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "x-forwarded-proto"] {
            for value in ["198.51.100.1", "unknown", "https", "fe80::1%eth0"] {
                assert_eq!(seen("203.0.113.9", &[(name, value)]), ("203.0.113.9".into(), true), "{name}: {value}");
            }
        }
        assert_eq!(seen("::ffff:203.0.113.9", &[]), ("203.0.113.9".into(), false));
    }

    /// BRF-10.
    #[test]
    fn the_rightmost_stranger_is_the_client() {
        let table: [(&[&str], &str); 14] = [
            (&["198.51.100.1"], "198.51.100.1"),
            (&["192.0.2.1, 198.51.100.1"], "198.51.100.1"),
            (&["192.0.2.1, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            (&["192.0.2.1", "198.51.100.1"], "198.51.100.1"),
            (&["192.0.2.1, 198.51.100.1", "10.9.9.9"], "198.51.100.1"),
            (&["nonsense, 198.51.100.1"], "198.51.100.1"),
            (&["10.0.0.3,10.0.0.2"], "10.0.0.3"),
            (&["2001:db8::7"], "2001:db8::7"),
            (&["[2001:db8::7]:443"], "2001:db8::7"),
            (&["::ffff:198.51.100.1"], "198.51.100.1"),
            (&["198.51.100.1:4711"], "198.51.100.1"),
            (&["198.51.100.1, unknown"], "10.0.0.1"),
            (&["198.51.100.1, fe80::1%eth0"], "10.0.0.1"),
            (&[""], "10.0.0.1"),
        ];
        for (lines, expected) in table {
            let lines: Vec<_> = lines.iter().map(|line| ("x-forwarded-for", *line)).collect();
            assert_eq!(seen("10.0.0.1", &lines).0, expected, "{lines:?}");
        }
        assert_eq!(seen("10.0.0.1", &[("x-real-ip", "198.51.100.1")]).0, "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[("forwarded", "for=198.51.100.1")]).0, "10.0.0.1");
    }
}
