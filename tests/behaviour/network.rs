//! The socket: answers leave from the address that was asked, and nothing that comes back ends the loop.

use crate::common::daemon::{Daemon, LIMIT, Line};
use crate::common::phone::Phone;
use crate::common::place::Place;
use std::net::{SocketAddr, UdpSocket};

const EXTENSIONS: &str = "1001 secret\n1002 other\n";

#[test]
fn an_answer_comes_from_the_address_that_was_asked() {
    let place = Place::listening("0.0.0.0:0", "", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    for ip in ["127.0.0.1", "127.0.0.2", "127.8.7.6"] {
        let server = SocketAddr::new(ip.parse().unwrap(), daemon.addr.port());
        // The socket is connected: it takes datagrams from that address only.
        let mut phone = Line::new(server, Phone::of("1001", "secret"));
        phone.phone.call_id = format!("asked-{ip}");
        assert_eq!(phone.register_contact().status(), "200 OK", "{ip}");
        daemon.line("Registered 1001 at ");
    }
}

#[test]
fn one_socket_serves_both_families() {
    let place = Place::listening("[::]:0", "", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    assert!(daemon.addr.is_ipv6());
    for (server, user, password) in [
        ("127.0.0.1", "1001", "secret"),
        ("127.0.0.3", "1001", "secret"),
        ("::1", "1002", "other"),
    ] {
        let server = SocketAddr::new(server.parse().unwrap(), daemon.addr.port());
        let mut phone = Line::new(server, Phone::of(user, password));
        phone.phone.call_id = format!("asked-{server}");
        let answer = phone.register_contact();
        let addr = phone.phone.addr;
        assert_eq!(answer.status(), "200 OK", "{server}");
        // IPv4 is written as IPv4 everywhere.
        let via = answer.header("Via").to_owned();
        let learnt = format!(";received={};rport={}", addr.ip(), addr.port());
        assert!(via.ends_with(&learnt), "{via}");
        daemon.line(&format!(
            "[SIP] Registered {user} at sip:{user}@{addr} from {addr} for 3600 s"
        ));
    }
}

#[test]
fn an_ipv6_address_serves_itself() {
    let place = Place::listening("[::1]:0", "", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret");
    assert_eq!(phone.register_contact().status(), "200 OK");
}

/// Lets the answer to `phone` go to a port where nobody is, and waits for the word about it.
fn refuse(daemon: &mut Daemon, phone: &Line) {
    let closed = {
        let socket = UdpSocket::bind((phone.phone.addr.ip(), 0)).unwrap();
        socket.local_addr().unwrap()
    };
    // Without rport the answer goes to the Via port.
    let request = phone.phone.clone().request("OPTIONS", &[]).replace(
        &format!("UDP {};rport", phone.phone.addr),
        &format!("UDP {closed}"),
    );
    for _ in 0..3 {
        phone.socket.send(request.as_bytes()).unwrap();
    }
    // One of an address is told in a minute.
    if !daemon.has_said(&format!("Answer refused at {}:", closed.ip())) {
        daemon.line(&format!(
            "[SIP] Answer refused at {closed}: no program listens on that port there"
        ));
    }
}

#[test]
fn a_socket_of_both_families_hears_what_icmp_says_in_each() {
    let place = Place::listening("[::]:0", "", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    for server in ["127.0.0.1", "::1"] {
        let server = SocketAddr::new(server.parse().unwrap(), daemon.addr.port());
        let phone = Line::new(server, Phone::of("1001", "secret"));
        refuse(&mut daemon, &phone);
    }
    daemon.stop();
}

#[test]
fn an_answer_that_nobody_takes_is_evidence_and_no_end() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let phone = daemon.phone("1001", "secret");
    refuse(&mut daemon, &phone);
    // An answer that fits into no datagram, because what it must copy nearly fills one.
    let request = phone.phone.clone().request("OPTIONS", &[]);
    let (before, after) = request.split_once("Allow: ").unwrap();
    let request = before.to_owned() + after.split_once("\r\n").unwrap().1;
    let room = 65_507 - request.len() - ";x=".len();
    let long = request.replacen(";rport", &format!(";rport;x={}", "v".repeat(room)), 1);
    assert_eq!(phone.socket.send(long.as_bytes()).unwrap(), 65_507);
    daemon.line(&format!(
        "[SIP] Response not sent to {}: Message too long",
        phone.phone.addr
    ));
    for _ in 0..3 {
        let answer = phone.exchange(phone.phone.clone().request("OPTIONS", &[]));
        assert_eq!(answer.status(), "200 OK");
    }
    daemon.stop();
}

#[test]
fn a_stranger_that_does_not_wait_for_answers_is_no_warning() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start_with(&place, &[("JOURNAL_STREAM", "8:12345")]);
    let phone = |ip| Line::from(ip, daemon.addr, Phone::of("1001", "secret"));
    let (stranger, mut ours) = (phone("127.0.0.66"), phone("127.0.0.7"));
    assert_eq!(ours.register_contact().status(), "200 OK");
    for _ in 0..3 {
        refuse(&mut daemon, &ours);
        refuse(&mut daemon, &stranger);
    }
    let refusals = daemon.log.iter().filter(|l| l.contains("Answer refused"));
    let levels: Vec<&str> = refusals.map(|l| &l[..3]).collect();
    assert_eq!(levels, ["<4>", "<6>"], "{:#?}", daemon.log);
    daemon.stop();
}

#[test]
fn the_largest_datagram_is_one_message() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let phone = daemon.phone("1001", "secret");
    let request = phone.phone.clone().request("OPTIONS", &[]);
    let (before, after) = request.split_once("Allow: ").unwrap();
    let request = before.to_owned() + after.split_once("\r\n").unwrap().1;
    let room = 65_507 - request.len();
    // Once as a body, once as a header.
    let digits = 5;
    let body = room - (digits - 1);
    let large = request.replace("Content-Length: 0", &format!("Content-Length: {body}"))
        + &"b".repeat(body);
    assert_eq!(large.len(), 65_507);
    assert_eq!(phone.exchange(&large).status(), "200 OK");
    let filler = format!("X: {}\r\nContent-Length: 0", "h".repeat(room - 5));
    let large = request.replace("Content-Length: 0", &filler);
    assert_eq!(large.len(), 65_507);
    assert_eq!(phone.exchange(&large).status(), "200 OK");
    // One byte is missing from its body.
    let short = request.replace("Content-Length: 0", "Content-Length: 65000") + &"b".repeat(64_999);
    assert_eq!(
        phone.exchange(&short).status(),
        "400 Content-Length Larger Than Body"
    );
    daemon.stop();
}

#[test]
fn what_is_not_answered_stays_unanswered() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let phone = daemon.phone("1001", "secret");
    for datagram in [
        &b""[..],
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"SIP/2.0 200 OK\r\n\r\n",
        b"ACK sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        &[0xff; 1400],
    ] {
        phone.socket.send(datagram).unwrap();
    }
    // The one answer that comes is that to the last.
    let answer = phone.exchange(phone.phone.clone().request("OPTIONS", &[]));
    assert_eq!(answer.header("CSeq"), "1 OPTIONS");
    daemon.stop();
}

