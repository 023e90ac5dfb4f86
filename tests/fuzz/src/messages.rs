//! The parsers of what comes over the wire, one by one.

use crate::dialogue::SEPARATOR;
use sipreg::message::contact::Contact;
use sipreg::message::credentials::Credentials as Shown;
use sipreg::message::cseq::CSeq;
use sipreg::message::name_addr::NameAddr;
use sipreg::message::request::{Envelope, Unanswerable};
use sipreg::message::stun as binding;
use sipreg::message::uri::{Uri, host_eq, parse_hostport, unescape};
use sipreg::message::via::Via;
use std::net::{IpAddr, SocketAddr};

fn assert_inside(whole: &[u8], part: &[u8]) {
    let (whole, part) = (whole.as_ptr_range(), part.as_ptr_range());
    let is_inside = part.start >= whole.start && part.end <= whole.end;
    assert!(
        is_inside || part.start == part.end,
        "a view leaves its text"
    );
}

/// A datagram read as a request.
pub fn request(data: &[u8]) {
    let mut datagram = data.to_vec();
    let Err(lost) = Envelope::open(&mut datagram).map(|envelope| {
        assert!(!envelope.line.contains(&b'\n'));
        assert!(envelope.via.host.len() <= data.len());
        let _ = envelope.user_agent();
        if let Ok(request) = envelope.request() {
            assert!(!request.call_id.is_empty() && !envelope.method.is_empty());
            assert_inside(envelope.datagram, request.to.uri.text);
            assert_inside(envelope.datagram, request.call_id);
        } else if let Err(status) = envelope.request() {
            assert!(matches!(status.code, 400 | 505));
            assert!(status.reason.is_ascii() && !status.reason.is_empty());
        }
    }) else {
        let once = datagram.clone();
        assert_eq!(once.len(), data.len(), "straightening keeps the length");
        assert!(
            Envelope::open(&mut datagram).is_ok(),
            "what was straight is read again"
        );
        assert_eq!(once, datagram, "straightening twice is straightening once");
        return;
    };
    assert!(matches!(lost, Unanswerable::Response | Unanswerable::NoVia));
}

fn two(data: &[u8]) -> (&[u8], &[u8]) {
    match data.windows(SEPARATOR.len()).position(|w| w == SEPARATOR) {
        Some(at) => (&data[..at], &data[at + SEPARATOR.len()..]),
        None => (data, data),
    }
}

/// Two URIs: read, compared both ways, taken apart.
pub fn uri(data: &[u8]) {
    let (one, other) = two(data);
    let _ = parse_hostport(one);
    assert_eq!(host_eq(one, other), host_eq(other, one));
    let mut buffer = [0; 64];
    if let Some(plain) = unescape(one, &mut buffer) {
        assert!(plain.len() <= one.len());
    }
    let Ok(first) = Uri::parse(one) else { return };
    assert_eq!(first.text, one);
    for part in [
        first.user.unwrap_or_default(),
        first.host,
        first.params,
        first.headers,
    ] {
        assert_inside(one, part);
    }
    assert!(first.port != Some(0));
    assert!(first.is_equivalent(&first), "a URI is itself");
    if let Ok(second) = Uri::parse(other) {
        assert_eq!(
            first.is_equivalent(&second),
            second.is_equivalent(&first),
            "equality has two sides"
        );
    }
}

/// Values of Contact, To, Via and CSeq.
pub fn header(data: &[u8]) {
    if let Ok(contact) = Contact::parse(data) {
        assert_inside(data, contact.uri.text);
        assert_inside(data, contact.instance);
        assert!(contact.q.is_none_or(|q| q <= 1000));
        // As the answer lists it.
        let listed = [b"<", contact.uri.text, b">;expires=60"].concat();
        let again = Contact::parse(&listed).expect("what is listed can be read");
        assert_eq!(
            (again.uri.text, again.expires),
            (contact.uri.text, Some(Some(60)))
        );
    }
    if let Ok(to) = NameAddr::parse(data) {
        assert_inside(data, to.uri.text);
        assert_inside(data, to.params);
    }
    if let Ok(via) = Via::parse(data) {
        for piece in via.echoed {
            assert_inside(data, piece);
        }
        assert!(!via.is_sound || !via.host.is_empty());
    }
    if let Ok(cseq) = CSeq::parse(data) {
        let again = [cseq.number.to_string().as_bytes(), b" ", cseq.method].concat();
        assert_eq!(CSeq::parse(&again).expect("it is one"), cseq);
    }
}

/// An Authorization value.
pub fn credentials(data: &[u8]) {
    let Ok(Some(shown)) = Shown::parse(data) else {
        return;
    };
    for part in [
        shown.username,
        shown.realm,
        shown.nonce,
        shown.uri,
        shown.response,
        shown.algorithm,
        shown.cnonce,
        shown.qop,
        shown.nc,
    ] {
        assert_inside(data, part);
    }
    if shown.is_complete() {
        assert!(!shown.username.is_empty() && (shown.qop.is_empty() || shown.nc_count().is_some()));
    }
}

/// A STUN message.
pub fn stun(data: &[u8]) {
    for peer in ["192.0.2.7:4660", "[2001:db8::7]:22136"] {
        let peer: SocketAddr = peer.parse().expect("an address");
        let mut out = b"before".to_vec();
        if !binding::is_stun(data) || !binding::answer(data, peer, &mut out) {
            continue;
        }
        assert_eq!(out[..2], [1, 1]);
        assert_eq!(out[4..20], data[4..20], "cookie and transaction");
        assert_eq!(usize::from(out[3]), out.len() - 20);
        let port = u16::from_be_bytes([out[26] ^ 0x21, out[27] ^ 0x12]);
        assert_eq!(port, peer.port());
        let octets: Vec<u8> = out[28..]
            .iter()
            .zip(&data[4..20])
            .map(|(a, b)| a ^ b)
            .collect();
        match peer.ip() {
            IpAddr::V4(ip) => assert_eq!(octets, ip.octets()),
            IpAddr::V6(ip) => assert_eq!(octets, ip.octets()),
        }
    }
}
