//! Who sent a datagram, as keyed hashes.

use crate::seed::{Seed, fingerprint, join, spread};
use core::net::{IpAddr, SocketAddr};

/// The seed under which addresses are hashed, from that of the process.
pub fn addresses(seed: Seed) -> Seed {
    seed.derive(b"guard")
}

/// The keys under which a sender is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The key of the source: one IPv4 address or one IPv6 /64, which is what one customer has.
    pub source: u64,
    /// The key of the whole address.
    pub address: u64,
    /// The key of the address and port.
    pub flow: u64,
}

impl Sender {
    /// The keys of `peer` under `seed`.
    pub fn new(seed: Seed, peer: SocketAddr) -> Self {
        let (source, address) = match peer.ip() {
            IpAddr::V4(ip) => {
                let hash = seed.hash(&ip.octets());
                (hash, hash)
            }
            IpAddr::V6(ip) => (seed.hash(&ip.octets()[..8]), seed.hash(&ip.octets())),
        };
        // Within one address nobody gains by two ports that share a key.
        let port = spread(u64::from(peer.port()));
        Self {
            source,
            address,
            flow: join(address, port),
        }
    }
}

/// A phone, as far as a registrar can tell one from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its address and port.
    pub peer: SocketAddr,
    /// The fingerprint of its User-Agent.
    program: u64,
}

impl Device {
    /// What a User-Agent is known by, bytes.
    const AGENT: usize = 40;

    /// The phone that sends from `peer` and calls itself `agent`.
    pub fn new(peer: SocketAddr, agent: &[u8]) -> Self {
        Self {
            peer,
            program: fingerprint(&agent[..agent.len().min(Self::AGENT)]),
        }
    }

    /// Whether both are the same program.
    pub fn is_same_program(&self, other: &Self) -> bool {
        self.program == other.program
    }

    /// Whether both have the same address and program; a phone that restarts has another port.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.peer.ip() == other.peer.ip() && self.is_same_program(other)
    }
}

/// Whether both are one source: the same IPv4 address, or of one IPv6 /64.
pub fn is_same_source(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V6(one), IpAddr::V6(other)) => one.octets()[..8] == other.octets()[..8],
        _ => one == other,
    }
}
