//! The one socket: receives and sends in batches, answers from the address that was asked, and reads
//! what ICMP had to say. Blocking, with a timeout, so that signals and time are noticed.

use nix::cmsg_space;
use nix::errno::Errno;
use nix::libc::{
    SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, in_addr, in_pktinfo, in6_addr, in6_pktinfo,
};
use nix::sys::socket::sockopt::{Ipv4PacketInfo, Ipv4RecvErr, Ipv6RecvErr, Ipv6RecvPacketInfo};
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrIn, SockaddrIn6,
    SockaddrStorage, recvmmsg, recvmsg, sendmmsg, setsockopt,
};
use sipreg::config::Listen;
use sipreg::evidence::{Obstacle, Undelivered};
use socket2::{Domain, Protocol, Socket, Type};
use std::array;
use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::iter::repeat_n;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;
use std::slice::ChunksExactMut;
use std::time::Duration;

/// Datagrams taken from the kernel at once. More would not be faster, only later.
pub(crate) const BATCH: usize = 32;
/// Room for the largest UDP datagram there is.
const DATAGRAM: usize = 65_536;
/// How long a wait for datagrams lasts; two wake-ups a second are all that idling costs.
const TIMEOUT: Duration = Duration::from_millis(500);
/// Room asked of the kernel, so that a burst meets a buffer and not a drop; it may give less.
const KERNEL_BUFFER: usize = 4 << 20;

/// A datagram that came, without its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Received {
    /// How long it is.
    pub(crate) len: usize,
    /// Who sent it.
    pub(crate) peer: SocketAddr,
    /// Which of our addresses it was sent to.
    pub(crate) local: IpAddr,
}

/// An ICMP message about one of our answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    /// Where the answer was going.
    pub(crate) to: SocketAddr,
    /// What the kernel makes of it.
    pub(crate) errno: Errno,
    /// What it says is in the way, and who says so.
    pub(crate) undelivered: Undelivered,
}

/// What is in the way of an answer. The errno does not tell whether someone on the way forbids the traffic:
/// for IPv4 a firewall's word and a host that is not there look alike. Which ICMP it was does, by `origin`,
/// with its type and code.
fn obstacle_of(errno: Errno, origin: u8, icmp: (u8, u8)) -> Obstacle {
    match (origin, icmp) {
        // RFC 1122 §3.2.2.1 and RFC 1812 §5.2.7.1: net, host, communication administratively prohibited.
        (SO_EE_ORIGIN_ICMP, (3, 9 | 10 | 13)) => Obstacle::Prohibited,
        // RFC 4443 §3.1: prohibited, and its subsets, policy and reject route.
        (SO_EE_ORIGIN_ICMP6, (1, 1 | 5 | 6)) => Obstacle::Prohibited,
        _ => obstacle(errno),
    }
}

/// What kept an answer from being sent.
pub(crate) fn obstacle(errno: Errno) -> Obstacle {
    match errno {
        Errno::EPERM => Obstacle::OwnFirewall,
        Errno::ECONNREFUSED => Obstacle::PortClosed,
        Errno::EHOSTUNREACH | Errno::ENETUNREACH | Errno::EHOSTDOWN | Errno::EACCES => {
            Obstacle::NoRoute
        }
        Errno::EMSGSIZE => Obstacle::TooLarge,
        _ => Obstacle::Other,
    }
}

/// An answer on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) to: SocketAddr,
    pub(crate) from: IpAddr,
}

/// Room for the datagrams of a batch.
pub(crate) struct Buffers(Vec<u8>);

impl Buffers {
    pub(crate) fn new() -> Self {
        Self(vec![0; BATCH * DATAGRAM])
    }

    /// One for each datagram.
    pub(crate) fn iter_mut(&mut self) -> ChunksExactMut<'_, u8> {
        self.0.chunks_exact_mut(DATAGRAM)
    }
}

/// The socket.
pub(crate) struct Server {
    socket: UdpSocket,
    is_ipv6: bool,
    incoming: MultiHeaders<SockaddrStorage>,
    outgoing: MultiHeaders<SockaddrStorage>,
}

impl Server {
    /// Binds `listen`. An IPv6 wildcard serves IPv4 too.
    ///
    /// # Errors
    /// Whatever the system says; `AddrInUse` if someone has the port. SO_REUSEADDR is never set: with
    /// it on both sides a second process would take the port over in silence.
    pub(crate) fn bind(listen: Listen) -> io::Result<Self> {
        match (Self::bind_to(listen.address()), listen.without_ipv6()) {
            // A kernel without IPv6 has no such socket, or no such address.
            (Err(error), Some(other)) if error.kind() != ErrorKind::AddrInUse => {
                Self::bind_to(other)
            }
            (result, _) => result,
        }
    }

