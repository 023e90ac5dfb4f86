//! A conversation with one server over one UDP socket, asking as a phone asks: again and again, later and later.

use super::answer::{Answer, Fields};
use crate::diagnose::doctor::finding::Finding;
use crate::sys::address::connected;
use crate::text::{outside as words, system};
use sipreg::evidence::PROBE;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// RFC 3261 §17.1.2.2: the first repetition comes after T1, each later one after twice the time, at most T2.
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);
/// How long an answer may take; a phone waits 32 s, a person does not.
const PATIENCE: Duration = Duration::from_secs(6);

/// A socket that hears only its server, and what every request through it has in common.
#[derive(Debug)]
pub(crate) struct Line {
    socket: UdpSocket,
    pub(crate) local: SocketAddr,
    peer: SocketAddr,
    /// Host and, if it is not the usual one, port, as they stand in a URI.
    domain: String,
    /// Tells this conversation from every other.
    token: String,
    /// The number of the last request in it.
    cseq: u32,
    patience: Duration,
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

/// Random letters for a conversation; nothing depends on their being unknown.
pub(crate) fn token() -> String {
    let number = getrandom::u64().unwrap_or(std::process::id().into());
    format!("{number:016x}")
}

impl Line {
    /// A socket on a free port towards `peer`, which serves `domain`, or why there is none.
    pub(crate) fn open(peer: SocketAddr, domain: &str) -> Result<Self, Finding> {
        let socket = connected(peer).and_then(|socket| Ok((socket.local_addr()?, socket)));
        let (local, socket) = socket.map_err(|error| failure(peer, &error))?;
        Ok(Self {
            socket,
            local,
            peer,
            domain: domain.to_owned(),
            token: token(),
            cseq: 0,
            patience: PATIENCE,
        })
    }

    /// The next request. With `user` it is about that extension; `extra` are whole header lines.
    fn request(&mut self, method: &str, user: Option<&str>, extra: &str) -> String {
        self.cseq += 1;
        let Self {
            domain,
            local,
            token,
            cseq,
            ..
        } = self;
        let (to, from) = match user.map(|user| format!("sip:{}@{domain}", escape(user))) {
            Some(user) => (user.clone(), user),
            None => (format!("sip:{domain}"), format!("sip:probe@{local}")),
        };
        format!(
            "{method} sip:{domain} SIP/2.0\r\nVia: SIP/2.0/UDP {local};rport;branch=z9hG4bK{token}{cseq}\r\n\
             Max-Forwards: 70\r\nFrom: <{from}>;tag={token}\r\nTo: <{to}>\r\nCall-ID: {token}@{}\r\n\
             CSeq: {cseq} {method}\r\nUser-Agent: {}/{}\r\n{extra}Content-Length: 0\r\n\r\n",
            local.ip(),
            PROBE.escape_ascii(),
            env!("CARGO_PKG_VERSION"),
        )
    }

