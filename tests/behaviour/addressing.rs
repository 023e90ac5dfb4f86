//! Where an answer goes, and what is in its Via (RFC 3261 §18.2, RFC 3581 §4).

use crate::common::desk::{Desk, Reply};
use crate::common::message::sip;
use crate::common::phone::Phone;

/// OPTIONS with these Via lines, one a line, from `peer`.
fn options(peer: &str, vias: &str) -> Reply {
    let request = sip(&format!(
        "OPTIONS sip:sip.example.com SIP/2.0
        {vias}
        From: <sip:1001@sip.example.com>;tag=1
        To: <sip:1001@sip.example.com>
        Call-ID: 1
        CSeq: 1 OPTIONS
        Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO"
    ));
    Desk::new().send(peer.parse().unwrap(), request)
}

#[test]
fn the_address_is_the_source_and_the_port_is_what_can_be_reached() {
    for (why, peer, via, to) in [
        (
            "rport asks for the source port",
            "192.0.2.7:40112",
            "192.0.2.7:5060;rport;branch=z9hG4bK1",
            "192.0.2.7:40112",
        ),
        (
            "also behind NAT",
            "198.51.100.7:40112",
            "192.168.1.5:5060;branch=z9hG4bK1;rport",
            "198.51.100.7:40112",
        ),
        (
            "another host in the Via: behind NAT, whose hole is the source port",
            "198.51.100.7:40112",
            "192.168.1.5:5060;branch=z9hG4bK1",
            "198.51.100.7:40112",
        ),
        (
            "a name in the Via is another host too",
            "198.51.100.7:40112",
            "phone.example.com:5060;branch=z9hG4bK1",
            "198.51.100.7:40112",
        ),
        (
            "no rport and the source itself: the Via port, for phones that send from another",
            "192.0.2.7:40112",
            "192.0.2.7:5062;branch=z9hG4bK1",
            "192.0.2.7:5062",
        ),
        (
            "on the same link too, which the scope names",
            "[fe80::7%3]:40112",
            "[fe80::7]:5062;branch=z9hG4bK1",
            "[fe80::7%3]:5062",
        ),
        (
            "no port is 5060",
            "192.0.2.7:40112",
            "192.0.2.7;branch=z9hG4bK1",
            "192.0.2.7:5060",
        ),
        (
            "never to maddr",
            "192.0.2.7:5060",
            "192.0.2.7:5060;maddr=203.0.113.99;branch=z9hG4bK1",
            "192.0.2.7:5060",
        ),
        (
            "nor to a received that the sender wrote itself",
            "192.0.2.7:5060",
            "192.0.2.7:5060;received=203.0.113.99;branch=z9hG4bK1",
            "192.0.2.7:5060",
        ),
        (
            "nor to an rport that it wrote itself",
            "192.0.2.7:40112",
            "192.0.2.7:5060;rport=9;branch=z9hG4bK1",
            "192.0.2.7:40112",
        ),
        (
            "IPv6 with rport",
            "[2001:db8::7]:40112",
            "[2001:db8::7]:5060;rport;branch=z9hG4bK1",
            "[2001:db8::7]:40112",
        ),
        (
            "IPv6 without, however it is spelt",
            "[2001:db8::7]:40112",
            "[2001:DB8:0:0:0:0:0:7]:5062;branch=z9hG4bK1",
            "[2001:db8::7]:5062",
        ),
        (
            "IPv6 with another host in the Via",
            "[2001:db8::7]:40112",
            "[fd00::1]:5062;branch=z9hG4bK1",
            "[2001:db8::7]:40112",
        ),
    ] {
        let reply = options(peer, &format!("Via: SIP/2.0/UDP {via}"));
        assert_eq!(reply.status(), "200 OK", "{why}");
        assert_eq!(reply.to, Some(to.parse().unwrap()), "{why}");
    }
}