    fn bind_to(listen: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(
            Domain::for_address(listen),
            Type::DGRAM,
            Some(Protocol::UDP),
        )?;
        let is_ipv6 = listen.is_ipv6();
        if is_ipv6 {
            socket.set_only_v6(!listen.ip().is_unspecified())?;
            setsockopt(&socket, Ipv6RecvPacketInfo, &true)?;
            setsockopt(&socket, Ipv6RecvErr, &true)?;
        } else {
            setsockopt(&socket, Ipv4PacketInfo, &true)?;
        }
        // On a socket of both families ICMP about IPv4 is asked for apart.
        setsockopt(&socket, Ipv4RecvErr, &true)?;
        // Less room is no reason not to serve; `doctor` looks at the drops.
        let _ = socket.set_recv_buffer_size(KERNEL_BUFFER);
        let _ = socket.set_send_buffer_size(KERNEL_BUFFER);
        socket.set_read_timeout(Some(TIMEOUT))?;
        socket.bind(&listen.into())?;
        // NOTE(exact space): the kernel writes back how much it used and the next call offers no more,
        // so there must be room for the one message that always comes, and no other.
        let space = || {
            if is_ipv6 {
                cmsg_space!(in6_pktinfo)
            } else {
                cmsg_space!(in_pktinfo)
            }
        };
        Ok(Self {
            socket: socket.into(),
            is_ipv6,
            incoming: MultiHeaders::preallocate(BATCH, Some(space())),
            outgoing: MultiHeaders::preallocate(BATCH, Some(space())),
        })
    }

