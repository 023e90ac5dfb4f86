//! What reaches this machine before its firewall, as root sees it: UDP to one port, and attempts to connect by
//! TCP. The same place in the kernel from which tcpdump reads.

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, LinkAddr, SockFlag, SockProtocol, SockType, recvfrom, socket,
};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsRawFd, OwnedFd};

/// A packet that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packet {
    Datagram {
        from: SocketAddr,
        to: SocketAddr,
    },
    /// The first packet of a TCP connection.
    Connect {
        from: SocketAddr,
        to: SocketAddr,
    },
}

/// Listens on all interfaces.
#[derive(Debug)]
pub(crate) struct Capture {
    fd: OwnedFd,
}

/// What the kernel calls a packet that we send ourselves.
const OUTGOING: u8 = 4;

impl Capture {
    /// Starts it; `None` without the right to.
    pub(crate) fn start() -> Option<Self> {
        let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
        let all = SockProtocol::EthAll;
        let fd = socket(AddressFamily::Packet, SockType::Datagram, flags, all).ok()?;
        Some(Self { fd })
    }

    /// The next packet that arrived meanwhile; `None` when there is no more now.
    pub(crate) fn next(&self) -> Option<Packet> {
        let mut buffer = [0; 128];
        loop {
            match recvfrom::<LinkAddr>(self.fd.as_raw_fd(), &mut buffer) {
                Ok((len, from)) => {
                    if from.is_some_and(|a| a.pkttype() == OUTGOING) {
                        continue;
                    }
                    let packet = buffer.get(..len.min(buffer.len())).unwrap_or_default();
                    if let Some(packet) = parse(packet) {
                        return Some(packet);
                    }
                }
                Err(Errno::EINTR) => {}
                Err(_) => return None,
            }
        }
    }
}

/// Reads IPv4 or IPv6 with UDP or the first packet of TCP in it; later fragments have no ports.
fn parse(packet: &[u8]) -> Option<Packet> {
    let word = |at: usize| Some(u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]));
    let first = *packet.first()?;
    let (protocol, from, to, header): (u8, IpAddr, IpAddr, usize) = match first >> 4 {
        4 => {
            if word(6)? & 0x1fff != 0 {
                return None;
            }
            let ip = |at| Some(<[u8; 4]>::try_from(packet.get(at..at + 4)?).ok()?.into());
            (
                *packet.get(9)?,
                ip(12)?,
                ip(16)?,
                usize::from(first & 15) * 4,
            )
        }
        6 => {
            let ip = |at| Some(<[u8; 16]>::try_from(packet.get(at..at + 16)?).ok()?.into());
            (*packet.get(6)?, ip(8)?, ip(24)?, 40)
        }
        _ => return None,
    };
    let from = SocketAddr::new(from, word(header)?);
    let to = SocketAddr::new(to, word(header + 2)?);
    match protocol {
        17 => Some(Packet::Datagram { from, to }),
        // SYN without ACK.
        6 if packet.get(header + 13)? & 0x12 == 0x02 => Some(Packet::Connect { from, to }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn v4(protocol: u8, fragment: u8, flags: u8) -> Vec<u8> {
        let mut packet = vec![0x45, 0, 0, 60, 0, 1, 0, fragment, 64, protocol, 0, 0];
        packet.extend_from_slice(&[198, 51, 100, 7, 203, 0, 113, 10]);
        packet.extend_from_slice(&[0x9c, 0x40, 0x13, 0xc4, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, flags]);
        packet
    }

    #[test]
    fn datagrams_and_first_packets_of_tcp() {
        let (from, to) = (
            "198.51.100.7:40000".parse().unwrap(),
            "203.0.113.10:5060".parse().unwrap(),
        );
        assert_eq!(parse(&v4(17, 0, 0)), Some(Packet::Datagram { from, to }));
        assert_eq!(parse(&v4(6, 0, 2)), Some(Packet::Connect { from, to }));
        for other in [v4(6, 0, 0x12), v4(6, 0, 0x10), v4(17, 9, 0), v4(1, 0, 0)] {
            assert_eq!(parse(&other), None);
        }
        let mut packet = vec![0x60, 0, 0, 0, 0, 8, 17, 64];
        packet.extend_from_slice(&[0; 15]);
        packet.push(1);
        packet.extend_from_slice(&[0; 15]);
        packet.push(2);
        packet.extend_from_slice(&[0x9c, 0x40, 0x13, 0xc4]);
        let expected = Packet::Datagram {
            from: "[::1]:40000".parse().unwrap(),
            to: "[::2]:5060".parse().unwrap(),
        };
        assert_eq!(parse(&packet), Some(expected));
        for len in 0..packet.len() {
            assert_eq!(parse(&packet[..len]), None);
        }
    }
}
