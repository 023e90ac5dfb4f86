//! What reaches this machine before its firewall, from where tcpdump reads too: UDP, and attempts to connect by TCP.

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
        /// Whether it begins as a REGISTER does.
        is_register: bool,
        /// Whether it is the first part of a larger one.
        is_part: bool,
    },
    /// A later part of a datagram.
    Rest { from: IpAddr },
    /// The first packet of a TCP connection.
    Connect { from: SocketAddr, to: SocketAddr },
}

/// Listens on all interfaces.
#[derive(Debug)]
pub(crate) struct Capture {
    fd: OwnedFd,
}

/// What the kernel calls a packet that is for this machine.
const HERE: u8 = 0;

impl Capture {
    /// Starts it; `None` without the right to.
    pub(crate) fn start() -> Option<Self> {
        let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
        let all = SockProtocol::EthAll;
        let fd = socket(AddressFamily::Packet, SockType::Datagram, flags, all).ok()?;
        Some(Self { fd })
    }

    /// The next packet, if there is one now, and the number of its interface: through a bridge, one comes by two.
    pub(crate) fn next(&self) -> Option<(usize, Packet)> {
        let mut buffer = [0; 128];
        loop {
            match recvfrom::<LinkAddr>(self.fd.as_raw_fd(), &mut buffer) {
                Ok((len, from)) => {
                    let Some(from) = from.filter(|a| a.pkttype() == HERE) else {
                        continue;
                    };
                    let packet = buffer.get(..len.min(buffer.len())).unwrap_or_default();
                    if let Some(packet) = parse(packet) {
                        return Some((from.ifindex(), packet));
                    }
                }
                Err(Errno::EINTR) => {}
                Err(_) => return None,
            }
        }
    }
}

const UDP: u8 = 17;
/// The header of IPv6 that says which part of a packet this is (RFC 8200 §4.5).
const FRAGMENT: u8 = 44;

/// Reads IPv4 or IPv6 with UDP or the first packet of TCP in it.
fn parse(packet: &[u8]) -> Option<Packet> {
    let word = |at: usize| Some(u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]));
    let ip4 = |at| Some(<[u8; 4]>::try_from(packet.get(at..at + 4)?).ok()?.into());
    let ip6 = |at| Some(<[u8; 16]>::try_from(packet.get(at..at + 16)?).ok()?.into());
    let first = *packet.first()?;
    let (from, to): (IpAddr, IpAddr) = match first >> 4 {
        4 => (ip4(12)?, ip4(16)?),
        6 => (ip6(8)?, ip6(24)?),
        _ => return None,
    };
    // The number of the part in units of eight bytes, and the bit that says that more come.
    let (protocol, header, part, more) = match (first >> 4, *packet.get(6)?) {
        (4, _) => {
            let (cut, header) = (word(6)?, usize::from(first & 15) * 4);
            (*packet.get(9)?, header, cut & 0x1fff, cut & 0x2000 != 0)
        }
        (_, FRAGMENT) => (*packet.get(40)?, 48, word(42)? >> 3, word(42)? & 1 != 0),
        (_, protocol) => (protocol, 40, 0, false),
    };
    if part > 0 {
        return (protocol == UDP).then_some(Packet::Rest { from });
    }
    let from = SocketAddr::new(from, word(header)?);
    let to = SocketAddr::new(to, word(header + 2)?);
    match protocol {
        UDP => {
            let text = packet.get(header + 8..).unwrap_or_default();
            Some(Packet::Datagram {
                from,
                to,
                is_register: text.starts_with(b"REGISTER "),
                is_part: more,
            })
        }
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
    fn datagrams_their_parts_and_first_packets_of_tcp() {
        let (from, to) = (
            "198.51.100.7:40000".parse().unwrap(),
            "203.0.113.10:5060".parse().unwrap(),
        );
        let datagram = |is_register, is_part| Packet::Datagram {
            from,
            to,
            is_register,
            is_part,
        };
        assert_eq!(parse(&v4(17, 0, 0)), Some(datagram(false, false)));
        assert_eq!(parse(&v4(6, 0, 2)), Some(Packet::Connect { from, to }));
        let rest = Packet::Rest { from: from.ip() };
        assert_eq!(parse(&v4(17, 9, 0)), Some(rest));
        let mut first = v4(17, 0, 0);
        first[6] = 0x20;
        first.truncate(28);
        first.extend_from_slice(b"REGISTER sip:example.com SIP/2.0");
        assert_eq!(parse(&first), Some(datagram(true, true)));
        for other in [v4(6, 0, 0x12), v4(6, 0, 0x10), v4(1, 0, 0)] {
            assert_eq!(parse(&other), None);
        }
    }

    #[test]
    fn the_same_over_ipv6() {
        let mut packet = vec![0x60, 0, 0, 0, 0, 8, 17, 64];
        packet.extend_from_slice(&[0; 15]);
        packet.push(1);
        packet.extend_from_slice(&[0; 15]);
        packet.push(2);
        let ports = [0x9c, 0x40, 0x13, 0xc4, 0, 0, 0, 0];
        let mut part = packet.clone();
        packet.extend_from_slice(&ports);
        let expected = |is_part| Packet::Datagram {
            from: "[::1]:40000".parse().unwrap(),
            to: "[::2]:5060".parse().unwrap(),
            is_register: false,
            is_part,
        };
        assert_eq!(parse(&packet), Some(expected(false)));
        for len in 0..packet.len() - 4 {
            assert_eq!(parse(&packet[..len]), None);
        }
        part[6] = 44;
        part.extend_from_slice(&[17, 0, 0, 1, 0, 0, 0, 9]);
        part.extend_from_slice(&ports);
        assert_eq!(parse(&part), Some(expected(true)));
        part[43] = 9;
        let rest = Packet::Rest {
            from: "::1".parse().unwrap(),
        };
        assert_eq!(parse(&part), Some(rest));
    }
}
