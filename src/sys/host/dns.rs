//! One question to the name server itself, past /etc/hosts and every cache of ours, because the phones ask there too.

use crate::sys::address::{connected, list};
use crate::text::{Say, host as words};
use simple_dns::rdata::{RData, TYPE};
use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, header_buffer};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

/// How long one question may take, how often it is put to one server, and to how many.
const PATIENCE: Duration = Duration::from_millis(1500);
const TRIES: usize = 2;
const SERVERS: usize = 2;

/// The data of the records that are found, those of aliases among them.
pub(crate) type Records = Vec<RData<'static>>;

/// What is found under a name, `None` if there is no such name; or why that is not known.
type Found<T> = Result<Option<T>, Say>;

/// The addresses of that kind.
pub(crate) fn addresses(name: &str, kind: TYPE) -> Found<Vec<IpAddr>> {
    Ok(ask(name, kind)?.map(|records| addresses_among(&records)))
}

fn addresses_among(records: &Records) -> Vec<IpAddr> {
    let addresses = records.iter().filter_map(|data| match data {
        RData::A(found) => Some(Ipv4Addr::from(found.address).into()),
        RData::AAAA(found) => Some(Ipv6Addr::from(found.address).into()),
        _ => None,
    });
    addresses.collect()
}

fn servers_in(text: &str) -> Vec<IpAddr> {
    let lines = text.lines().map(str::trim);
    let servers = lines.filter_map(|line| line.strip_prefix("nameserver")?.trim().parse().ok());
    servers.collect()
}

/// Asks the name servers of this machine in turn.
pub(crate) fn ask(name: &str, kind: TYPE) -> Found<Records> {
    let servers = servers_in(&fs::read_to_string("/etc/resolv.conf").unwrap_or_default());
    let mut asked = servers.iter().take(SERVERS);
    let found = asked.find_map(|&server| ask_at(SocketAddr::new(server, 53), name, kind));
    found.unwrap_or_else(|| {
        Err(match servers.is_empty() {
            true => words::DNS_NO_SERVER.say(),
            false => words::DNS_SILENT.with("servers", list(&servers)),
        })
    })
}

fn ask_at(server: SocketAddr, name: &str, kind: TYPE) -> Option<Found<Records>> {
    let mut id = [0; 2];
    getrandom::fill(&mut id).ok()?;
    let mut question = Packet::new_query(u16::from_ne_bytes(id));
    question.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new(name.trim_end_matches('.')).ok()?;
    let asked = Question::new(name, kind.into(), CLASS::IN.into(), false);
    question.questions.push(asked);
    let bytes = question.build_bytes_vec().ok()?;
    let socket = connected(server).ok()?;
    let mut buffer = [0; 4096];
    for _ in 0..TRIES {
        socket.send(&bytes).ok()?;
        let until = Instant::now() + PATIENCE;
        let left = || Some(until.checked_duration_since(Instant::now())?).filter(|d| !d.is_zero());
        while let Some(left) = left() {
            socket.set_read_timeout(Some(left)).ok()?;
            let reply = socket
                .recv(&mut buffer)
                .map(|len| parse(&buffer[..len], question.id()));
            if let Ok(Some(reply)) = reply {
                return Some(reply);
            }
        }
    }
    None
}

