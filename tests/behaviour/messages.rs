//! What is answered how, and what is not answered at all: every datagram ends in one outcome.

use crate::common::desk::{Desk, Reply};
use crate::common::message::sip;
use crate::common::phone::Phone;
use sipreg::exchange::Outcome;
use std::net::SocketAddr;

fn peer() -> SocketAddr {
    "192.0.2.7:5060".parse().unwrap()
}

/// A sound REGISTER, to be spoilt.
const SOUND: &str = "REGISTER sip:sip.example.com SIP/2.0
    Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
    From: <sip:1001@sip.example.com>;tag=1
    To: <sip:1001@sip.example.com>
    Call-ID: 1
    CSeq: 1 REGISTER
    Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO
    Content-Length: 0";

fn send(datagram: impl AsRef<[u8]>) -> Reply {
    Desk::new().send(peer(), datagram)
}

/// The sound REGISTER with `old` replaced by `new`.
fn spoilt(old: &str, new: &str) -> Reply {
    assert!(SOUND.contains(old), "{old}");
    send(sip(&SOUND.replacen(old, new, 1)))
}

#[track_caller]
fn is(reply: &Reply, outcome: Outcome, status: &str) {
    assert_eq!(
        (reply.outcome, reply.status()),
        (outcome, status),
        "{}",
        reply.text()
    );
}

#[track_caller]
fn is_silent(reply: &Reply, outcome: Outcome) {
    assert_eq!((reply.outcome, reply.to), (outcome, None));
    assert!(reply.bytes.is_empty());
}

#[test]
fn options_is_answered_alike_for_every_user_part() {
    let mut answers = Vec::new();
    for user in ["1001", "1009", "nobody", ""] {
        let uri = match user {
            "" => "sip:sip.example.com".to_owned(),
            user => format!("sip:{user}@sip.example.com"),
        };
        let reply = send(sip(&format!(
            "OPTIONS {uri} SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
            From: <sip:probe@example.net>;tag=1
            To: <{uri}>;tag=2
            Call-ID: 1
            CSeq: 1 OPTIONS
            Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO"
        )));
        is(&reply, Outcome::Options, "200 OK");
        assert_eq!(
            reply.said(),
            [
                "200 OK",
                "Allow: REGISTER, OPTIONS",
                "Accept: application/sdp",
                "Supported: path"
            ]
        );
        answers.push(reply.text().replace(&uri, "sip:"));
    }
    assert!(
        answers.iter().all(|a| *a == answers[0]),
        "nobody learns who exists"
    );
}

#[test]
fn options_with_a_requirement_is_refused_like_any_request() {
    let mut phone = Phone::new();
    let request = phone.request("OPTIONS", &["Require: path, timer"]);
    let reply = send(request);
    assert_eq!(reply.outcome, Outcome::BadExtension);
    assert_eq!(reply.said(), ["420 Bad Extension", "Unsupported: timer"]);
}

#[test]
fn other_methods_are_405() {
    for method in [
        "INVITE",
        "SUBSCRIBE",
        "PUBLISH",
        "MESSAGE",
        "BYE",
        "CANCEL",
        "NOTIFY",
        "INFO",
        "register",
        "Register",
        "REGISTERS",
        "X-!%*_+`'~",
    ] {
        let mut phone = Phone::new();
        let reply = Desk::new().send(phone.addr, phone.request(method, &[]));
        is(&reply, Outcome::MethodNotAllowed, "405 Method Not Allowed");
        assert_eq!(
            reply.said(),
            ["405 Method Not Allowed", "Allow: REGISTER, OPTIONS"]
        );
    }
}

#[test]
fn what_is_never_answered() {
    let mut phone = Phone::new();
    is_silent(&send(phone.request("ACK", &[])), Outcome::Ack);
    let broken = phone.request("ACK", &[]).replace("CSeq", "X");
    is_silent(&send(broken), Outcome::Ack);

    for response in ["SIP/2.0 200 OK", "sip/2.0 100 Trying", "SIP/3.0 999 X"] {
        let response = SOUND.replacen("REGISTER sip:sip.example.com SIP/2.0", response, 1);
        is_silent(&send(sip(&response)), Outcome::Response);
    }

    for keep_alive in [
        &b""[..],
        b"\r\n",
        b"\r\n\r\n",
        b"\0",
        b"\0\0\0\0",
        b"jaK\0",
        b"hi",
        &[b'\n'; 100],
        &[0; 1500],
    ] {
        is_silent(&send(keep_alive), Outcome::KeepAlive);
    }

    for no_via in [
        "hello, world".to_owned(),
        "REGISTER sip:sip.example.com SIP/2.0\r\n\r\n".to_owned(),
        sip(&SOUND.replacen("Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1", "X: y", 1)),
        sip(&SOUND.replacen("SIP/2.0/UDP 192.0.2.7", "", 1)),
        sip(&SOUND.replacen("SIP/2.0/UDP 192.0.2.7", "HTTP/1.1/TCP 192.0.2.7", 1)),
        "GET / HTTP/1.1\r\nHost: sip.example.com\r\n\r\n".to_owned(),
        "\u{fffd}".repeat(500),
    ] {
        is_silent(&send(no_via), Outcome::Unanswerable);
    }
}

