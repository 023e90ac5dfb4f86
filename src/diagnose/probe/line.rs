//! One UDP socket towards one server, asking as a phone asks: again and again, later and later.

use super::answer::{Answer, Fields};
use super::ask::Sent;
use crate::text::{Say, system};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// RFC 3261 §17.1.2.2: the first repetition comes after T1, each later one after twice the time, at most T2.
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);

/// A socket that hears only its server.
#[derive(Debug)]
pub(crate) struct Line {
    socket: UdpSocket,
    pub(crate) local: SocketAddr,
}

/// A final answer and what it took to get it.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) answer: Answer,
    /// Since the first sending.
    pub(crate) after: Duration,
    /// How often the request was sent.
    pub(crate) sent: u32,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nothing came.
    Silence { sent: u32 },
    /// ICMP says that nothing listens on that port.
    Refused,
    /// This machine's own firewall forbids the sending.
    Forbidden,
    /// The system cannot send there.
    Unreachable(Say),
}

impl Line {
    /// A socket on a free port towards `peer`.
    ///
    /// # Errors
    /// Whatever the system says; most often that there is no way to that kind of address.
    pub(crate) fn open(peer: SocketAddr) -> io::Result<Self> {
        let any: IpAddr = match peer {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect(peer)?;
        let local = socket.local_addr()?;
        Ok(Self { socket, local })
    }

    /// Sends a request until its final answer comes or `patience` ends.
    pub(crate) fn ask(&self, sent: &Sent, patience: Duration) -> Result<Reply, Failure> {
        let start = Instant::now();
        let (mut interval, mut next, mut count) = (T1, Duration::ZERO, 0);
        let mut buffer = [0; 65_535];
        loop {
            let elapsed = start.elapsed();
            if elapsed >= patience {
                return Err(Failure::Silence { sent: count });
            }
            if elapsed >= next {
                self.socket.send(sent.text.as_bytes()).map_err(failure)?;
                count += 1;
                next = elapsed + interval;
                interval = (interval * 2).min(T2);
            }
            let wait = next.min(patience).saturating_sub(elapsed);
            self.socket
                .set_read_timeout(Some(wait.max(Duration::from_millis(1))))
                .map_err(failure)?;
            match self.socket.recv(&mut buffer) {
                Ok(bytes) => {
                    let datagram = &buffer[..bytes];
                    if let Some(answer) = Answer::parse(datagram)
                        && answer.code >= 200
                        && belongs(&answer, sent)
                    {
                        return Ok(Reply {
                            answer,
                            after: start.elapsed(),
                            sent: count,
                        });
                    }
                }
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {}
                    _ => return Err(failure(error)),
                },
            }
        }
    }
}

/// Whether an answer is one to this request. Branch and CSeq decide (RFC 3261 §17.1.3), but a middle box may have
/// changed one of them, and that shall be seen, not missed: either is enough.
fn belongs(answer: &Answer, sent: &Sent) -> bool {
    let (back, sent) = (&answer.fields, &sent.fields);
    let branch = |fields: &Fields| fields.via().map(|via| via.branch.to_owned());
    let is_same = |name| back.value(name) == sent.value(name);
    branch(back) == branch(sent) || (is_same("call-id") && is_same("cseq"))
}

fn failure(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::ConnectionRefused => Failure::Refused,
        ErrorKind::PermissionDenied => Failure::Forbidden,
        _ => Failure::Unreachable(system::error(&error)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::probe::ask::Ask;

    fn line_to(server: &UdpSocket) -> (Line, Sent) {
        let line = Line::open(server.local_addr().unwrap()).unwrap();
        let mut ask = Ask::new("h", line.local);
        let sent = ask.next("OPTIONS", None, "");
        (line, sent)
    }

    #[test]
    fn a_lost_request_is_sent_again_and_strange_answers_are_not_taken() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let (line, sent) = line_to(&server);
        let [via, id] = ["via", "call-id"].map(|name| sent.fields.value(name).unwrap().to_owned());
        let good =
            format!("SIP/2.0 200 OK\r\nVia: {via}\r\nCall-ID: {id}\r\nCSeq: 1 OPTIONS\r\n\r\n");
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 2000];
            server.recv_from(&mut buffer).unwrap();
            let (_, peer) = server.recv_from(&mut buffer).unwrap();
            for text in [
                "\r\n",
                "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=other\r\n\r\n",
                &good,
            ] {
                server.send_to(text.as_bytes(), peer).unwrap();
            }
        });
        let reply = line.ask(&sent, Duration::from_secs(5)).unwrap();
        thread.join().unwrap();
        assert_eq!((reply.answer.code, reply.sent), (200, 2));
    }

    #[test]
    fn a_closed_port_and_silence_are_two_things() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let (line, sent) = line_to(&server);
        assert!(matches!(
            line.ask(&sent, Duration::from_millis(700)),
            Err(Failure::Silence { sent: 2 })
        ));
        drop(server);
        assert!(matches!(
            line.ask(&sent, Duration::from_secs(2)),
            Err(Failure::Refused)
        ));
    }
}
