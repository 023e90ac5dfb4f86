//! Who sent a datagram, as keyed hashes.

use crate::seed::Seed;
use core::net::{IpAddr, SocketAddr};

/// The keys under which a sender is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    source: u64,
    address: u64,
    flow: u64,
}

impl Sender {
    /// The keys of `peer` under `seed`.
    #[must_use]
    pub fn new(seed: Seed, peer: SocketAddr) -> Self {
        let (source, address) = match peer.ip() {
            IpAddr::V4(ip) => {
                let hash = seed.hash(&ip.octets());
                (hash, hash)
            }
            IpAddr::V6(ip) => (seed.hash(&ip.octets()[..8]), seed.hash(&ip.octets())),
        };
        // Within one address nobody gains by two ports that share a key.
        let port = u64::from(peer.port()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self {
            source,
            address,
            flow: address ^ port,
        }
    }

    /// The key of the source: one IPv4 address or one IPv6 /64, which is what one customer has.
    #[must_use]
    pub fn source(self) -> u64 {
        self.source
    }

    /// The key of the whole address.
    #[must_use]
    pub fn address(self) -> u64 {
        self.address
    }

    /// The key of the address and port.
    #[must_use]
    pub fn flow(self) -> u64 {
        self.flow
    }
}

/// Whether both are one source: the same IPv4 address, or of one IPv6 /64.
#[must_use]
pub fn is_same_source(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V6(one), IpAddr::V6(other)) => one.octets()[..8] == other.octets()[..8],
        _ => one == other,
    }
}
