//! One UDP socket that sends from any loopback address and receives many datagrams in one call.
//!
//! A registrar judges its callers by source address; thousands of phones therefore need thousands of
//! addresses. The whole of 127.0.0.0/8 is local, so packet info chooses one for each datagram and a
//! single descriptor serves them all.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::socket::{
    ControlMessage, MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg, sendmsg,
};
use nix::sys::time::TimeSpec;
use socket2::{Domain, Protocol, Socket, Type};

/// Datagrams taken from the socket, or given to it, in one call.
pub const BATCH: usize = 64;
/// Room for one answer; a registrar that sends more than this to a benchmark is at fault.
const ROOM: usize = 4096;

pub struct Wire {
    socket: Socket,
    target: SockaddrIn,
    port: u16,
    incoming: MultiHeaders<SockaddrIn>,
    outgoing: MultiHeaders<SockaddrIn>,
    room: Vec<u8>,
    lengths: Vec<usize>,
}

impl Wire {
    /// Opens a socket that can speak to `target` alone, which must be on the loopback interface.
    pub fn open(target: SocketAddrV4) -> io::Result<Wire> {
        if !target.ip().is_loopback() {
            return Err(io::Error::other("the target must be a loopback address"));
        }
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
        socket.bind_device(Some(b"lo"))?;
        // The answers to a burst must not be lost here, or the loss would be charged to the server.
        socket.set_recv_buffer_size(8 << 20)?;
        socket.set_send_buffer_size(4 << 20)?;
        socket.set_nonblocking(true)?;
        socket.bind(&SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0).into())?;
        let port = socket
            .local_addr()?
            .as_socket_ipv4()
            .map_or(0, |a| a.port());
        Ok(Wire {
            socket,
            target: SockaddrIn::from(target),
            port,
            incoming: MultiHeaders::preallocate(BATCH, None),
            outgoing: MultiHeaders::preallocate(BATCH, Some(nix::cmsg_space!(libc::in_pktinfo))),
            room: vec![0; BATCH * ROOM],
            lengths: Vec::with_capacity(BATCH),
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Sends one datagram from `source`; false when the kernel would not take it now.
    pub fn send(&self, source: Ipv4Addr, bytes: &[u8]) -> io::Result<bool> {
        let info = packet_info(source);
        let sent = sendmsg(
            self.socket.as_raw_fd(),
            &[IoSlice::new(bytes)],
            &[ControlMessage::Ipv4PacketInfo(&info)],
            MsgFlags::empty(),
            Some(&self.target),
        );
        match sent {
            Ok(_) => Ok(true),
            // A full buffer, or the ICMP answer to an earlier datagram while a server restarts.
            Err(Errno::EAGAIN | Errno::ENOBUFS | Errno::ECONNREFUSED) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    /// Sends up to [`BATCH`] datagrams from `source` in one call and says how many were taken.
    pub fn send_all(&mut self, source: Ipv4Addr, datagrams: &[Vec<u8>]) -> io::Result<usize> {
        let info = packet_info(source);
        let slices: Vec<[IoSlice; 1]> = datagrams.iter().map(|d| [IoSlice::new(d)]).collect();
        let targets = vec![Some(self.target); slices.len()];
        let sent = sendmmsg(
            self.socket.as_raw_fd(),
            &mut self.outgoing,
            &slices,
            &targets,
            [ControlMessage::Ipv4PacketInfo(&info)],
            MsgFlags::empty(),
        );
        match sent {
            Ok(results) => Ok(results.count()),
            Err(Errno::EAGAIN | Errno::ENOBUFS | Errno::ECONNREFUSED) => Ok(0),
            Err(e) => Err(e.into()),
        }
    }

    /// Takes what has arrived, without waiting; read it with [`Wire::datagram`].
    pub fn receive(&mut self) -> io::Result<usize> {
        self.lengths.clear();
        let mut slices: Vec<[IoSliceMut; 1]> = self
            .room
            .chunks_exact_mut(ROOM)
            .map(|chunk| [IoSliceMut::new(chunk)])
            .collect();
        let received = recvmmsg(
            self.socket.as_raw_fd(),
            &mut self.incoming,
            slices.iter_mut(),
            MsgFlags::MSG_DONTWAIT,
            None,
        );
        match received {
            Ok(results) => self.lengths.extend(results.map(|r| r.bytes)),
            Err(Errno::EAGAIN | Errno::ECONNREFUSED | Errno::EINTR) => {}
            Err(e) => return Err(e.into()),
        }
        Ok(self.lengths.len())
    }

    /// The `index`th datagram of the last [`Wire::receive`].
    pub fn datagram(&self, index: usize) -> &[u8] {
        &self.room[index * ROOM..][..self.lengths[index]]
    }

    /// Sleeps until something arrives or `limit` has passed.
    pub fn wait(&self, limit: Duration) -> io::Result<()> {
        let mut watched = [PollFd::new(self.socket.as_fd(), PollFlags::POLLIN)];
        match ppoll(&mut watched, Some(TimeSpec::from_duration(limit)), None) {
            Ok(_) | Err(Errno::EINTR) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}

fn packet_info(source: Ipv4Addr) -> libc::in_pktinfo {
    let address = libc::in_addr {
        s_addr: u32::from(source).to_be(),
    };
    libc::in_pktinfo {
        ipi_ifindex: 0,
        ipi_spec_dst: address,
        ipi_addr: address,
    }
}