#[test]
fn the_topmost_via_is_given_received_and_where_asked_rport() {
    for (peer, via, echoed) in [
        (
            "198.51.100.7:40112",
            "SIP/2.0/UDP 192.168.1.5:5060;rport;branch=z9hG4bK1",
            "SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bK1;received=198.51.100.7;rport=40112",
        ),
        (
            "198.51.100.7:40112",
            "SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bK1",
            "SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bK1;received=198.51.100.7",
        ),
        (
            "198.51.100.7:40112",
            "SIP/2.0/UDP 192.168.1.5;received=203.0.113.99;rport=9;alias;branch=z9hG4bK1",
            "SIP/2.0/UDP 192.168.1.5;alias;branch=z9hG4bK1;received=198.51.100.7;rport=40112",
        ),
        (
            "[2001:db8::7]:40112",
            "SIP/2.0/UDP [fd00::1]:5060;rport;branch=z9hG4bK1",
            "SIP/2.0/UDP [fd00::1]:5060;branch=z9hG4bK1;received=2001:db8::7;rport=40112",
        ),
        (
            "192.0.2.7:5060",
            "SIP / 2.0 / UDP   192.0.2.7 : 5060 ;rport; branch = z9hG4bK1;x=\"a;b\"",
            "SIP / 2.0 / UDP   192.0.2.7 : 5060; branch = z9hG4bK1;x=\"a;b\";received=192.0.2.7;rport=5060",
        ),
        (
            "192.0.2.7:5060",
            "SIP/2.0/UDP 192.0.2.7;rport;branch=z9hG4bK1;rport=9;alias",
            "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;alias;received=192.0.2.7;rport=5060",
        ),
    ] {
        let reply = options(peer, &format!("Via: {via}"));
        assert_eq!(reply.status(), "200 OK", "{via}");
        assert_eq!(reply.headers("Via"), [echoed]);
    }
}

#[test]
fn a_via_that_cannot_be_read_goes_back_as_far_as_it_can() {
    for (params, echoed) in [
        (";branch=z9hG4bK1;=x;alias", ";branch=z9hG4bK1"),
        (
            ";rport;received;branch=z9hG4bK1;rport;alias",
            ";branch=z9hG4bK1",
        ),
    ] {
        let via = format!("Via: SIP/2.0/UDP 192.168.1.5{params}");
        let reply = options("198.51.100.7:40112", &via);
        assert_eq!(reply.status(), "400 Malformed Via");
        let rport = if params.contains("rport") {
            ";rport=40112"
        } else {
            ""
        };
        let echoed = format!("SIP/2.0/UDP 192.168.1.5{echoed};received=198.51.100.7{rport}");
        assert_eq!(reply.headers("Via"), [echoed.as_str()]);
    }
}

#[test]
fn several_vias_come_back_in_order_and_only_the_topmost_is_changed() {
    let reply = options(
        "192.0.2.1:5060",
        "Via: SIP/2.0/UDP p1.example.com;branch=z9hG4bK1;rport, SIP/2.0/TCP p2.example.com:5061;branch=z9hG4bK2
        v: SIP/2.0/UDP 192.168.1.5:5060;received=198.51.100.7;branch=z9hG4bK3;rport=40112
        VIA: SIP/2.0/TLS phone.example.com;branch=z9hG4bK4",
    );
    assert_eq!(
        reply.headers("Via"),
        [
            "SIP/2.0/UDP p1.example.com;branch=z9hG4bK1;received=192.0.2.1;rport=5060, SIP/2.0/TCP p2.example.com:5061;branch=z9hG4bK2",
            "SIP/2.0/UDP 192.168.1.5:5060;received=198.51.100.7;branch=z9hG4bK3;rport=40112",
            "SIP/2.0/TLS phone.example.com;branch=z9hG4bK4",
        ]
    );
    assert_eq!(reply.to, Some("192.0.2.1:5060".parse().unwrap()));
}

