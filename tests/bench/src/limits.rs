//! What this machine allows: servers that do as little as a server can.
//!
//! `echo` sends every datagram back; nothing that answers datagrams one by one can be cheaper.
//! `null` answers SIP in form only: the start line changed, five headers copied, nothing understood.
//! Each also in batches, as far as one system call for many datagrams carries.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;

use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg};

use crate::wire::BATCH;

const ROOM: usize = 4096;

/// What is done to a datagram: the answer is written into the second buffer.
pub type Reply = fn(&[u8], &mut Vec<u8>);

pub fn echo(datagram: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(datagram);
}

/// An answer of the same size and shape as a registrar's.
pub fn null(datagram: &[u8], out: &mut Vec<u8>) {
    const COPIED: [&[u8]; 5] = [b"Via:", b"From:", b"To:", b"Call-ID:", b"CSeq:"];
    out.clear();
    let options = datagram.starts_with(b"OPTIONS");
    let challenged = !options && !datagram.windows(15).any(|w| w == b"\r\nAuthorization");
    out.extend_from_slice(if challenged {
        b"SIP/2.0 401 Unauthorized\r\n"
    } else {
        b"SIP/2.0 200 OK\r\n"
    });
    for line in datagram.split(|&b| b == b'\n') {
        if COPIED.iter().any(|name| line.starts_with(name)) {
            out.extend_from_slice(line.trim_ascii_end());
            if line.starts_with(b"To:") {
                out.extend_from_slice(b";tag=0123456789abcdef");
            }
            out.extend_from_slice(b"\r\n");
        } else if !challenged && line.starts_with(b"Contact:") {
            out.extend_from_slice(line.trim_ascii_end());
            out.extend_from_slice(b";expires=3600\r\n");
        }
    }
    out.extend_from_slice(if options {
        b"Allow: REGISTER, OPTIONS\r\nAccept: application/sdp\r\nSupported: path\r\n".as_slice()
    } else if challenged {
        b"WWW-Authenticate: Digest realm=\"bench.example\", nonce=\"0123456789abcdef0123456789abcdef01234567\", algorithm=MD5, qop=\"auth\"\r\n"
    } else {
        b"Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nExpires: 3600\r\n"
    });
    out.extend_from_slice(b"Content-Length: 0\r\n\r\n");
}

/// One datagram a call, as most servers do.
pub fn serve(listen: SocketAddrV4, reply: Reply) -> io::Result<()> {
    let socket = bind(listen)?;
    let mut room = vec![0; 65535];
    let mut out = Vec::with_capacity(ROOM);
    loop {
        match socket.recv_from(&mut room) {
            Ok((length, peer)) => {
                reply(&room[..length], &mut out);
                // An ICMP error of an earlier answer shows up here; it concerns nobody else.
                let _ = socket.send_to(&out, peer);
            }
            Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => {}
            Err(e) => return Err(e),
        }
    }
}

/// As many datagrams a call as are there.
pub fn serve_batched(listen: SocketAddrV4, reply: Reply) -> io::Result<()> {
    let socket = bind(listen)?;
    let mut incoming = MultiHeaders::<SockaddrIn>::preallocate(BATCH, None);
    let mut outgoing = MultiHeaders::<SockaddrIn>::preallocate(BATCH, None);
    let mut room = vec![0; BATCH * ROOM];
    let mut outs = vec![Vec::new(); BATCH];
    let mut taken: Vec<(usize, Option<SockaddrIn>)> = Vec::with_capacity(BATCH);
    loop {
        taken.clear();
        {
            let mut slices: Vec<[IoSliceMut; 1]> = room
                .chunks_exact_mut(ROOM)
                .map(|chunk| [IoSliceMut::new(chunk)])
                .collect();
            match recvmmsg(
                socket.as_raw_fd(),
                &mut incoming,
                slices.iter_mut(),
                MsgFlags::MSG_WAITFORONE,
                None,
            ) {
                Ok(results) => taken.extend(results.map(|r| (r.bytes, r.address))),
                Err(Errno::EINTR | Errno::ECONNREFUSED) => continue,
                Err(e) => return Err(e.into()),
            }
        }
        for ((position, &(length, _)), out) in taken.iter().enumerate().zip(&mut outs) {
            reply(&room[position * ROOM..][..length], out);
        }
        let peers: Vec<Option<SockaddrIn>> = taken.iter().map(|t| t.1).collect();
        let slices: Vec<[IoSlice; 1]> = outs[..taken.len()]
            .iter()
            .map(|o| [IoSlice::new(o)])
            .collect();
        match sendmmsg(
            socket.as_raw_fd(),
            &mut outgoing,
            &slices,
            &peers,
            [],
            MsgFlags::empty(),
        ) {
            Ok(_) | Err(Errno::ECONNREFUSED | Errno::EAGAIN) => {}
            Err(e) => return Err(e.into()),
        }
    }
}

fn bind(listen: SocketAddrV4) -> io::Result<UdpSocket> {
    if !listen.ip().is_loopback() {
        return Err(io::Error::other(
            "the limits listen on loopback addresses only",
        ));
    }
    UdpSocket::bind(listen)
}
