//! The STUN Binding request that phones with RFC 5626 keep-alives send to the SIP port (§3.5.2, RFC 5389):
//! recognised by its magic cookie, answered with the address it came from, nothing more.

use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const BINDING_SUCCESS: [u8; 2] = [1, 1];
const XOR_MAPPED_ADDRESS: [u8; 2] = [0, 0x20];

/// Whether a datagram is STUN: its first two bits are 0 and the cookie is in its place.
pub fn is_stun(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|b| b & 0xc0 == 0) && datagram.get(4..8) == Some(&COOKIE)
}

/// Writes the answer to a Binding request from `peer` into `out`; false if it is none, or is malformed.
pub fn answer(datagram: &[u8], peer: SocketAddr, out: &mut Vec<u8>) -> bool {
    // Its method and class: a Binding request.
    let [0, 1, high, low, rest @ ..] = datagram else {
        return false;
    };
    let length = u16::from_be_bytes([*high, *low]);
    let Some((id, attributes)) = rest.split_at_checked(16) else {
        return false;
    };
    if length % 4 != 0 || usize::from(length) > attributes.len() {
        return false;
    }
    out.clear();
    let (family, value_len): (u8, u8) = if peer.is_ipv4() { (1, 8) } else { (2, 20) };
    out.extend_from_slice(&BINDING_SUCCESS);
    out.extend_from_slice(&[0, value_len + 4]);
    out.extend_from_slice(id);
    out.extend_from_slice(&XOR_MAPPED_ADDRESS);
    out.extend_from_slice(&[0, value_len, 0, family]);
    // The port and the address are masked with the cookie and the transaction id that follows it, so
    // that no middle box takes them for an address to rewrite (RFC 5389 §15.2).
    let mask =
        |out: &mut Vec<u8>, bytes: &[u8]| out.extend(bytes.iter().zip(id).map(|(a, b)| a ^ b));
    mask(out, &peer.port().to_be_bytes());
    match peer.ip() {
        IpAddr::V4(ip) => mask(out, &ip.octets()),
        IpAddr::V6(ip) => mask(out, &ip.octets()),
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_binding_request_is_answered_with_its_own_address() {
        let mut request = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42].to_vec();
        request.extend(1..=12);
        let mut out = Vec::new();
        assert!(
            is_stun(&request) && answer(&request, "192.0.2.1:32853".parse().unwrap(), &mut out)
        );
        assert_eq!(out.get(..4), Some(&[1, 1, 0, 12][..]));
        // RFC 5769 §2.2 has this port and address under the same cookie.
        assert_eq!(
            out.get(20..),
            Some(&[0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43][..])
        );
        assert!(answer(
            &request,
            "[2001:db8::1]:1".parse().unwrap(),
            &mut out
        ));
        assert_eq!(out.len(), 44);
    }

    #[test]
    fn anything_else_is_not() {
        let mut out = Vec::new();
        let peer = "192.0.2.1:1".parse().unwrap();
        assert!(!is_stun(b"REGISTER sip:h SIP/2.0") && !is_stun(&[0, 1, 0, 0]));
        let indication = [
            0, 0x11, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        assert!(is_stun(&indication) && !answer(&indication, peer, &mut out));
        let mut cut = indication;
        (cut[1], cut[3]) = (1, 4);
        assert!(!answer(&cut, peer, &mut out), "it promises more than came");
    }
}