    /// Sends the next request until its final answer comes, or says why none does.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        user: Option<&str>,
        extra: &str,
    ) -> Result<Reply, Finding> {
        let request = self.request(method, user, extra);
        let fields = Fields::parse(&request);
        let failure = |error| failure(self.peer, &error);
        let start = Instant::now();
        let (mut interval, mut next, mut sent) = (T1, Duration::ZERO, 0);
        let mut buffer = [0; 65_535];
        loop {
            let elapsed = start.elapsed();
            if elapsed >= self.patience {
                return Err(silence(self.peer, sent));
            }
            if elapsed >= next {
                self.socket.send(request.as_bytes()).map_err(failure)?;
                sent += 1;
                next = elapsed + interval;
                interval = (interval * 2).min(T2);
            }
            let wait = next.min(self.patience).saturating_sub(elapsed);
            self.socket
                .set_read_timeout(Some(wait.max(Duration::from_millis(1))))
                .map_err(failure)?;
            match self.socket.recv(&mut buffer) {
                Ok(bytes) => {
                    if let Some(answer) = Answer::parse(&buffer[..bytes])
                        && answer.code >= 200
                        && belongs(&answer.fields, &fields)
                    {
                        return Ok(Reply {
                            answer,
                            after: start.elapsed(),
                            sent,
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

/// Whether an answer is one to this request (RFC 3261 §17.1.3). A middle box may have changed one of its marks.
fn belongs(answer: &Fields, sent: &Fields) -> bool {
    let branch = |fields: &Fields| fields.via().map(|via| via.branch.to_owned());
    let is_same = |name| answer.value(name) == sent.value(name);
    branch(answer) == branch(sent) || (is_same("call-id") && is_same("cseq"))
}

/// A user part as a URI holds it (RFC 3261 §25.1).
fn escape(user: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/".contains(&b);
    let escaped = user.bytes().map(|b| match plain(b) {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    });
    escaped.collect()
}

/// What the system says of why nothing can be sent to `address`, or is answered there.
fn failure(address: SocketAddr, error: &io::Error) -> Finding {
    match error.kind() {
        // ICMP says that nothing listens on that port.
        ErrorKind::ConnectionRefused => {
            let text = words::REFUSED.with("address", address);
            Finding::problem(text.with("port", address.port())).fix(words::REFUSED_FIX.say())
        }
        ErrorKind::PermissionDenied => Finding::problem(words::FORBIDDEN.with("address", address)),
        _ => {
            let text = words::NO_WAY.with("address", address.ip());
            Finding::unknown(text.with("why", system::error(error)))
        }
    }
}

fn silence(address: SocketAddr, sent: u32) -> Finding {
    let text = words::SILENT.with("address", address);
    Finding::problem(text.with("n", sent))
        .fix(words::SILENT_FIX_SERVER.with("port", address.port()))
        .fix(words::SILENT_FIX_WATCH.say())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sipreg::message::request::Envelope;

    #[test]
    fn our_own_core_reads_what_is_sent() {
        for local in ["192.168.1.5:40000", "[2001:db8::5]:40000"] {
            let server = "127.0.0.1:9".parse().unwrap();
            let mut line = Line::open(server, "sip.example.com:5062").unwrap();
            line.local = local.parse().unwrap();
            for (method, user) in [("OPTIONS", None), ("REGISTER", Some("a b"))] {
                let mut bytes = line.request(method, user, "").into_bytes();
                let envelope = Envelope::open(&mut bytes).unwrap();
                assert!(envelope.request().is_ok(), "{local} {method}");
                assert!(envelope.via.rport);
            }
        }
    }

    #[test]
    fn the_branch_is_another_for_each_request() {
        let mut line = Line::open("127.0.0.1:9".parse().unwrap(), "h").unwrap();
        let [first, second] = [(); 2].map(|()| Fields::parse(&line.request("OPTIONS", None, "")));
        assert_ne!(first.via().unwrap().branch, second.via().unwrap().branch);
    }

    #[test]
    fn a_lost_request_is_sent_again_and_strange_answers_are_not_taken() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mut line = Line::open(server.local_addr().unwrap(), "h").unwrap();
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 2000];
            server.recv_from(&mut buffer).unwrap();
            let (bytes, peer) = server.recv_from(&mut buffer).unwrap();
            let sent = Fields::parse(str::from_utf8(&buffer[..bytes]).unwrap());
            let [via, id] = ["via", "call-id"].map(|name| sent.value(name).unwrap());
            let good =
                format!("SIP/2.0 200 OK\r\nVia: {via}\r\nCall-ID: {id}\r\nCSeq: 1 OPTIONS\r\n\r\n");
            for text in [
                "\r\n",
                "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=other\r\n\r\n",
                &good,
            ] {
                server.send_to(text.as_bytes(), peer).unwrap();
            }
        });
        let reply = line.ask("OPTIONS", None, "").unwrap();
        thread.join().unwrap();
        assert_eq!((reply.answer.code, reply.sent), (200, 2));
    }

    #[test]
    fn a_closed_port_and_silence_are_two_things() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mut line = Line::open(server.local_addr().unwrap(), "h").unwrap();
        line.patience = Duration::from_millis(700);
        let silent = line.ask("OPTIONS", None, "").unwrap_err();
        assert!(silent.text.is(&words::SILENT));
        drop(server);
        let refused = line.ask("OPTIONS", None, "").unwrap_err();
        assert!(refused.text.is(&words::REFUSED));
    }
}