/// Reads the answers of a packet with that id; `None` if it is no answer to us.
fn parse(packet: &[u8], id: u16) -> Option<Found<Records>> {
    let is_reply = header_buffer::has_flags(packet, PacketFlag::RESPONSE).ok()?;
    if !is_reply || header_buffer::id(packet).ok()? != id {
        return None;
    }
    match header_buffer::rcode(packet).ok()? {
        RCODE::NoError => {}
        RCODE::NameError => return Some(Ok(None)),
        code => return Some(Err(words::DNS_REFUSED.with("code", code as u16))),
    }
    if header_buffer::has_flags(packet, PacketFlag::TRUNCATION).ok()? {
        return Some(Err(words::DNS_TRUNCATED.say()));
    }
    let answers = Packet::parse(packet).ok()?.answers.into_iter();
    let records = answers.map(|record| record.rdata.into_owned());
    Some(Ok(Some(records.collect())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use simple_dns::rdata::SRV;
    use std::net::UdpSocket;

    const ID: u16 = 0xabcd;

    /// An answer of `records`, each a kind and its data, to the question for `h.uz`.
    fn answer(code: u8, records: &[(u16, &[u8])]) -> Vec<u8> {
        let count = u8::try_from(records.len()).unwrap();
        let mut packet = vec![0xab, 0xcd, 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0];
        packet.extend_from_slice(b"\x01h\x02uz\x00\x00\x01\x00\x01");
        for (kind, data) in records {
            packet.extend_from_slice(b"\xc0\x0c");
            packet.extend_from_slice(&kind.to_be_bytes());
            packet.extend_from_slice(b"\x00\x01\x00\x00\x00\x3c");
            packet.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
            packet.extend_from_slice(data);
        }
        packet
    }

    #[test]
    fn addresses_services_and_aliases_are_read() {
        let of =
            |records: &[(u16, &[u8])]| parse(&answer(0, records), ID).unwrap().unwrap().unwrap();
        let v6: Ipv6Addr = "2001:db8::1".parse().unwrap();
        let found = of(&[
            (5, b"\x01x\xc0\x0e"),
            (1, &[203, 0, 113, 10]),
            (28, &v6.octets()),
        ]);
        let expected: [IpAddr; 2] = ["203.0.113.10".parse().unwrap(), v6.into()];
        assert_eq!(addresses_among(&found), expected);
        let found = of(&[(33, b"\x00\x0a\x00\x00\x13\xc6\x03sip\xc0\x0c")]);
        let target = Name::new("sip.h.uz").unwrap();
        let (priority, weight, port) = (10, 0, 5062);
        let service = SRV {
            priority,
            weight,
            port,
            target,
        };
        assert_eq!(found, [RData::SRV(service)]);
    }

    #[test]
    fn no_name_no_records_and_refusal_are_three_things() {
        let of = |packet: &[u8]| parse(packet, ID).unwrap();
        assert_eq!(of(&answer(3, &[])).unwrap(), None);
        assert_eq!(of(&answer(0, &[])).unwrap(), Some(Vec::new()));
        assert!(of(&answer(2, &[])).unwrap_err().is(&words::DNS_REFUSED));
        assert!(parse(&answer(0, &[]), 0).is_none());
        let mut packet = answer(0, &[]);
        packet[2] |= 2;
        assert!(of(&packet).unwrap_err().is(&words::DNS_TRUNCATED));
    }

    #[test]
    fn a_packet_cut_anywhere_or_pointing_at_itself_is_no_answer_and_no_panic() {
        let packet = answer(
            0,
            &[
                (33, b"\x00\x0a\x00\x00\x13\xc6\x03sip\xc0\x0c"),
                (1, &[1, 2, 3, 4]),
            ],
        );
        for len in 0..packet.len() {
            assert!(parse(&packet[..len], ID).is_none());
        }
        let mut circle = answer(0, &[(1, &[1, 2, 3, 4])]);
        circle[12..14].copy_from_slice(b"\xc0\x0c");
        assert!(parse(&circle, ID).is_none());
    }

    #[test]
    fn name_servers_of_resolv_conf() {
        let text = "# comment\nsearch lan\nnameserver 127.0.0.53\n nameserver\t2001:db8::53\nnameserver fe80::1%eth0\noptions edns0\n";
        let expected: Vec<IpAddr> = vec![
            "127.0.0.53".parse().unwrap(),
            "2001:db8::53".parse().unwrap(),
        ];
        assert_eq!(servers_in(text), expected);
    }

    #[test]
    fn a_server_that_loses_the_first_question_is_asked_again() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let at = server.local_addr().unwrap();
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 512];
            server.recv_from(&mut buffer).unwrap();
            let (_, peer) = server.recv_from(&mut buffer).unwrap();
            let mut packet = answer(0, &[(1, &[203, 0, 113, 10])]);
            packet[..2].copy_from_slice(&buffer[..2]);
            server.send_to(&packet, peer).unwrap();
        });
        let reply = ask_at(at, "h.uz", TYPE::A).unwrap();
        thread.join().unwrap();
        assert_eq!(reply.unwrap().unwrap().len(), 1);
    }
}