#[test]
fn a_stun_binding_request_is_told_its_address() {
    let id: Vec<u8> = (1..=12).collect();
    let request = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42], &id[..]].concat();
    let reply = Desk::new().send("192.0.2.1:32853".parse().unwrap(), &request);
    assert_eq!(reply.outcome, Outcome::Stun);
    assert_eq!(reply.to, Some("192.0.2.1:32853".parse().unwrap()));
    let address = [0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43];
    let expected = [
        &[1, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42],
        &id[..],
        &address[..],
    ]
    .concat();
    assert_eq!(reply.bytes, expected);

    let indication = [&[0, 0x11], &request[2..]].concat();
    is_silent(&send(&indication), Outcome::StunOther);
    let cut = [&[0, 1, 0, 8], &request[4..]].concat();
    is_silent(&send(&cut), Outcome::StunOther);
}

#[test]
fn another_version_is_505_and_another_scheme_416() {
    for version in ["SIP/3.0", "SIP/2.1", "SIP/1.0", "SIP/7.0"] {
        is(
            &spoilt("SIP/2.0", version),
            Outcome::Malformed,
            "505 Version Not Supported",
        );
    }
    for uri in ["tel:+12015550123", "http://sip.example.com", "nobody:x"] {
        is(
            &spoilt("sip:sip.example.com", uri),
            Outcome::UnsupportedScheme,
            "416 Unsupported URI Scheme",
        );
    }
    let sips = spoilt("REGISTER sip:", "REGISTER sips:");
    is(&sips, Outcome::Challenged, "401 Unauthorized");
}

#[test]
fn each_mandatory_header_is_named_when_it_is_missing_twice_or_malformed() {
    for (line, name, malformed) in [
        (
            "From: <sip:1001@sip.example.com>;tag=1",
            "From",
            "From: <sip:1001",
        ),
        ("To: <sip:1001@sip.example.com>", "To", "To: \"Bob"),
        ("Call-ID: 1", "Call-ID", "Call-ID: a b"),
        ("CSeq: 1 REGISTER", "CSeq", "CSeq: one REGISTER"),
    ] {
        for (new, what) in [
            ("X: y".to_owned(), "Missing"),
            (format!("{line}\n{line}"), "Repeated"),
            (malformed.to_owned(), "Malformed"),
        ] {
            let reply = spoilt(line, &new);
            is(&reply, Outcome::Malformed, &format!("400 {what} {name}"));
            assert_eq!(
                reply.headers("Via").len(),
                1,
                "it can be determined all the same"
            );
        }
    }
    for cseq in [
        "",
        "REGISTER",
        "1",
        "1REGISTER",
        "-1 REGISTER",
        "4294967296 REGISTER",
        "1 REGISTER x",
    ] {
        let reply = spoilt("CSeq: 1 REGISTER", &format!("CSeq: {cseq}"));
        is(&reply, Outcome::Malformed, "400 Malformed CSeq");
    }
    // A second name of the same header is the same header.
    let reply = spoilt("Call-ID: 1", "Call-ID: 1\ni: 2");
    is(&reply, Outcome::Malformed, "400 Repeated Call-ID");
    let reply = spoilt("CSeq: 1 REGISTER", "CSeq: 1 OPTIONS");
    is(
        &reply,
        Outcome::Malformed,
        "400 CSeq Method Differs From Request Method",
    );
}

#[test]
fn a_line_that_nobody_reads_is_skipped_and_one_that_is_read_must_be_readable() {
    for line in [
        "no colon here",
        ": no name",
        "X Device Name: Lobby",
        "X: a\u{1}b",
    ] {
        let reply = spoilt("Call-ID: 1", &format!("Call-ID: 1\n{line}"));
        is(&reply, Outcome::Challenged, "401 Unauthorized");
    }
    let reply = spoilt("Call-ID: 1", "Call-ID: 1\nUser-Agent: a\u{1}b");
    is(
        &reply,
        Outcome::Malformed,
        "400 Control Character In Header",
    );
    for via in [
        "SIP/2.0/UDP",
        "SIP/2.0/UDP 192.0.2.7:99999",
        "SIP/2.0/UDP :5060",
    ] {
        let reply = spoilt("SIP/2.0/UDP 192.0.2.7", via);
        is(&reply, Outcome::Malformed, "400 Malformed Via");
    }
    for line in [
        "REGISTER",
        "REGISTER sip:sip.example.com",
        "REGISTER  SIP/2.0",
        "REG(STER sip:sip.example.com SIP/2.0",
        "REGISTER sip:sip.example.com SIP2",
        "REGISTER sip: SIP/2.0",
        "REGISTER sip.example.com SIP/2.0",
        "REGISTER <sip:sip.example.com> SIP/2.0",
        "REGISTER sip:sip.example.com?x=y SIP/2.0",
    ] {
        let reply = spoilt("REGISTER sip:sip.example.com SIP/2.0", line);
        is(&reply, Outcome::Malformed, "400 Malformed Request-Line");
    }
    let reply = spoilt(";branch=z9hG4bK1", ";branch=z9hG4bK1;=x");
    is(&reply, Outcome::Malformed, "400 Malformed Via");
}

