//! Answers, written into the caller's buffer: the status line, what RFC 3261 §8.2.6.2 copies from the
//! request, and whatever else the registrar adds. It decides nothing.

use crate::hex;
use crate::message::request::{Envelope, Name};
use crate::message::status::Status;
use crate::message::uri::address_of;
use alloc::vec::Vec;
use arrayvec::{ArrayString, ArrayVec};
use core::fmt::{self, Write as _};
use core::net::{IpAddr, SocketAddr};

/// Methods that are served.
pub const ALLOW: &str = "REGISTER, OPTIONS";

/// Where the answer to a request from `peer` goes: always to its address, never to `maddr`.
/// The port is the source port if the client asks for it (RFC 3581 §4) or its Via names another host
/// (it is behind NAT, whose hole is that port); else the Via port (RFC 3261 §18.2.2).
pub fn destination(envelope: &Envelope<'_>, peer: SocketAddr) -> SocketAddr {
    let via = &envelope.via;
    if via.rport || address_of(via.host) != Some(peer.ip()) {
        return peer;
    }
    // Not put together from the address: a link-local one needs its scope.
    let mut destination = peer;
    destination.set_port(via.port.unwrap_or(5060));
    destination
}

/// Appends `number` in decimal digits.
pub(crate) fn push_decimal(out: &mut Vec<u8>, number: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Appends an address as it is written everywhere, IPv6 without brackets.
fn push_ip(out: &mut Vec<u8>, ip: IpAddr) {
    match ip {
        IpAddr::V4(ip) => {
            // Each answer and each line of the journal has one, so it is written at once.
            let mut text = ArrayVec::<u8, 16>::new();
            for octet in ip.octets() {
                if octet >= 100 {
                    text.push(b'0' + octet / 100);
                }
                if octet >= 10 {
                    text.push(b'0' + octet / 10 % 10);
                }
                text.push(b'0' + octet % 10);
                text.push(b'.');
            }
            text.pop();
            out.extend_from_slice(&text);
        }
        IpAddr::V6(ip) => {
            let mut text = ArrayString::<48>::new();
            // NOTE(write): no IPv6 address is written in more than 45 characters.
            let _ = write!(text, "{ip}");
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// Appends `address:port`, IPv6 in brackets.
pub(crate) fn push_address(out: &mut Vec<u8>, address: SocketAddr) {
    let (open, close): (&[u8], &[u8]) = if address.is_ipv6() {
        (b"[", b"]:")
    } else {
        (b"", b":")
    };
    out.extend_from_slice(open);
    push_ip(out, address.ip());
    if let SocketAddr::V6(v6) = address
        && v6.scope_id() != 0
    {
        out.push(b'%');
        push_decimal(out, v6.scope_id());
    }
    out.extend_from_slice(close);
    push_decimal(out, address.port());
}

/// How much an answer says. To an unauthenticated sender it must not be much longer than the question, or
/// it could be aimed at someone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Everything, in long names.
    Full,
    /// What must be said, in compact names (RFC 3261 §7.3.3).
    Compact,
    /// The same, and of several challenges only one.
    Least,
}

/// An answer in the making. Lines are complete when written; [`Response::end`] closes it.
pub struct Response<'o> {
    out: &'o mut Vec<u8>,
    /// How much should be said.
    pub length: Length,
}

impl<'o> Response<'o> {
    /// Begins the answer to `envelope`: status line, Via, From, To, Call-ID, CSeq. The topmost Via gets
    /// `received` and, where asked for, `rport`, whatever the client wrote into them (RFC 3261 §18.2.1,
    /// RFC 3581 §4). A To without tag gets `tag`. What the request lacks, the answer lacks too.
    pub fn begin(
        out: &'o mut Vec<u8>,
        length: Length,
        status: Status,
        envelope: &Envelope<'_>,
        peer: SocketAddr,
        tag: Option<u64>,
    ) -> Self {
        out.clear();
        out.extend_from_slice(b"SIP/2.0 ");
        out.extend_from_slice(&status.digits());
        out.push(b' ');
        out.extend_from_slice(status.reason.as_bytes());
        out.extend_from_slice(b"\r\n");
        let mut response = Self { out, length };
        response.vias(envelope, peer);
        for (name, title, compact) in [
            (Name::From, "From: ", "f:"),
            (Name::To, "To: ", "t:"),
            (Name::CallId, "Call-ID: ", "i:"),
            (Name::CSeq, "CSeq: ", "CSeq:"),
        ] {
            let Some(value) = envelope.first(name) else {
                continue;
            };
            response.title(title, compact);
            response.out.extend_from_slice(value);
            if name == Name::To
                && let Some(tag) = tag
            {
                response.part(b";tag=");
                let [_, _, _, _, low @ ..] = tag.to_be_bytes();
                response.part(hex::write(&low, &mut [0; 8]));
            }
            response.out.extend_from_slice(b"\r\n");
        }
        response
    }

    fn vias(&mut self, envelope: &Envelope<'_>, peer: SocketAddr) {
        let via = &envelope.via;
        let (in_line, lines) = envelope.lower_vias();
        self.title("Via: ", "v:");
        for piece in via.echoed {
            self.part(piece);
        }
        self.out.extend_from_slice(b";received=");
        push_ip(self.out, peer.ip());
        if via.rport {
            self.out.extend_from_slice(b";rport=");
            push_decimal(self.out, peer.port());
        }
        for value in in_line.map_while(Result::ok) {
            self.out.extend_from_slice(b", ");
            self.out.extend_from_slice(value);
        }
        self.out.extend_from_slice(b"\r\n");
        for line in lines {
            self.title("Via: ", "v:");
            self.out.extend_from_slice(line);
            self.out.extend_from_slice(b"\r\n");
        }
    }

    /// Begins a line, with its long or its compact name.
    fn title(&mut self, long: &str, compact: &str) {
        let is_full = self.length == Length::Full;
        self.part(if is_full { long } else { compact }.as_bytes());
    }

    /// Adds one header line.
    pub fn header(&mut self, name: &str, value: &[u8]) {
        self.part(name.as_bytes());
        self.title(": ", ":");
        self.part(value);
        self.part(b"\r\n");
    }

    /// Adds one header line with a number.
    pub fn number(&mut self, name: &str, value: u32) {
        self.header(name, itoa::Buffer::new().format(value).as_bytes());
    }

    /// Adds bytes to the line in the making.
    pub fn part(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Adds a number to the line in the making.
    pub fn part_number(&mut self, number: u32) {
        push_decimal(self.out, number);
    }

    /// Ends the answer. There is never a body.
    pub fn end(mut self) {
        self.title("Content-Length: 0\r\n\r\n", "l:0\r\n\r\n");
    }
}

impl fmt::Write for Response<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.out.extend_from_slice(s.as_bytes());
        Ok(())
    }
}