#[test]
fn many_phones_at_once_all_register() {
    let extensions: String = (2000..2100).map(|n| format!("{n} secret\n")).collect();
    let place = Place::new("", &extensions);
    let mut daemon = Daemon::start(&place);
    let phones: Vec<_> = (2000..2100)
        .map(|n| daemon.phone(&n.to_string(), "secret"))
        .collect();
    let mut asked = Vec::new();
    for line in &phones {
        let mut phone = line.phone.clone();
        line.socket.send(phone.ask().as_bytes()).unwrap();
        asked.push(phone);
    }
    for (line, phone) in phones.iter().zip(&mut asked) {
        line.socket.set_read_timeout(Some(LIMIT)).unwrap();
        let authorization = phone.login(&line.receive()).header();
        let contact = phone.contact();
        let request = phone.request("REGISTER", &[&contact, &authorization]);
        line.socket.send(request.as_bytes()).unwrap();
    }
    for line in &phones {
        assert_eq!(line.receive().status(), "200 OK");
    }
    let restored = {
        daemon.signal(nix::sys::signal::Signal::SIGTERM);
        assert_eq!(daemon.end(), Some(0));
        Daemon::start(&place).log[0].clone()
    };
    assert!(
        restored.ends_with("100 registrations restored"),
        "{restored}"
    );
}