#[test]
fn content_length_against_what_came() {
    let sound = SOUND.replacen("REGISTER", "OPTIONS", 1);
    let sound = sound.replacen("1 REGISTER", "1 OPTIONS", 1);
    for (header, body, status) in [
        ("Content-Length: 0", "", "200 OK"),
        ("Content-Length: 4", "body", "200 OK"),
        ("l: 4", "body", "200 OK"),
        ("Content-Length: 0", "bytes after the body", "200 OK"),
        ("X: none", "", "200 OK"),
        ("X: none", "body", "200 OK"),
        ("Content-Length:  04 ", "body", "200 OK"),
        ("Content-Length: 4\nContent-Length: 4", "body", "200 OK"),
        (
            "Content-Length: 5",
            "body",
            "400 Content-Length Larger Than Body",
        ),
        (
            "Content-Length: 99999999999999999999",
            "",
            "400 Content-Length Larger Than Body",
        ),
        ("Content-Length: -1", "", "400 Malformed Content-Length"),
        ("Content-Length: many", "", "400 Malformed Content-Length"),
        ("Content-Length:", "", "400 Malformed Content-Length"),
        (
            "Content-Length: 4\nl: 3",
            "body",
            "400 Malformed Content-Length",
        ),
    ] {
        let request = sip(&sound.replacen("Content-Length: 0", header, 1)) + body;
        assert_eq!(send(request).status(), status, "{header} {body}");
    }
}

#[test]
fn what_phones_write_is_taken() {
    for (old, new) in [
        ("Via:", "v:"),
        ("Via:", "VIA :"),
        ("Call-ID:", "i:"),
        ("Call-ID: 1", "call-id:1"),
        ("From:", "f:"),
        (
            "To: <sip:1001@sip.example.com>",
            "t: sip:1001@sip.example.com",
        ),
        ("From: <", "From: Bob Smith, Jr <"),
        ("From: <", "From: Bob <"),
        ("From: <", "From: \"Bob, \\\"the\\\" builder\" <"),
        ("To: ", "To:  "),
        ("CSeq: 1 REGISTER", "CSeq:\t1   REGISTER"),
        ("CSeq: 1 REGISTER", "CSEQ: 1 REGISTER\nX-Empty:"),
        ("Content-Length: 0", "Content-Length:  0"),
        (";branch=z9hG4bK1", ";branch=z9hG4bK1;alias;rport"),
        (
            "REGISTER sip:sip.example.com",
            "REGISTER sip:1001@sip.example.com",
        ),
        (
            "REGISTER sip:sip.example.com",
            "REGISTER sip:sip.example.com:5060;transport=UDP",
        ),
        ("Call-ID: 1", "Call-ID: 1\nRoute: <sip:sip.example.com;lr>"),
    ] {
        if new.contains("Smith, Jr") {
            // An unquoted comma is no display name.
            is(&spoilt(old, new), Outcome::Malformed, "400 Malformed From");
            continue;
        }
        let reply = spoilt(old, new);
        is(&reply, Outcome::Challenged, "401 Unauthorized");
    }
    let lines = sip(SOUND);
    for text in [
        lines.replace("\r\n", "\n"),
        lines.replace("From: ", "From:\r\n   "),
        lines.replace("192.0.2.7;branch", "192.0.2.7\r\n\t;branch"),
        format!("\r\n\r\n{lines}"),
    ] {
        is(&send(&text), Outcome::Challenged, "401 Unauthorized");
    }
}

#[test]
fn every_prefix_and_every_spoilt_byte_ends_in_one_outcome() {
    let mut phone = Phone::new();
    let login = phone.login_with(&"0".repeat(40)).header();
    let text = phone.request(
        "REGISTER",
        &["Contact: \"B, C\" <sip:1001@h;x>;q=0.5", &login],
    );
    for end in 0..text.len() {
        send(&text.as_bytes()[..end]);
    }
    // `Desk::send` sees to it that the outcomes add up.
    let mut desk = Desk::new();
    for at in 0..text.len() {
        for byte in [
            0, b'\n', b'\r', b' ', b'"', b'<', b',', b';', b':', b'\\', 0xff,
        ] {
            let mut spoilt = text.clone().into_bytes();
            spoilt[at] = byte;
            desk.send(peer(), &spoilt);
            desk.wait(1);
        }
    }
}