#[test]
fn the_401_and_the_200_tell_the_same_address() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let peer = "198.51.100.7:40112".parse().unwrap();
    let asked = phone.request("REGISTER", &[]);
    let challenge = desk.send(peer, asked);
    let authorization = phone.login(&challenge).header();
    let request = phone.request("REGISTER", &[&authorization]);
    let answer = desk.send(peer, request);
    let learnt = |reply: &Reply| {
        let via = reply.header("Via").to_owned();
        let (_, learnt) = via.split_once(";received=").unwrap();
        learnt.to_owned()
    };
    assert_eq!(challenge.status(), "401 Unauthorized");
    assert_eq!(answer.status(), "200 OK");
    assert_eq!(learnt(&challenge), "198.51.100.7;rport=40112");
    assert_eq!(learnt(&answer), learnt(&challenge));
    assert_eq!((challenge.to, answer.to), (Some(peer), Some(peer)));
}

#[test]
fn a_retransmission_gets_the_same_bytes_and_another_call_another_tag() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let peer = phone.addr;
    for method in ["REGISTER", "OPTIONS", "INVITE"] {
        let request = phone.request(method, &[]);
        let first = desk.send(peer, &request);
        desk.wait_millis(500);
        let again = desk.send(peer, &request);
        // The nonce tells the second in which it was made; all else is the same.
        assert_eq!(again.masked(), first.masked(), "{method}");
        assert_eq!(again.header("To"), first.header("To"), "{method}");
    }
    let tag = |reply: Reply| reply.header("To").split(";tag=").nth(1).unwrap().to_owned();
    let request = phone.request("OPTIONS", &[]);
    let one = tag(desk.send(peer, &request));
    phone.call_id = "another".to_owned();
    let request = phone.request("OPTIONS", &[]);
    let two = tag(desk.send(peer, &request));
    assert_ne!(one, two);
    let restarted = tag(Desk::of("", "1001 secret\n", 8).send(peer, &request));
    assert_ne!(two, restarted, "the secret is another");
}

#[test]
fn a_to_that_has_a_tag_keeps_it() {
    for (to, echoed) in [
        (
            "<sip:1001@sip.example.com>;tag=xyz",
            "<sip:1001@sip.example.com>;tag=xyz",
        ),
        ("sip:1001@h;TAG=xyz", "sip:1001@h;TAG=xyz"),
        // Inside the brackets it belongs to the URI and is none.
        ("<sip:1001@h;tag=xyz>", "<sip:1001@h;tag=xyz>;tag=<tag>"),
        ("sip:1001@h", "sip:1001@h;tag=<tag>"),
        (
            "\"Tag;tag=1\" <sip:1001@h>",
            "\"Tag;tag=1\" <sip:1001@h>;tag=<tag>",
        ),
    ] {
        let request = sip(&format!(
            "OPTIONS sip:sip.example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
            From: <sip:1001@sip.example.com>;tag=1
            To: {to}
            Call-ID: 1
            CSeq: 1 OPTIONS
        Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO"
        ));
        let reply = Desk::new().send("192.0.2.7:5060".parse().unwrap(), request);
        let given = reply.header("To");
        let given = match given.strip_prefix(to) {
            Some(tag) if !tag.is_empty() => {
                let hex = tag.strip_prefix(";tag=").unwrap();
                assert!(hex.len() == 8 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
                format!("{to};tag=<tag>")
            }
            _ => given.to_owned(),
        };
        assert_eq!(given, echoed);
    }
}

#[test]
fn what_is_copied_is_copied_as_it_came() {
    let request = sip("OPTIONS sip:sip.example.com SIP/2.0
        v: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
        f: \"Bj\u{f8}rn \\\"B\\\"\" <sip:bob@example.net;x=1>;tag=a;y
        t:   <sip:1001@sip.example.com>;tag=b
        i: 0123@[2001:db8::1]
        CSeq:   007   OPTIONS
        l: 0");
    let reply = Desk::new().send("192.0.2.7:5060".parse().unwrap(), request);
    assert_eq!(
        reply.text(),
        sip("SIP/2.0 200 OK
            Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;received=192.0.2.7
            From: \"Bj\u{f8}rn \\\"B\\\"\" <sip:bob@example.net;x=1>;tag=a;y
            To: <sip:1001@sip.example.com>;tag=b
            Call-ID: 0123@[2001:db8::1]
            CSeq: 007   OPTIONS
            Allow: REGISTER, OPTIONS
            Accept: application/sdp
            Supported: path
            Content-Length: 0")
    );
}