    /// Where it is bound; tells the port if 0 was asked for.
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Takes as many datagrams as are there, at most [`BATCH`]; waits for the first if `wait`.
    ///
    /// # Errors
    /// `WouldBlock` if none came in time, `Interrupted` at a signal; anything else is about an earlier answer
    /// and explained by [`Self::refusals`]. None is a reason to stop.
    pub(crate) fn receive(
        &mut self,
        buffers: &mut Buffers,
        wait: bool,
    ) -> io::Result<Vec<Received>> {
        let mut chunks = buffers.iter_mut();
        let mut slices: [[IoSliceMut<'_>; 1]; BATCH] =
            array::from_fn(|_| [IoSliceMut::new(chunks.next().unwrap_or_default())]);
        let fd = self.socket.as_raw_fd();
        let flags = if wait {
            MsgFlags::MSG_WAITFORONE
        } else {
            MsgFlags::MSG_DONTWAIT
        };
        let messages = recvmmsg(fd, &mut self.incoming, slices.iter_mut(), flags, None)?;
        let mut received = Vec::with_capacity(BATCH);
        for message in messages {
            let peer = message.address.and_then(|a| socket_addr(&a));
            let local = message.cmsgs()?.find_map(|m| match m {
                ControlMessageOwned::Ipv4PacketInfo(i) => {
                    Some(IpAddr::from(i.ipi_spec_dst.s_addr.to_ne_bytes()))
                }
                ControlMessageOwned::Ipv6PacketInfo(i) => {
                    Some(IpAddr::from(i.ipi6_addr.s6_addr).to_canonical())
                }
                _ => None,
            });
            // A datagram without a sender's address cannot be; it would be one with nobody to answer.
            let nobody = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
            received.push(Received {
                len: message.bytes,
                peer: peer.unwrap_or(nobody),
                local: local.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            });
        }
        Ok(received)
    }

    /// Sends `answers` and tells for each how it went. Those from one address go in one call.
    pub(crate) fn send(&mut self, answers: &[Outgoing<'_>]) -> Vec<Result<(), Errno>> {
        let mut results = Vec::with_capacity(answers.len());
        for group in answers.chunk_by(|a, b| a.from == b.from) {
            let mut rest = group;
            while let Some(first) = rest.first() {
                let sent = self.send_group(rest, first.from);
                // The first error may be an ICMP message about an earlier answer: it is said once. No such
                // message says EPERM, and a firewall of our own may say more in the next moment.
                let sent = sent.or_else(|errno| match errno {
                    Errno::EPERM => Err(errno),
                    _ => self.send_group(rest, first.from),
                });
                let (result, count) = match sent {
                    Ok(0) => (Err(Errno::EIO), 1),
                    Ok(count) => (Ok(()), count),
                    Err(errno) => (Err(errno), 1),
                };
                results.extend(repeat_n(result, count));
                rest = &rest[count..];
            }
        }
        results
    }

    /// Takes everything from the error queue.
    pub(crate) fn refusals(&self) -> Vec<Refused> {
        let mut list = Vec::new();
        let fd = self.socket.as_raw_fd();
        let mut space = cmsg_space!([u8; 128]);
        let mut bytes = [0; 64];
        // Bounded, so that a flood of ICMP cannot keep the loop here.
        while list.len() < BATCH {
            let mut slices = [IoSliceMut::new(&mut bytes)];
            let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
            let Ok(message) = recvmsg::<SockaddrStorage>(fd, &mut slices, Some(&mut space), flags)
            else {
                break;
            };
            let Some(to) = message.address.and_then(|a| socket_addr(&a)) else {
                continue;
            };
            let Ok(cmsgs) = message.cmsgs() else { continue };
            for cmsg in cmsgs {
                let (error, reporter) = match cmsg {
                    ControlMessageOwned::Ipv4RecvErr(e, by) => {
                        (e, by.map(|a| IpAddr::V4(SockaddrIn::from(a).ip())))
                    }
                    ControlMessageOwned::Ipv6RecvErr(e, by) => {
                        (e, by.map(|a| SockaddrIn6::from(a).ip().to_canonical()))
                    }
                    _ => continue,
                };
                let errno = Errno::from_raw(i32::try_from(error.ee_errno).unwrap_or_default());
                let icmp = (error.ee_type, error.ee_code);
                let obstacle = obstacle_of(errno, error.ee_origin, icmp);
                let undelivered = Undelivered { obstacle, reporter };
                list.push(Refused {
                    to,
                    errno,
                    undelivered,
                });
            }
        }
        list
    }

    fn send_group(&mut self, answers: &[Outgoing<'_>], from: IpAddr) -> Result<usize, Errno> {
        let slices: Vec<[IoSlice<'_>; 1]> =
            answers.iter().map(|a| [IoSlice::new(a.bytes)]).collect();
        let addresses: Vec<Option<SockaddrStorage>> = answers
            .iter()
            .map(|a| Some(SockaddrStorage::from(self.native(a.to))))
            .collect();
        let (v4, v6);
        let info = if self.is_ipv6 {
            let ip = match from {
                IpAddr::V4(ip) => ip.to_ipv6_mapped(),
                IpAddr::V6(ip) => ip,
            };
            let s6_addr = ip.octets();
            v6 = in6_pktinfo {
                ipi6_addr: in6_addr { s6_addr },
                ipi6_ifindex: 0,
            };
            ControlMessage::Ipv6PacketInfo(&v6)
        } else {
            let ip = match from {
                IpAddr::V4(ip) => ip,
                IpAddr::V6(_) => Ipv4Addr::UNSPECIFIED,
            };
            let s_addr = u32::from_ne_bytes(ip.octets());
            v4 = in_pktinfo {
                ipi_ifindex: 0,
                ipi_spec_dst: in_addr { s_addr },
                ipi_addr: in_addr { s_addr: 0 },
            };
            ControlMessage::Ipv4PacketInfo(&v4)
        };
        let (fd, flags) = (self.socket.as_raw_fd(), MsgFlags::empty());
        let sent = sendmmsg(fd, &mut self.outgoing, &slices, addresses, [info], flags)?;
        Ok(sent.count())
    }

    /// The address in the family of the socket.
    fn native(&self, to: SocketAddr) -> SocketAddr {
        match to.ip() {
            IpAddr::V4(ip) if self.is_ipv6 => {
                SocketAddr::new(IpAddr::V6(ip.to_ipv6_mapped()), to.port())
            }
            _ => to,
        }
    }
}

/// The address as everybody else writes it: IPv4 as IPv4, also on a socket of both families.
fn socket_addr(address: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(v4) = address.as_sockaddr_in() {
        return Some(SocketAddrV4::from(*v4).into());
    }
    let v6 = SocketAddrV6::from(*address.as_sockaddr_in6()?);
    Some(match v6.ip().to_canonical() {
        IpAddr::V4(ip) => SocketAddr::from((ip, v6.port())),
        // The scope tells which link a link-local address means; an answer without it goes nowhere.
        IpAddr::V6(_) => v6.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::libc::SO_EE_ORIGIN_LOCAL;

    #[test]
    fn a_firewall_on_the_way_is_told_from_a_way_that_is_not_there() {
        use Obstacle::{NoRoute, PortClosed, Prohibited};
        const V4: u8 = SO_EE_ORIGIN_ICMP;
        const V6: u8 = SO_EE_ORIGIN_ICMP6;
        for (origin, icmp, errno, obstacle) in [
            (V4, (3, 9), Errno::ENETUNREACH, Prohibited),
            (V4, (3, 10), Errno::EHOSTUNREACH, Prohibited),
            (V4, (3, 13), Errno::EHOSTUNREACH, Prohibited),
            (V6, (1, 1), Errno::EACCES, Prohibited),
            (V4, (3, 0), Errno::ENETUNREACH, NoRoute),
            (V4, (3, 1), Errno::EHOSTUNREACH, NoRoute),
            (V4, (3, 3), Errno::ECONNREFUSED, PortClosed),
            (V6, (1, 3), Errno::EHOSTUNREACH, NoRoute),
            (V4, (11, 13), Errno::EHOSTUNREACH, NoRoute),
            (SO_EE_ORIGIN_LOCAL, (0, 0), Errno::EHOSTUNREACH, NoRoute),
        ] {
            assert_eq!(obstacle_of(errno, origin, icmp), obstacle, "{icmp:?}");
        }
    }
}
