//! How many connections there may be, in all and from one network.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::platform::client::Network;
use crate::platform::config::Cidr;

/// Connections in all, below the 1,024 descriptors that a process may have by default.
const CONNECTIONS_MAX: usize = 900;

/// Connections from one client network: many browsers behind one address, and still
/// no way for one network to take all places.
const CONNECTIONS_PER_NETWORK_MAX: u32 = 200;

/// Bounds of the accept loop.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one network.
    pub connections_per_network: u32,
    /// Proxies, which speak for many, and are not counted.
    pub uncounted: Vec<Cidr>,
    /// How often connections are looked at for being slow or idle.
    pub(super) tick: Duration,
}

impl Limits {
    /// The usual bounds; `uncounted` are the trusted proxies.
    pub fn new(uncounted: Vec<Cidr>) -> Self {
        Self {
            connections: CONNECTIONS_MAX,
            connections_per_network: CONNECTIONS_PER_NETWORK_MAX,
            uncounted,
            tick: Duration::from_secs(5),
        }
    }
}

/// Who may come in.
pub(super) struct Gate {
    places: Arc<Semaphore>,
    networks: Arc<Networks>,
    limits: Limits,
}

type Networks = Mutex<HashMap<Network, u32>>;

impl Gate {
    pub(super) fn new(limits: Limits) -> Self {
        Self { places: Arc::new(Semaphore::new(limits.connections)), networks: Arc::default(), limits }
    }

    /// Waits for a free place.
    pub(super) async fn free(&self) -> Option<OwnedSemaphorePermit> {
        self.places.clone().acquire_owned().await.ok()
    }

    /// Takes the place for an address, unless its network has too many.
    pub(super) fn enter(&self, place: OwnedSemaphorePermit, address: IpAddr) -> Option<Slot> {
        if self.limits.uncounted.iter().any(|network| network.contains(address)) {
            return Some(Slot { _place: place, counted: None });
        }
        let network = Network::of(address);
        let mut counts = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_insert(0);
        if *count >= self.limits.connections_per_network {
            return None;
        }
        *count += 1;
        Some(Slot { _place: place, counted: Some((self.networks.clone(), network)) })
    }
}

/// A place that is taken, free again when this is dropped.
pub(super) struct Slot {
    _place: OwnedSemaphorePermit,
    counted: Option<(Arc<Networks>, Network)>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some((networks, network)) = &self.counted else { return };
        let mut counts = networks.lock().unwrap_or_else(PoisonError::into_inner);
        let left = counts.get(network).map_or(0, |count| count.saturating_sub(1));
        // Networks without connections are forgotten: the map is no larger than the gate.
        match left {
            0 => counts.remove(network),
            _ => counts.insert(*network, left),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_network_cannot_take_all() {
        let gate = Gate::new(Limits { connections_per_network: 2, ..Limits::new(vec!["10.0.0.0/8".parse().unwrap()]) });
        let enter = async |address: &str| {
            let place = gate.free().await.unwrap();
            gate.enter(place, address.parse().unwrap())
        };
        let first = enter("2001:db8::1").await;
        let second = enter("2001:db8::2").await;
        assert!(first.is_some() && second.is_some());
        assert!(enter("2001:db8::3").await.is_none());
        assert!(enter("2001:db8:0:1::1").await.is_some());
        drop(first);
        assert!(enter("2001:db8::3").await.is_some());
        let proxied: Vec<_> =
            [enter("10.0.0.1").await, enter("10.0.0.1").await, enter("10.0.0.1").await].into_iter().flatten().collect();
        assert_eq!(proxied.len(), 3);
        drop((second, proxied));
        assert!(gate.networks.lock().unwrap().is_empty());
        assert_eq!(gate.places.available_permits(), CONNECTIONS_MAX);
    }
}
